"""The printed offer, set by Typst in the customer's language. What users typed is data to it, never code."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prosfora.catalog.rules.units import unit_short
from prosfora.company.models import SalesArea
from prosfora.company.queries.letterhead import LETTERHEAD, letterhead
from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.queries.drafting import party_cards
from prosfora.documents.queries.pages import DocumentPage, ItemRow, document_page
from prosfora.documents.rules.categories import CHOICES, is_goods
from prosfora.documents.rules.partners import CONTACT, SHIP_TO, SOLD_TO
from prosfora.documents.rules.statuses import NOT_OUT
from prosfora.files.printing import typeset
from prosfora.files.queries import content
from prosfora.kit import writing
from prosfora.parties.rules.addresses import lines as address_lines
from prosfora.parties.rules.facts import AddressFacts
from prosfora.pricing.telling import ON_REQUEST
from prosfora.values.money import minor_units

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "quotation.typ"


def pdf_of(document: SalesDocument, *, today: date) -> bytes:
    """The PDF as it was kept when the offer went out, else as it would be printed now.

    Raises files.queries.DamagedFile where the kept bytes are no longer those.
    """
    return content(document.pdf_digest) if document.pdf_digest else offer_pdf(document, today=today)


def offer_pdf(document: SalesDocument, *, today: date) -> bytes:
    """The offer as PDF in its own language; a draft says that it is one. The same facts give the same bytes."""
    return render(offer_facts(document, today=today), issued=document.issued_at or document.created_at)


def render(facts: dict[str, Any], *, issued: datetime) -> bytes:
    """Facts set by the template on the company's paper."""
    return typeset(TEMPLATE, facts=facts, name="offer.json", issued=issued, parts=(LETTERHEAD,))


def offer_facts(document: SalesDocument, *, today: date) -> dict[str, Any]:
    """Everything the print says, written in the document's language; a constant number of queries."""
    page = document_page(document, today=today)
    area = SalesArea.objects.select_related("organisation__company").get(pk=document.sales_area_id)
    company = area.organisation.company
    language = "el" if document.language.startswith("el") else "en"
    with translation.override(language):
        return {
            "language": language,
            "title": _title(document),
            "company": letterhead(company),
            "recipient": _recipient(page, company.country, language),
            "facts": _facts(page),
            "intro": page.texts.get("intro", ""),
            "labels": _labels(),
            "amount_label": _amount_label(document),
            "rows": [_printed(page, row) for row in page.rows if _is_offered(row)],
            "choices": [_printed(page, row) for row in page.rows if _is_choice(row)],
            **_totals(page),
            "terms": _terms(page),
            "terms_text": page.texts.get("terms", ""),
            "closing": page.texts.get("closing", ""),
            "signature": [str(document.responsible), company.legal_name],
        }


def kept_address(row: DocumentPartner) -> AddressFacts | None:
    """The address a partner had when the document was issued."""
    return AddressFacts(**row.address) if row.address else None


def _is_offered(row: ItemRow) -> bool:
    return row.item.category not in CHOICES and row.item.rejection_reason_id is None


def _is_choice(row: ItemRow) -> bool:
    return row.item.category in CHOICES and row.item.rejection_reason_id is None


def _title(document: SalesDocument) -> str:
    title, draft = _("Quotation %(number)s") % {"number": document.number}, _("draft")
    return f"{title} – {draft}" if document.status in NOT_OUT else title


def _recipient(page: DocumentPage, home: str, language: str) -> list[str]:
    """The address window: customer, contact person, address."""
    sold_to, contact = page.partners.get(SOLD_TO), page.partners.get(CONTACT)
    found = [sold_to.name if sold_to else page.document.sold_to_name]
    if contact:
        found.append(contact.name)
    return [*found, *_address(sold_to, home, language)]


def _address(row: DocumentPartner | None, home: str, language: str) -> list[str]:
    if row is None or row.party_id is None:
        return []
    address = kept_address(row) or party_cards([row.party_id])[row.party_id].address()
    return address_lines(address, language=language, at_home=home) if address else []


def _facts(page: DocumentPage) -> list[list[str]]:
    document = page.document
    ship_to = page.partners.get(SHIP_TO)
    facts: list[tuple[str, str | None]] = [
        (_("Date"), writing.day(document.document_date)),
        (_("Valid until"), writing.day(document.valid_to) if document.valid_to else None),
        (_("Customer number"), document.sold_to.number),
        (_("Your reference"), document.customer_reference),
        (_("of"), writing.day(document.customer_reference_date) if document.customer_reference_date else None),
        (_("Requested delivery"), writing.day(document.requested_date) if document.requested_date else None),
        (_("Deliver to"), ship_to.name if ship_to and ship_to.party_id != document.sold_to_id else None),
        (_("Your contact with us"), str(document.responsible)),
        (_("Coupon"), document.coupon),
    ]
    return [[name, value] for name, value in facts if value]


def _amount_label(document: SalesDocument) -> str:
    label = _("With VAT %(currency)s") if document.tax_included else _("Value %(currency)s")
    return label % {"currency": document.currency}


def _labels() -> dict[str, str]:
    return {
        "page": _("Page"),
        "item": _("Item"),
        "description": _("Description"),
        "quantity": _("Quantity"),
        "price": _("Price"),
        "discount": _("Discount"),
        "choices": _("Alternatives and options"),
        "choices_note": _("Not included in the total. Tell us with your order which of them you choose."),
    }


def _printed(page: DocumentPage, row: ItemRow) -> dict[str, Any]:
    """One row of the items table."""
    item, currency = row.item, page.document.currency
    if not is_goods(item.category):
        subtotal = "" if row.subtotal is None else writing.amount(row.subtotal, currency)
        remarks = [item.note] if item.note else []
        return {"kind": item.category, "position": str(item.position), "text": item.text, "remarks": remarks,
                "subtotal": subtotal}  # fmt: skip
    discount = row.discount_percent
    listed = item.unit_price if discount is None else item.gross_value / item.quantity
    return {
        "kind": "goods",
        "position": str(item.position),
        "text": item.text,
        "product": _product_line(row),
        "remarks": _remarks(row, page.document.language),
        "quantity": writing.number(item.quantity),
        "unit": unit_short(item.unit, page.document.language),
        "price": _price(item, listed, currency),
        "discount": "" if discount is None else writing.percent(discount),
        "net": "" if item.is_on_request or item.unpriced else writing.amount(row.value, currency),
    }


def _price(item: Item, listed: Decimal, currency: str) -> str:
    """What stands in the price column; nothing where the bundle or its parts have the price."""
    if item.is_on_request:
        return str(ON_REQUEST)
    return "" if item.unpriced else _unit_price(listed, currency)


def _unit_price(price: Decimal, currency: str) -> str:
    """A price per unit with the currency's decimals, up to four where it needs them."""
    shortest = round(price, 4).normalize()
    return writing.fixed(shortest, max(minor_units(currency), -int(shortest.as_tuple().exponent)))


def _product_line(row: ItemRow) -> str:
    ours, theirs = row.item.product_number, row.item.customer_product
    yours = _("your number %(number)s") % {"number": theirs}
    return f"{ours} · {yours}" if theirs else ours


def _remarks(row: ItemRow, language: str) -> list[str]:
    """What stands small below an item: what it is, its text, when it can be delivered."""
    item = row.item
    remarks = []
    if item.category == "alternative" and item.alternative_to and not item.part_of:
        remarks.append(_("Alternative to item %(position)s") % {"position": item.alternative_to})
    elif item.category == "option" and not item.part_of:
        remarks.append(_("Option"))
    elif item.category == "free":
        remarks.append(_("Free of charge"))
    if item.part_of:
        remarks.append(_("Part of item %(position)s") % {"position": item.part_of})
    remarks += item.note.splitlines()
    if len(row.schedule) == 1:
        remarks.append(_("Delivery on %(day)s") % {"day": writing.day(row.schedule[0].day)})
    elif row.schedule:
        parts = [f"{writing.number(line.quantity)} {writing.day(line.day)}" for line in row.schedule]
        remarks.append(_("Partial deliveries: %(parts)s") % {"parts": " · ".join(parts)})
    return remarks


def _totals(page: DocumentPage) -> dict[str, Any]:
    """Net, tax by rate, total, what is paid where that is rounded; and what the law wants said of taxes not charged."""
    document, currency = page.document, page.document.currency
    rows = [[_("Net value"), writing.money(document.net, currency)]]
    label = _("VAT %(rate)s contained, on %(base)s") if document.tax_included else _("VAT %(rate)s on %(base)s")
    for line in page.taxes:
        told = {"rate": writing.percent(line.rate), "base": writing.amount(line.base, currency)}
        rows.append([label % told, writing.money(line.tax, currency)])
    last = _("Total")
    if document.rounding:
        rows.append([last, writing.money(document.total, currency)])
        rows.append([_("Rounding"), writing.money(document.rounding, currency)])
        last = _("Amount to be paid")
    notes = tax_notes()
    first = [_("All prices contain VAT.")] if document.tax_included else []
    return {
        "totals": rows,
        "grand_total": [last, writing.money(document.payable, currency)],
        "tax_notes": [
            *first,
            *without_price_notes(page.without_price),
            *(notes[line.reason_key] for line in page.taxes if line.reason_key in notes),
        ],
    }


def without_price_notes(positions: Sequence[int]) -> list[str]:
    """That totals are without items whose price is on request."""
    if not positions:
        return []
    words = ngettext(
        "The totals are without item %(items)s, whose price is on request.",
        "The totals are without items %(items)s, whose prices are on request.",
        len(positions),
    )
    return [words % {"items": ", ".join(map(str, positions))}]


def tax_notes() -> dict[str, str]:
    """The sentences for tax that is not charged, by the pricing room's reason keys (VAT directive 2006/112/EC)."""
    return {
        "exempt_product": _("Exempt from VAT."),
        "exempt_customer": _("Exempt from VAT for this customer."),
        "reverse_charge": _("Reverse charge: VAT is owed by the recipient (article 196, directive 2006/112/EC)."),
        "intra_community_supply": _("Intra-Community supply exempt from VAT (article 138, directive 2006/112/EC)."),
        "export": _("Export exempt from VAT (article 146, directive 2006/112/EC)."),
    }


def _terms(page: DocumentPage) -> list[str]:
    document, found = page.document, []
    if document.valid_to:
        found.append(_("We are bound by this offer until %(day)s.") % {"day": writing.long_day(document.valid_to)})
    if document.payment_terms:
        terms = document.payment_terms
        name = terms.name_el if translation.get_language() == "el" else terms.name_en
        found.append(_("Payment: %(terms)s.") % {"terms": name})
    if document.incoterms:
        found.append(
            _("Delivery: %(terms)s %(place)s (Incoterms 2020).")
            % {"terms": document.incoterms, "place": document.incoterms_place}
        )
    return found
