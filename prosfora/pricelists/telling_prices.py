"""Net prices in words, for pages, files and print."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.catalog.rules.units import unit_short
from prosfora.kit import writing
from prosfora.kit.templatetags.kit import unit_price
from prosfora.pricelists.queries.net_prices import WholeOrder
from prosfora.pricelists.rules.net_prices import NetPrices
from prosfora.pricing.rules.facts import PriceElement
from prosfora.pricing.telling import ON_REQUEST
from prosfora.pricing.templatetags.pricing import element_rate, type_name

PROBLEMS: dict[str, Promise] = {
    "no_base_price": gettext_lazy("no price"),
    "price_on_request": ON_REQUEST,
    "no_exchange_rate": gettext_lazy("no exchange rate"),
    "no_unit_conversion": gettext_lazy("priced per a unit that the product is not kept in"),
    "value_too_large": gettext_lazy("the value is too large"),
}


def list_notes(order: WholeOrder, currency: str) -> list[str]:
    """What holds for all prices of a list and stands in none of them."""
    with_tax = _("Each price is that of an order with this product alone, with VAT.")
    without = _("Each price is that of an order with this product alone, without VAT.")
    notes = [with_tax if order.tax_included else without]
    if order.minimum is not None:
        notes.append(_("Least order value: %(value)s.") % {"value": writing.money(order.minimum, currency)})
    return notes


def problem_word(prices: NetPrices) -> str:
    """Why a product has no price; "" where it has one."""
    return str(PROBLEMS.get(prices.problem, prices.problem)) if prices.problem else ""


def discount_words(elements: Iterable[PriceElement]) -> str:
    """What leads from the list price to the net price: Customer discount -5 %, Freight 0.20 EUR / KGM."""
    return ", ".join(f"{type_name(one.condition_type)} {element_rate(one)}".strip() for one in elements)


def scale_words(prices: NetPrices, currency: str, unit: str) -> str:
    """The further levels: from 100 pc: 22.50; from 1,000 pc: 20.90; no price from 5,000 pc on."""
    short = unit_short(unit, writing.language())
    said = [
        _("from %(quantity)s: %(price)s")
        % {"quantity": f"{writing.number(level.quantity)} {short}", "price": unit_price(level.net_price, currency)}
        for level in prices.levels[1:]
    ]
    if prices.beyond is not None:
        said.append(_("no price from %(quantity)s on") % {"quantity": f"{writing.number(prices.beyond)} {short}"})
    return "; ".join(said)
