"""A comparison of two offers in words: fields, values, price elements, for page and API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from prosfora.documents.forms.headers import TEXT_WORDS
from prosfora.documents.rules.comparing import Comparison, ElementRow, Fact, ItemRow
from prosfora.documents.telling import ITEM_KINDS
from prosfora.kit import writing
from prosfora.offers.rules.content import OfferDelivery
from prosfora.pricing.rules.facts import PriceElement
from prosfora.pricing.templatetags.pricing import element_rate, shown, type_name

PARTS: Mapping[str, Promise] = {
    "header": gettext_lazy("Facts"), "partners": gettext_lazy("Partners"), "texts": gettext_lazy("Texts"),
    "totals": gettext_lazy("Totals"),
}  # fmt: skip
_LABELS: Mapping[str, Any] = {
    **TEXT_WORDS,
    "document_date": gettext_lazy("document date"), "pricing_date": gettext_lazy("pricing date"),
    "valid_from": gettext_lazy("valid from"), "valid_to": gettext_lazy("valid to"),
    "requested_date": gettext_lazy("requested delivery date"),
    "customer_reference": gettext_lazy("customer reference"),
    "customer_reference_date": gettext_lazy("date of the reference"), "currency": gettext_lazy("currency"),
    "coupon": gettext_lazy("coupon"), "promotions": gettext_lazy("promotion"),
    "language": gettext_lazy("language of the document"), "responsible": gettext_lazy("responsible"),
    "tax_included": gettext_lazy("prices contain the tax"), "payment": gettext_lazy("payment terms"),
    "net_days": gettext_lazy("days to pay"), "cash_discount_percent": gettext_lazy("cash discount %"),
    "cash_discount_days": gettext_lazy("days of the cash discount"), "incoterms": gettext_lazy("incoterms"),
    "incoterms_place": gettext_lazy("incoterms place"),
    "sold_to": gettext_lazy("Sold-to"), "ship_to": gettext_lazy("Ship-to"), "bill_to": gettext_lazy("Bill-to"),
    "payer": gettext_lazy("Payer"), "contact": gettext_lazy("Contact person"),
    "position": gettext_lazy("item"), "category": gettext_lazy("item category"), "product": gettext_lazy("product"),
    "customer_product": gettext_lazy("customer's product number"), "text": gettext_lazy("text"),
    "note": gettext_lazy("item text"), "quantity": gettext_lazy("quantity"), "unit": gettext_lazy("unit"),
    "price": gettext_lazy("price"), "discount": gettext_lazy("discount"),
    "unit_price": gettext_lazy("price after discounts"), "on_request": gettext_lazy("price on request"),
    "net": gettext_lazy("net value"), "tax_rate": gettext_lazy("VAT %"), "subtotal": gettext_lazy("subtotal"),
    "deliveries": pgettext_lazy("of an item", "delivery"), "alternative_to": gettext_lazy("alternative to item"),
    "part_of": gettext_lazy("part of item"), "free_for": pgettext_lazy("free goods", "for item"),
    "tax": gettext_lazy("tax"), "total": gettext_lazy("total"), "rounding": gettext_lazy("rounding"),
    "payable": gettext_lazy("amount to be paid"), "total_with_options": gettext_lazy("with all options"),
}  # fmt: skip
_AMOUNTS = frozenset({"net", "tax", "total", "rounding", "payable", "total_with_options", "subtotal"})
_UNIT_PRICES = frozenset({"price", "unit_price"})
_PERCENTS = frozenset({"discount", "tax_rate", "cash_discount_percent"})


@dataclass(frozen=True, slots=True)
class Told:
    """A field in words."""

    name: str
    label: str
    kind: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ToldItem:
    """An item in words, with its fields and the price elements that differ."""

    row: ItemRow
    facts: tuple[Told, ...]
    elements: tuple[Told, ...]


def told_facts(facts: Iterable[Fact], compared: Comparison) -> tuple[Told, ...]:
    """Fields in the reader's words; amounts in each side's currency."""
    currencies = compared.left.currency, compared.right.currency
    return tuple(
        Told(
            fact.name,
            field_label(fact.name),
            fact.kind,
            value_words(fact.name, fact.left, currencies[0]),
            value_words(fact.name, fact.right, currencies[1]),
        )
        for fact in facts
    )


def told_items(compared: Comparison, *, may_see_cost: bool) -> list[ToldItem]:
    """Every item in words; elements that tell our cost only for whoever may see it."""
    return [
        ToldItem(
            row,
            told_facts(row.facts, compared),
            tuple(_element(one) for one in shown_elements(row.elements, may_see_cost)),
        )
        for row in compared.items
    ]


def shown_elements(rows: Iterable[ElementRow], may_see_cost: bool) -> list[ElementRow]:
    """The elements a reader may see."""
    return [row for row in rows if shown([one for one in (row.left, row.right) if one is not None], may_see_cost)]


def field_label(name: str) -> str:
    """A field in words: "tax 24" is the tax of a rate."""
    field, _blank, rate = name.partition(" ")
    if rate:
        return _("VAT %(rate)s") % {"rate": writing.percent(Decimal(rate))}
    return capfirst(str(_LABELS[field]))


def value_words(name: str, value: Any, currency: str) -> str:
    """What a side says of a field; blank where it says nothing."""
    field = name.partition(" ")[0]
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return writing.day(value)
    if isinstance(value, Decimal):
        return _number_words(field, value, currency)
    if field == "category":
        return str(ITEM_KINDS[value])
    if isinstance(value, tuple):
        return ", ".join(map(_part_words, value))
    return str(value)


def _number_words(field: str, value: Decimal, currency: str) -> str:
    if field in _AMOUNTS:
        return writing.money(value, currency)
    if field in _UNIT_PRICES:
        places = -int(value.as_tuple().exponent)
        return f"{writing.fixed(value, places)} {currency}"
    return writing.percent(value) if field in _PERCENTS else writing.number(value)


def _part_words(part: Any) -> str:
    if isinstance(part, OfferDelivery):
        return f"{writing.day(part.day)}: {writing.number(part.quantity)}"
    return str(part)


def _element(row: ElementRow) -> Told:
    kind = "added" if row.left is None else "removed" if row.right is None else "changed"
    return Told(row.condition_type, type_name(row.condition_type), kind, _rate(row.left), _rate(row.right))


def _rate(element: PriceElement | None) -> str:
    """An element's rate, else what it comes to."""
    if element is None:
        return ""
    return str(element_rate(element)) or writing.fixed(element.value, 2)
