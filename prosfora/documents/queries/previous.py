"""What a customer was last given: the prices of his issued quotations and orders."""

import datetime as dt
from collections.abc import Collection

from prosfora.documents.models import Item
from prosfora.documents.rules.categories import Category
from prosfora.documents.rules.statuses import Status
from prosfora.pricing.rules.book import Previous, PreviousPrice
from prosfora.pricing.rules.facts import HeaderFacts

GIVEN = (Status.ISSUED, Status.EXPIRED, Status.ACCEPTED, Status.DECLINED, Status.HANDED_OVER)  # what binds us, or did


def given_prices(
    header: HeaderFacts, customers: Collection[str], products: Collection[str], first: dt.date, last: dt.date, *,
    tax_included: bool,
) -> Previous:  # fmt: skip
    """The newest price of each product for each customer, by their numbers; one statement.

    Of documents of the header's sales area and currency that are dated within these days and whose prices contain the
    tax, or do not, as `tax_included` says. What was given for nothing, or rejected, is no price.
    """
    rows = Item.objects.filter(
        document__sold_to__number__in=customers, product_number__in=products, unit_price__gt=0,
        document__category__in=("quotation", "order"), document__status__in=GIVEN,
        document__sales_area=header.sales_area, document__currency=header.currency,
        document__document_date__range=(first, last), document__tax_included=tax_included, rejection_reason=None,
    ).exclude(category=Category.FREE)  # fmt: skip
    found: dict[tuple[str, str], PreviousPrice] = {}
    for customer, product, price, unit, number, position in rows.order_by(
        "-document__document_date", "-document_id", "position"
    ).values_list("document__sold_to__number", "product_number", "unit_price", "unit", "document__number", "position"):
        found.setdefault((customer, product), PreviousPrice(price, header.currency, unit, number, position))
    return found
