"""The printed offer, set by Typst in the customer's language. What users typed is data to it, never code."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prosfora.company.models import Company
from prosfora.company.queries.letterhead import LETTERHEAD, letterhead
from prosfora.files.printing import Attached, typeset
from prosfora.kit import writing
from prosfora.offers.rules.content import ALTERNATIVE, FREE, OPTION, Offer, OfferItem, OfferParty

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "quotation.typ"


def print_offer(offer: Offer, attached: Sequence[Attached] = ()) -> bytes:
    """The offer as PDF/A-3b in its own language, with files inside it; a draft says that it is one.

    The same offer and files give the same bytes.
    """
    return render(offer_facts(offer), issued=moment_of(offer), attached=attached)


def render(facts: Mapping[str, Any], *, issued: dt.datetime, attached: Sequence[Attached] = ()) -> bytes:
    """Facts set by the template on the company's paper."""
    return typeset(
        TEMPLATE, facts=facts, name="facts.json", issued=issued, parts=(LETTERHEAD,), attached=attached, archived=True
    )


def moment_of(offer: Offer) -> dt.datetime:
    """When it was issued; a draft has noon of its day, so that it prints alike however often."""
    return offer.issued_at or dt.datetime.combine(offer.document_date, dt.time(12), dt.UTC)


def offer_facts(offer: Offer) -> dict[str, Any]:
    """Everything the print says, written in the offer's language."""
    with translation.override(offer.language):
        return {
            "language": offer.language,
            "title": _title(offer),
            "company": letterhead(Company(**asdict(offer.company))),
            "recipient": _recipient(offer),
            "facts": _facts(offer),
            "intro": offer.texts.intro,
            "labels": _labels(),
            "amount_label": _amount_label(offer),
            "rows": [_printed(offer, item) for item in offer.items if not item.is_choice],
            "choices": [_printed(offer, item) for item in offer.items if item.is_choice],
            **_totals(offer),
            "terms": _terms(offer),
            "terms_text": offer.texts.terms,
            "closing": offer.texts.closing,
            "signature": [offer.responsible.name, offer.company.legal_name],
        }


def _title(offer: Offer) -> str:
    title, draft = _("Quotation %(number)s") % {"number": offer.number}, _("draft")
    return f"{title} – {draft}" if offer.is_draft else title


def _recipient(offer: Offer) -> list[str]:
    """The address window: customer, contact person, address."""
    found = [offer.sold_to.name]
    if offer.contact:
        found.append(offer.contact.name)
    return [*found, *(offer.sold_to.address.lines if offer.sold_to.address else ())]


def _facts(offer: Offer) -> list[list[str]]:
    facts: list[tuple[str, str | None]] = [
        (_("Date"), writing.day(offer.document_date)),
        (_("Valid until"), writing.day(offer.valid_to) if offer.valid_to else None),
        (_("Customer number"), offer.sold_to.number),
        (_("Your reference"), offer.customer_reference),
        (_("of"), writing.day(offer.customer_reference_date) if offer.customer_reference_date else None),
        (_("Requested delivery"), writing.day(offer.requested_date) if offer.requested_date else None),
        (_("Deliver to"), _elsewhere(offer.ship_to, offer.sold_to)),
        (_("Your contact with us"), offer.responsible.name),
        (_("Coupon"), offer.coupon),
    ]
    return [[name, value] for name, value in facts if value]


def _elsewhere(ship_to: OfferParty | None, sold_to: OfferParty) -> str | None:
    return ship_to.name if ship_to and ship_to.number != sold_to.number else None


def _amount_label(offer: Offer) -> str:
    label = _("With VAT %(currency)s") if offer.reckoning.tax_included else _("Value %(currency)s")
    return label % {"currency": offer.currency}


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


def _printed(offer: Offer, item: OfferItem) -> dict[str, Any]:
    """One row of the items table."""
    if not item.is_goods:
        subtotal = "" if item.subtotal is None else writing.amount(item.subtotal, offer.currency)
        remarks = [item.note] if item.note else []
        return {"kind": item.category, "position": str(item.position), "text": item.text, "remarks": remarks,
                "subtotal": subtotal}  # fmt: skip
    value = item.value(tax_included=offer.reckoning.tax_included)
    return {
        "kind": "goods",
        "position": str(item.position),
        "text": item.text,
        "product": _product_line(item),
        "remarks": _remarks(item),
        "quantity": writing.number(item.quantity),
        "unit": item.unit_text,
        "price": _price(item),
        "discount": "" if item.discount is None else writing.percent(item.discount),
        "net": "" if item.on_request or item.priced_elsewhere else writing.amount(value, offer.currency),
    }


def _price(item: OfferItem) -> str:
    """What stands in the price column; nothing where the bundle or its parts have the price."""
    if item.on_request:
        return _("price on request")
    return "" if item.priced_elsewhere else writing.fixed(item.price, -int(item.price.as_tuple().exponent))


def _product_line(item: OfferItem) -> str:
    yours = _("your number %(number)s") % {"number": item.customer_product}
    return f"{item.product} · {yours}" if item.customer_product else item.product


def _remarks(item: OfferItem) -> list[str]:
    """What stands small below an item: what it is, its text, when it can be delivered."""
    remarks = []
    if item.category == ALTERNATIVE and item.alternative_to and not item.part_of:
        remarks.append(_("Alternative to item %(position)s") % {"position": item.alternative_to})
    elif item.category == OPTION and not item.part_of:
        remarks.append(_("Option"))
    elif item.category == FREE:
        remarks.append(_("Free of charge"))
    if item.part_of:
        remarks.append(_("Part of item %(position)s") % {"position": item.part_of})
    remarks += item.note.splitlines()
    if len(item.deliveries) == 1:
        remarks.append(_("Delivery on %(day)s") % {"day": writing.day(item.deliveries[0].day)})
    elif item.deliveries:
        parts = [f"{writing.number(line.quantity)} {writing.day(line.day)}" for line in item.deliveries]
        remarks.append(_("Partial deliveries: %(parts)s") % {"parts": " · ".join(parts)})
    return remarks


def _totals(offer: Offer) -> dict[str, Any]:
    """Net, tax by rate, total, what is paid where that is rounded; and what the law wants said of taxes not charged."""
    totals, currency, included = offer.totals, offer.currency, offer.reckoning.tax_included
    rows = [[_("Net value"), writing.money(totals.net, currency)]]
    label = _("VAT %(rate)s contained, on %(base)s") if included else _("VAT %(rate)s on %(base)s")
    for line in totals.taxes:
        told = {"rate": writing.percent(line.rate), "base": writing.amount(line.base, currency)}
        rows.append([label % told, writing.money(line.tax, currency)])
    last = _("Total")
    if totals.rounding:
        rows.append([last, writing.money(totals.total, currency)])
        rows.append([_("Rounding"), writing.money(totals.rounding, currency)])
        last = _("Amount to be paid")
    notes = tax_notes()
    first = [_("All prices contain VAT.")] if included else []
    return {
        "totals": rows,
        "grand_total": [last, writing.money(totals.payable, currency)],
        "tax_notes": [
            *first,
            *without_price_notes(offer.without_price),
            *(notes[line.reason] for line in totals.taxes if line.reason in notes),
        ],
        "with_options": _with_options(offer),
    }


def _with_options(offer: Offer) -> list[str]:
    """What is to be paid with all options, told below them."""
    if offer.totals_with_options is None:
        return []
    return [_("Total with all options"), writing.money(offer.totals_with_options.payable, offer.currency)]


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


def _terms(offer: Offer) -> list[str]:
    terms, found = offer.terms, []
    if offer.valid_to:
        found.append(_("We are bound by this offer until %(day)s.") % {"day": writing.long_day(offer.valid_to)})
    if terms.payment:
        found.append(_("Payment: %(terms)s.") % {"terms": terms.payment})
    if terms.incoterms:
        found.append(
            _("Delivery: %(terms)s %(place)s (Incoterms 2020).")
            % {"terms": terms.incoterms, "place": terms.incoterms_place}
        )
    return found
