"""What approval rules may look at, as plain numbers and codes; the room that owns the subject fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Fact(StrEnum):
    """What a rule compares. Percentages are per cent, money in the rule's currency, validity in days."""

    ITEM_DISCOUNT = "item_discount"  # the largest discount of any item, on its list price
    DISCOUNT = "discount"  # of all that counts, on its list prices
    MARGIN = "margin"  # of all that counts, in per cent of net
    NET = "net"  # the most that can be ordered: options and the dearest alternatives included
    VALIDITY = "validity"  # days that the offer binds us
    PAYMENT_TERMS = "payment_terms"  # other than the customer's usual
    FLOOR = "floor"  # a price under its floor or least margin


class Comparison(StrEnum):
    """How a fact is compared with a rule's limit; `so` for facts that are or are not."""

    ABOVE = "above"
    BELOW = "below"
    SO = "so"


class Floor(StrEnum):
    """How prices stand to their floors: none is under one, all that are were released, or some wait for it."""

    KEPT = "kept"
    RELEASED = "released"
    WAITING = "waiting"


# A margin under this is told as this: net values of nought have none.
LEAST_MARGIN = Decimal(-999)
YES_OR_NO = frozenset({Fact.PAYMENT_TERMS, Fact.FLOOR})
_SEVERITY = (Floor.KEPT, Floor.RELEASED, Floor.WAITING)


@dataclass(frozen=True, slots=True)
class Facts:
    """A subject as approval rules see it. `margin` is None where a cost is unknown, `validity` where it has no end."""

    currency: str
    net: Decimal
    item_discount: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    margin: Decimal | None = None
    validity: int | None = None
    payment_terms: str = ""
    usual_terms: str = ""
    floor: Floor = Floor.KEPT

    @property
    def has_usual_terms(self) -> bool:
        """Whether the payment terms are the customer's usual ones; those of a customer without any are not."""
        return self.payment_terms == self.usual_terms != ""

    def number(self, fact: Fact) -> Decimal | None:
        """The value of a fact that is a number; None where it is unknown or without bound."""
        if fact == Fact.VALIDITY:
            return None if self.validity is None else Decimal(self.validity)
        value: Decimal | None = getattr(self, fact.value)
        return value


def margin_of(net: Decimal, cost: Decimal | None) -> Decimal | None:
    """What is earned, in per cent of net; None where the cost is unknown."""
    if cost is None:
        return None
    if net <= 0:
        return Decimal(0) if net == cost else LEAST_MARGIN
    return max((net - cost) * 100 / net, LEAST_MARGIN)


def discount_of(list_value: Decimal, value: Decimal) -> Decimal:
    """How far a value lies under the list price, in per cent of it; nought for a surcharge, or without a list price."""
    return max((list_value - value) * 100 / list_value, Decimal(0)) if list_value > 0 else Decimal(0)


def is_floor_worse(now: Floor, then: Floor) -> bool:
    """Whether more prices lie under a floor without a release than at an approval."""
    return _SEVERITY.index(now) > _SEVERITY.index(then)


def facts_as_stored(facts: Facts) -> dict[str, Any]:
    """Facts as JSON keeps them: decimals as text."""
    return {
        "currency": facts.currency, "net": str(facts.net), "item_discount": str(facts.item_discount),
        "discount": str(facts.discount), "margin": None if facts.margin is None else str(facts.margin),
        "validity": facts.validity, "payment_terms": facts.payment_terms, "usual_terms": facts.usual_terms,
        "floor": facts.floor.value,
    }  # fmt: skip


def facts_from_stored(stored: Mapping[str, Any]) -> Facts:
    """The facts a request keeps."""
    margin = stored["margin"]
    return Facts(
        currency=stored["currency"],
        net=Decimal(stored["net"]),
        item_discount=Decimal(stored["item_discount"]),
        discount=Decimal(stored["discount"]),
        margin=None if margin is None else Decimal(margin),
        validity=stored["validity"],
        payment_terms=stored["payment_terms"],
        usual_terms=stored["usual_terms"],
        floor=Floor(stored["floor"]),
    )
