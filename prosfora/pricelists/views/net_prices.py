"""A customer's net price list: page, files, print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from prosfora.catalog.models import Product
from prosfora.catalog.queries import ORDERS
from prosfora.catalog.rules.units import unit_short
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.templatetags.kit import unit_price
from prosfora.kit.writing import language
from prosfora.pricelists.filters import NetPriceFilters
from prosfora.pricelists.permissions import may_display_net_prices
from prosfora.pricelists.queries.net_prices import (
    ProductPrices,
    listed_for,
    price_list_for,
    priced_products,
    whole_order,
)
from prosfora.pricelists.queries.printing import net_prices_pdf
from prosfora.pricelists.rules.net_prices import NetPrice
from prosfora.pricelists.telling_prices import discount_words, list_notes, problem_word, scale_words
from prosfora.pricing.queries.buyers import Buying


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One line of a file: a product at one quantity, or one without a price."""

    of: ProductPrices
    level: NetPrice | None


def _first(row: ProductPrices) -> NetPrice | None:
    return row.prices.levels[0] if row.prices.levels else None


def _price(row: ProductPrices, name: str) -> str:
    level = _first(row)
    return unit_price(getattr(level, name), row.currency) if level else ""


def _last_day(row: ProductPrices) -> Any:
    return row.prices.until - timedelta(days=1) if row.prices.until else None


def _figure(name: str) -> Any:
    return lambda row: None if row.level is None else getattr(row.level, name)


def _net_price(row: LevelRow) -> Any:
    """The figure, or in its place that the price is on request."""
    if row.level is None:
        return problem_word(row.of.prices) if row.of.prices.is_on_request else None
    return row.level.net_price


NET_PRICES = Listing(
    name="pricelists:list_net_prices",
    title=gettext_lazy("Net price list"),
    columns=(
        Column(gettext_lazy("Number"), "number"),
        Column(gettext_lazy("Text"), lambda row: row.product.text(language()).name),
        Column(gettext_lazy("Unit"), lambda row: unit_short(row.unit, language())),
        Column(gettext_lazy("List price"), lambda row: _price(row, "list_price")),
        Column(
            gettext_lazy("Discounts"), lambda row: discount_words(row.prices.levels[0].elements if _first(row) else ())
        ),
        Column(gettext_lazy("Net price"), lambda row: _price(row, "net_price") or problem_word(row.prices)),
        Column(gettext_lazy("Currency"), "currency"),
        Column(gettext_lazy("Scale"), lambda row: scale_words(row.prices, row.currency, row.unit)),
        Column(gettext_lazy("Valid to"), _last_day, "day"),
    ),
    orders={
        "number": (gettext_lazy("by number"), ORDERS["number"]),
        "name": (gettext_lazy("by name"), ORDERS["name"]),
    },
    open_row=lambda row: "",
    exported=(
        Column(gettext_lazy("Number"), "of.number"),
        Column(gettext_lazy("Customer's number"), "of.product.customer_number"),
        Column(gettext_lazy("Text"), lambda row: row.of.product.text(language()).name),
        Column(gettext_lazy("Product group"), "of.product.group"),
        Column(gettext_lazy("Unit"), "of.unit"),
        Column(gettext_lazy("From quantity"), _figure("quantity"), "number"),
        Column(gettext_lazy("List price"), _figure("list_price"), "amount"),
        Column(gettext_lazy("Discount %"), _figure("discount_percent"), "percent"),
        Column(gettext_lazy("Discounts"), lambda row: discount_words(row.level.elements) if row.level else ""),
        Column(gettext_lazy("Net price"), _net_price, "amount"),
        Column(gettext_lazy("Currency"), "of.currency"),
        Column(gettext_lazy("Valid to"), lambda row: _last_day(row.of), "day"),
        Column(gettext_lazy("Remark"), lambda row: problem_word(row.of.prices)),
    ),
    empty=gettext_lazy("Name the customer whose prices you want to see."),
)


@require_GET
def list_net_prices(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """All products with what a customer pays for them, one page of them; as a file all of them."""
    may_display_net_prices(request.user)
    filters = NetPriceFilters(request.GET)
    asked = filters.asked(today(request.now))
    if not asked.customer:
        return list_page(request, NET_PRICES, Product.objects.none(), filters=filters)
    try:
        buyer = price_list_for(request.user, asked)
        notes = list_notes(whole_order(buyer), buyer.header.currency)
    except Refused as refusal:
        return list_page(request, NET_PRICES, Product.objects.none(), filters=filters, notes=[refusal.message])
    listing = replace(NET_PRICES, open_row=partial(_explained, buyer))
    return list_page(
        request, listing, listed_for(request.user, asked, buyer), filters=filters, notes=notes,
        computed=partial(_for_file if "export" in request.GET else priced_products, buyer),
        pdf_url=f"{reverse('pricelists:print_net_prices')}?{request.GET.urlencode()}",
    )  # fmt: skip


@require_GET
def print_net_prices(request: UserRequest) -> HttpResponse:
    """The list as PDF in the customer's language."""
    may_display_net_prices(request.user)
    asked = NetPriceFilters(request.GET).asked(today(request.now))
    buyer = price_list_for(request.user, asked)
    pdf = net_prices_pdf(buyer, listed_for(request.user, asked, buyer).order_by("number"), at=request.now)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="net-prices-{buyer.header.customer}.pdf"'
    return answer


def _for_file(buyer: Buying, products: Sequence[Product]) -> list[LevelRow]:
    rows = priced_products(buyer, products)
    return [LevelRow(row, level) for row in rows for level in row.prices.levels or (None,)]


def _explained(buyer: Buying, row: ProductPrices) -> str:
    """Where the price is explained step by step."""
    header = buyer.header
    asked = {
        "customer": header.customer, "product": row.number, "quantity": "1", "date": header.pricing_date.isoformat()
    }  # fmt: skip
    return f"{reverse('pricing:simulate_price')}?{urlencode(asked)}"
