"""How large numbers may be, so that every product of them still fits the tables."""

from decimal import Decimal

QUANTITY_MOST = Decimal(10) ** 9
AMOUNT_MOST = Decimal(10) ** 9
PER_MOST = Decimal("999999.999")
