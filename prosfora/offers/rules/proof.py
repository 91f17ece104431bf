"""What proves an offer's prices and is nobody's business but ours: kept beside the frozen offer, in no customer file.

Condition records are named by id and version in each item's trace (docs/decisions/0002), so that a price can be made
again; cost and exchange rate stand here, since margins come from them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

FORMAT = "prosfora-price-proof/1"


@dataclass(frozen=True, slots=True)
class ProofItem:
    """How one item was priced: its trace as pricing.rules.trace writes it, amounts typed by hand, cost, what stayed."""

    position: int
    trace: dict[str, Any]
    manual: list[Any]
    kept: dict[str, Any] | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class PriceProof:
    """How an offer was priced. `offer` is the SHA-256 of the frozen offer that it belongs to."""

    format: str
    number: str
    offer: str
    procedure: str
    pricing_date: date
    exchange_rate: Decimal
    customer_group: str
    price_group: str
    price_list: str
    manual: list[Any]
    cost: Decimal | None
    items: tuple[ProofItem, ...]
