"""A customer's net price list on paper, in his language."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.catalog.models import Product
from prosfora.catalog.rules.units import unit_short
from prosfora.company.models import Company, SalesArea
from prosfora.company.queries.letterhead import LETTERHEAD, letterhead
from prosfora.files.printing import typeset
from prosfora.kit import writing
from prosfora.kit.errors import Refused
from prosfora.kit.templatetags.kit import unit_price
from prosfora.parties.models import Party
from prosfora.parties.rules.addresses import lines as address_lines
from prosfora.pricelists.queries.net_prices import ProductPrices, priced_products, whole_order
from prosfora.pricelists.rules.net_prices import NetPrice
from prosfora.pricelists.telling_prices import list_notes, problem_word
from prosfora.pricing.queries.buyers import Buying

MOST_PRINTED = 2_000  # products: nobody reads more on paper, and a print is laid out in memory
TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "net_prices.typ"
BATCH = 500


class TooManyToPrint(Refused):
    """More products than a print may hold."""


def net_prices_pdf(buyer: Buying, products: "QuerySet[Product]", *, at: datetime) -> bytes:
    """The list as PDF, products without a price left out, unless it is on request. Statements grow with batches of 500
    products only.

    Raises TooManyToPrint.
    """
    if products.count() > MOST_PRINTED:
        sentence = _("A print holds %(most)s products at most: narrow the list, or take it as XLSX or CSV")
        raise TooManyToPrint(sentence % {"most": writing.number(MOST_PRINTED)}, "group")
    party = Party.objects.prefetch_related("addresses").get(number=buyer.header.customer)
    area = SalesArea.objects.select_related("organisation__company").get(pk=buyer.header.sales_area)
    with translation.override("el" if party.language.startswith("el") else "en"):
        facts = _facts(buyer, party, area.organisation.company, products)
    return typeset(TEMPLATE, facts=facts, name="list.json", issued=at, parts=(LETTERHEAD,))


def _facts(buyer: Buying, party: Party, company: Company, products: "QuerySet[Product]") -> dict[str, Any]:
    language, day = writing.language(), writing.day(buyer.header.pricing_date)
    return {
        "language": language,
        "title": _("Net prices on %(day)s") % {"day": day},
        "company": letterhead(company),
        "recipient": [party.name, *_address(party, company.country, language)],
        "facts": [[_("Customer number"), party.number], [_("Date"), day], [_("Currency"), buyer.header.currency]],
        "notes": list_notes(whole_order(buyer), buyer.header.currency),
        "labels": {
            "page": _("Page"), "product": _("Product"), "description": _("Description"),
            "listed": _("List price"), "discount": _("Discount"),
            "net": _("Net price %(currency)s") % {"currency": buyer.header.currency}, "until": _("Valid to"),
        },
        "rows": [*_rows(buyer, products, language)],
    }  # fmt: skip


def _address(party: Party, home: str, language: str) -> list[str]:
    standard = sorted(party.addresses.all(), key=lambda one: (one.kind != "standard", one.pk))
    return address_lines(standard[0], language=language, at_home=home) if standard else []


def _rows(buyer: Buying, products: "QuerySet[Product]", language: str) -> Iterator[dict[str, Any]]:
    for some in batched(products.iterator(chunk_size=BATCH), BATCH):
        yield from _printed(priced_products(buyer, some), language)


def _printed(rows: Iterable[ProductPrices], language: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row.prices.levels or row.prices.is_on_request:
            unit = unit_short(row.unit, language)
            theirs = _("your number %(number)s") % {"number": row.product.customer_number}
            yield {
                "number": row.number,
                "text": row.product.text(language).name,
                "remark": theirs if row.product.customer_number else "",
                "unit": unit if row.prices.levels else "",
                "until": writing.day(row.prices.until - timedelta(days=1)) if row.prices.until else "",
                "levels": [_level(level, row.currency, unit) for level in row.prices.levels] or [_on_request(row)],
            }


def _on_request(row: ProductPrices) -> dict[str, str]:
    return {"quantity": "", "listed": "", "discount": "", "net": problem_word(row.prices)}


def _level(level: NetPrice, currency: str, unit: str) -> dict[str, str]:
    quantity = _("from %(quantity)s") % {"quantity": f"{writing.number(level.quantity)} {unit}"}
    return {
        "quantity": quantity,
        "listed": unit_price(level.list_price, currency),
        "discount": "" if level.discount_percent is None else writing.percent(level.discount_percent),
        "net": unit_price(level.net_price, currency),
    }
