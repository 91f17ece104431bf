"""Reads a UBL RequestForQuotation (2.0 and later) into the facts of an inquiry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from prosfora.kit.errors import Refused

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {"cac": UBL + "CommonAggregateComponents-2", "cbc": UBL + "CommonBasicComponents-2"}


class UnreadableRequest(Refused):
    """The file is no UBL request for quotation, or a line of it cannot be understood."""


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """One line asked for: our number, else the buyer's; quantity in a UN/ECE Rec 20 unit ("" where none is named)."""

    line_id: str
    product: str
    buyers_product: str
    text: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request for quotation: who asks, under which number and day, what and until when."""

    number: str
    issued_on: date | None
    buyer: str
    vat_number: str
    contact: str
    email: str
    country: str
    requested_on: date | None
    note: str
    lines: tuple[RequestedLine, ...]


def read_request(path: Path) -> Request:
    """The request in a file. Raises UnreadableRequest naming the element that is wrong."""
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise UnreadableRequest(_("%(file)s is not XML: %(error)s") % {"file": path.name, "error": error}) from error
    if root is None or root.tag != f"{{{UBL}RequestForQuotation-2}}RequestForQuotation":
        raise UnreadableRequest(_("%(file)s is not a UBL RequestForQuotation") % {"file": path.name})
    buyer = "cac:OriginatorCustomerParty/cac:Party/"
    return Request(
        number=_text(root, "cbc:ID"),
        issued_on=_day(root, "cbc:IssueDate"),
        buyer=_text(root, buyer + "cac:PartyName/cbc:Name"),
        vat_number=_text(root, buyer + "cac:PartyTaxScheme/cbc:CompanyID"),
        contact=_text(root, buyer + "cac:Contact/cbc:Name"),
        email=_text(root, buyer + "cac:Contact/cbc:ElectronicMail"),
        country=_text(root, buyer + "cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        requested_on=_day(root, "cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate"),
        note=_text(root, "cbc:Note"),
        lines=tuple(_line(line) for line in root.findall("cac:RequestForQuotationLine", NAMES)),
    )


def _line(line: Element) -> RequestedLine:
    item = "cac:LineItem/cac:Item/"
    quantity = line.find("cac:LineItem/cbc:Quantity", NAMES)
    line_id = _text(line, "cbc:ID")
    try:
        amount = Decimal((quantity.text if quantity is not None else None) or "")
    except InvalidOperation:
        raise UnreadableRequest(_("Line %(line)s names no quantity") % {"line": line_id}) from None
    return RequestedLine(
        line_id=line_id,
        product=_text(line, item + "cac:SellersItemIdentification/cbc:ID"),
        buyers_product=_text(line, item + "cac:BuyersItemIdentification/cbc:ID"),
        text=_text(line, item + "cbc:Name") or _text(line, item + "cbc:Description"),
        quantity=amount,
        unit=quantity.get("unitCode", "") if quantity is not None else "",
    )


def _text(root: Element, path: str) -> str:
    return (root.findtext(path, "", NAMES) or "").strip()


def _day(root: Element, path: str) -> date | None:
    text = _text(root, path)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnreadableRequest(_("%(path)s is no date: %(text)s") % {"path": path, "text": text}) from None
