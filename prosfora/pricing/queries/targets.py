"""What would have to change? The present price and every single change that leads to another one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from prosfora.pricing.queries.book import load_book
from prosfora.pricing.rules.book import Previous, ProcedureRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.rules.target import Target, ways_to
from prosfora.values.money import round_money

TARGET_MOST = AMOUNT_MOST


def target_of(
    header: HeaderFacts, items: Sequence[ItemFacts], position: int, unit_price: Decimal,
    procedure: ProcedureRule | None = None, drawn: Mapping[str, Decimal] | None = None,
    previous: Previous | None = None, drafts: bool = False,
) -> Target:  # fmt: skip
    """What would bring the item to `unit_price` (per sales unit, document currency; net, or with the tax where prices
    contain it): its value is rounded to the currency's minor unit, and that value is what the ways lead to.

    `drawn` is what the document took from budgets already, `previous` the prices given before that it kept; with
    `drafts` as queries.book.load_book. Statements as for one price. Raises NoProcedure.
    """
    quantity = next(item.quantity for item in items if item.position == position)
    book = load_book(header, items, procedure=procedure, drawn=drawn, previous=previous, drafts=drafts)
    return ways_to(round_money(unit_price * quantity, header.currency), position, header, items, book)
