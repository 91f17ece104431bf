"""The three answers to an inquiry's item, proposed: available? price? date?"""

from datetime import date
from decimal import Decimal

from prosfora.documents.rules.lines import ItemAnswer

NET_PRICE_ENTERED = "PN00"  # the condition type that keeps a promised price


def propose_answer(
    *,
    position: int,
    quantity: Decimal,
    requested: date | None,
    confirmed: date | None,
    confirmed_quantity: Decimal,
    unit_price: Decimal,
    is_priced: bool,
) -> ItemAnswer:
    """Available when the whole quantity is confirmed by the day asked for; the price only where one was found; the
    day on which everything is there. Quantities and price in sales units.
    """
    whole = confirmed is not None and confirmed_quantity >= quantity
    on_time = whole and confirmed is not None and (requested is None or confirmed <= requested)
    return ItemAnswer(
        position=position,
        available=on_time,
        price=unit_price if is_priced else None,
        day=confirmed if whole else None,
    )
