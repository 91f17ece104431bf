"""A proposal's prices as records that may be supposed to hold, though nobody has released them."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from django.db.models import QuerySet

from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.rules.statuses import Outcome
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.rules.book import Record
from prosfora.pricing.rules.keys import access_of, lookup_of
from prosfora.pricing.rules.supposed import FIRST_NEW_ID, Placed


def supposed_prices(proposal: PriceProposal, products: Collection[str], customers: Collection[str]) -> Iterator[Placed]:
    """The new prices of a proposal whose keys may matter to these customers and products; one statement.

    As they would be released: lines left out, refused or unchanged are none.
    """
    kind = configuration().types[proposal.selection["condition_type"]]
    for line in _lines(proposal, products, customers):
        source, access = line.source, access_of(kind.accesses, line.key)
        lookup = lookup_of(kind.code, access.fields, line.key, access.optional) if access else None
        if lookup is None:
            continue
        record = Record(
            id=FIRST_NEW_ID + line.pk, version=1, lookup=lookup, amount=line.proposed, currency=source.currency,
            per=source.per, unit=source.unit,
            scales=tuple([(Decimal(start), Decimal(rate)) for start, rate in line.scales]),
            tax_code=source.tax_code, reason_key=source.reason_key, valid_from=proposal.valid_from,
            valid_to=source.valid_to, lower_limit=line.lower_limit, upper_limit=line.upper_limit,
            calculation=source.calculation, scale_unit=source.scale_unit, basket=source.basket,
        )  # fmt: skip
        yield Placed(record, proposal.sales_area_id)


def _lines(proposal: PriceProposal, products: Collection[str], customers: Collection[str]) -> "QuerySet[ProposedPrice]":
    """The new lines, narrowed by what their sources name; not by the part that a copy replaces."""
    rows = ProposedPrice.objects.filter(proposal=proposal, outcome=Outcome.NEW).select_related("source")
    replaced = proposal.target.get("source", "")
    if replaced != "product":
        rows = rows.filter(source__product__in=["", *products])
    if replaced != "customer":
        rows = rows.filter(source__customer__in=["", *customers])
    return rows.order_by("pk")
