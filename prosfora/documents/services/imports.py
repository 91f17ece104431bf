"""Importing quotations from files: one line per item, the lines of one quotation together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.rules import Subject
from prosfora.audit.services import Happening, record_all
from prosfora.catalog.queries import products_by_number
from prosfora.catalog.rules.facts import ProductFacts
from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.checks import Found, header_problems, line_problems
from prosfora.documents.rules.lines import HeaderFields, ItemLine, ManualCondition
from prosfora.documents.services.lines import line_faults
from prosfora.documents.services.promotions import Named, faults_of
from prosfora.documents.services.quotations import create_quotation
from prosfora.documents.services.refusals import sentence
from prosfora.files.imports import Clash, Flaw, Order, Row, Written
from prosfora.files.rules.columns import Column, Kind
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.parties.models import Party
from prosfora.parties.queries import visible_parties

PRICE_ENTERED, NET_PRICE_ENTERED, DISCOUNT_ENTERED = "PB00", "PN00", "RA00"
_HEADER = (
    "customer_reference", "document_date", "valid_to", "requested_date", "currency", "language", "coupon", "campaign",
)  # fmt: skip
_AMOUNTS = {"price": PRICE_ENTERED, "net_price": NET_PRICE_ENTERED, "discount_percent": DISCOUNT_ENTERED}

COLUMNS = (
    Column("external_number", gettext_lazy("Number in another system"), required=True, longest=40,
           headers=("Αριθμός", "order_id", "number"), example="RFQ-2026-17"),
    Column("customer", gettext_lazy("Customer"), required=True, longest=40,
           headers=("Πελάτης", "customer_id", "sold_to"), example="1000001"),
    Column("customer_reference", gettext_lazy("Customer reference"), longest=35, headers=("Αναφορά",)),
    Column("document_date", gettext_lazy("Document date"), Kind.DAY, headers=("Ημερομηνία", "order_date", "date")),
    Column("valid_to", gettext_lazy("Valid to"), Kind.DAY, headers=("Ισχύει έως",)),
    Column("requested_date", gettext_lazy("Requested delivery date"), Kind.DAY,
           headers=("Ζητούμενη ημερομηνία", "required_date")),
    Column("currency", gettext_lazy("Currency"), longest=3, headers=("Νόμισμα",), example="EUR"),
    Column("language", gettext_lazy("Language"), longest=5, headers=("Γλώσσα",), example="el"),
    Column("coupon", gettext_lazy("Coupon"), longest=20, headers=("Κουπόνι", "coupon_code")),
    Column("campaign", gettext_lazy("Promotion"), longest=10, headers=("Προωθητική ενέργεια", "promotion")),
    Column("product", gettext_lazy("Product"), longest=40, headers=("Είδος", "product_id"), example="BOLT-M8"),
    Column("quantity", gettext_lazy("Quantity"), Kind.NUMBER, headers=("Ποσότητα", "qty"), example="40"),
    Column("unit", gettext_lazy("Unit"), longest=20, headers=("Μονάδα",), example="PCE"),
    Column("price", gettext_lazy("Price per unit"), Kind.NUMBER, headers=("Τιμή", "unit_price"), example="12.50"),
    Column("discount_percent", gettext_lazy("Discount %"), Kind.NUMBER, headers=("Έκπτωση %",), example="5"),
    Column("net_price", gettext_lazy("Net price per unit"), Kind.NUMBER, headers=("Καθαρή τιμή",)),
    Column("text", gettext_lazy("Text"), headers=("Κείμενο", "description")),
    Column("note", gettext_lazy("Item text"), headers=("Σημείωση",), longest=10_000),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One checked line: the item, and what it says of its quotation."""

    external_number: str
    customer: Party
    header: HeaderFields
    item: ItemLine


@dataclass(slots=True)
class Judged:
    """All lines of a batch, judged together: a quotation with one bad line is bad as a whole."""

    area: SalesArea
    today: date
    pieces: dict[int, Piece] = field(default_factory=dict)
    flaws: dict[int, list[Flaw]] = field(default_factory=dict)
    promised: Mapping[int, list[Found]] = field(default_factory=dict)  # by line: what is wrong with its promotion


class QuotationImporter:
    """Drafts from CSV and XLSX. Lines with the same number in another system make one quotation; its customer is found
    by our number or by his in another system. Blank prices are found by pricing; a number that is here already is
    refused, never doubled.
    """

    kind = "quotations"
    title: Any = gettext_lazy("Quotations")
    verb = "documents.import_quotations"
    scoped = True
    group_by = "external_number"

    def columns(self) -> Sequence[Column]:
        return COLUMNS

    def key(self, row: Row, order: Order) -> str:
        return ""

    def prepare(self, rows: Sequence[Row], order: Order) -> Judged:
        area = SalesArea.objects.select_related("plant__calendar").get(pk=order.scope)
        user = order.by
        assert isinstance(user, User)
        customers = _customers(rows, user)
        products = products_by_number([row.get("product") for row in rows if row.get("product")])
        here = _present(rows, area)
        judged = Judged(area, company_day(order.at), promised=_promised(rows, area, customers, company_day(order.at)))
        for row in rows:
            _judge(row, judged, customers, products, here)
        _condemn_together(rows, judged)
        return judged

    def check(self, row: Row, facts: Judged) -> Piece | list[Flaw]:
        return facts.flaws.get(row.line) or facts.pieces[row.line]

    def write(self, rows: Sequence[tuple[int, Piece]], facts: Judged, order: Order) -> Sequence[Written]:
        user = order.by
        assert isinstance(user, User)
        groups: dict[str, list[tuple[int, Piece]]] = {}
        for line, piece in rows:
            groups.setdefault(piece.external_number, []).append((line, piece))
        written = []
        for pieces in groups.values():
            line, first = pieces[0]
            quotation = create_quotation(
                sales_area=facts.area,
                sold_to=first.customer,
                header=first.header,
                items=[piece.item for _line, piece in pieces],
                by=user,
                at=order.at,
            )
            written.append(Written(line, quotation.number, quotation.version))
        return written

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        found = SalesDocument.objects.filter(category="quotation", number__in=keys)
        return dict(found.values_list("number", "version"))

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        found = list(SalesDocument.objects.filter(category="quotation", number__in=[row.key for row in rows]))
        clashes = [Clash(one.number, _("It is no draft any more")) for one in found if one.status != "draft"]
        heads = set(SalesDocument.objects.filter(first__in=found).values_list("first__number", flat=True))
        clashes += [Clash(number, _("A variant stands beside it")) for number in sorted(heads)]
        if clashes or not found:
            return clashes
        happenings = [
            Happening(
                Subject("quotation", one.number, one.sold_to_name, one.sales_area_id),
                data={"deleted": True, "external_number": one.external_number},
            )
            for one in found
        ]
        SalesDocument.objects.filter(pk__in=[one.pk for one in found]).delete()
        record_all(verb="undo_import", happenings=happenings, by=order.by, at=order.at)
        return []


def _customers(rows: Iterable[Row], user: User) -> dict[str, Party]:
    """The parties named in the customer column, by our number or by their number in another system; one query."""
    wanted = {row.get("customer") for row in rows}
    found: dict[str, Party] = {}
    for party in visible_parties(user).filter(Q(number__in=wanted) | Q(external_number__in=wanted)):
        found.setdefault(party.external_number, party)
        found[party.number] = party
    return found


def _promised(
    rows: Iterable[Row], area: SalesArea, customers: Mapping[str, Party], today: date
) -> dict[int, list[Found]]:
    """What is wrong with the coupons and promotions that lines name, by line; a constant number of queries."""
    wanted = []
    for row in rows:
        customer = customers.get(row.get("customer"))
        if customer is not None and (row.get("coupon") or row.get("campaign")):
            day = row.get("document_date") or today
            wanted.append(Named(row.line, row.get("coupon") or "", row.get("campaign") or "", customer.number, day))
    return faults_of(wanted, area.pk, today) if wanted else {}


def _present(rows: Iterable[Row], area: SalesArea) -> dict[str, str]:
    """Which of the numbers are here already, and as what."""
    wanted = {row.get("external_number") for row in rows}
    known = SalesDocument.objects.filter(category="quotation", sales_area=area, external_number__in=wanted)
    return dict(known.values_list("external_number", "number"))


def _judge(
    row: Row,
    judged: Judged,
    customers: Mapping[str, Party],
    products: Mapping[str, ProductFacts],
    here: Mapping[str, str],
) -> None:
    """Put a line among the good or among the flawed."""
    number, customer = row.get("external_number"), customers.get(row.get("customer"))
    header = HeaderFields(external_number=number)
    given: dict[str, Any] = {name: row.get(name) for name in _HEADER if row.get(name)}
    header.update(given)  # type: ignore[typeddict-item]  # the columns have the fields' names and types
    item = _item(row)
    found: list[Found] = [*header_problems(header), *line_problems(item)]
    if not found:
        found += line_faults(
            judged.area.pk, header.get("document_date", judged.today), item, products.get(item.product)
        )
    found += judged.promised.get(row.line, [])
    if number in here:
        found.append(("external_number", "number_taken", {"value": number, "number": here[number]}))
    flaws = [Flaw(column, sentence(code, detail), str(row.get(column) or "")) for column, code, detail in found]
    if customer is None:
        flaws.append(Flaw("customer", sentence("unknown_partner", {"value": row.get("customer")}), row.get("customer")))
    elif customer.is_blocked:
        flaws.append(Flaw("customer", _("%(name)s is blocked") % {"name": customer.name}, row.get("customer")))
    if flaws or customer is None:
        judged.flaws[row.line] = flaws
    else:
        judged.pieces[row.line] = Piece(number, customer, header, item)


def _item(row: Row) -> ItemLine:
    manual = tuple(
        ManualCondition(code, amount)
        for column, code in _AMOUNTS.items()
        if (amount := row.get(column)) is not None and (amount or column != "discount_percent")
    )
    return ItemLine(
        product=row.get("product") or "",
        quantity=row.get("quantity") or Decimal(0),
        unit=row.get("unit") or "",
        text=row.get("text") or "",
        note=row.get("note") or "",
        manual=manual,
    )


def _condemn_together(rows: Sequence[Row], judged: Judged) -> None:
    """Lines of a quotation that has a bad line, or whose lines disagree, are bad too: it is imported whole or not."""
    first: dict[str, Row] = {}
    bad: dict[str, int] = {}
    for row in rows:
        number = row.get("external_number")
        head = first.setdefault(number, row)
        for column in ("customer", *_HEADER):
            if row.get(column) and row.get(column) != head.get(column):
                reason = _("Line %(line)s of the same quotation says otherwise") % {"line": head.line}
                judged.flaws.setdefault(row.line, []).append(Flaw(column, reason, str(row.get(column))))
        if judged.flaws.get(row.line):
            bad.setdefault(number, row.line)
    for row in rows:
        number = row.get("external_number")
        if number in bad and not judged.flaws.get(row.line):
            reason = _("The quotation is not imported because of line %(line)s") % {"line": bad[number]}
            judged.flaws[row.line] = [Flaw("external_number", reason, number)]
