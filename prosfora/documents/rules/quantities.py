"""Is this quantity one that can be offered? What forbids it, and what is only worth a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MOST = Decimal("999999999999.999")  # 15 digits, 3 decimals (KWMENG)
PLACES = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class QuantityProblem:
    """Something is wrong with a quantity. `refuses` stops the verb; otherwise it is a remark on the item."""

    code: str
    refuses: bool
    limit: Decimal | None = None  # base units


def problems(
    quantity: Decimal,
    base_quantity: Decimal,
    *,
    whole_units_only: bool = False,
    minimum: Decimal = Decimal(0),
    multiple: Decimal = Decimal(0),
) -> Iterator[QuantityProblem]:
    """What speaks against a quantity (sales units, with its base units): zero, too fine, too large, broken pieces,
    under the minimum order quantity, no multiple of the rounding quantity. The last two are remarks.
    """
    if quantity <= 0:
        yield QuantityProblem("quantity_missing", refuses=True)
        return
    if quantity > MOST or base_quantity > MOST:
        yield QuantityProblem("quantity_too_large", refuses=True, limit=MOST)
        return
    if quantity != quantity.quantize(PLACES):
        yield QuantityProblem("quantity_too_fine", refuses=True, limit=PLACES)
    if whole_units_only and base_quantity != base_quantity.to_integral_value():
        yield QuantityProblem("not_whole_units", refuses=True)
    if minimum and base_quantity < minimum:
        yield QuantityProblem("below_minimum", refuses=False, limit=minimum)
    if multiple and base_quantity % multiple:
        yield QuantityProblem("not_a_multiple", refuses=False, limit=multiple)
