"""What a person, a program or a file may say about a document: rows as typed, before anything is looked up.

`ItemLine` is a whole new row. `LineFields` and `HeaderFields` are partial: only the keys given are changed, so that
"left alone" and "emptied" differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from prosfora.documents.rules.categories import Category
from prosfora.pricing.rules.facts import ManualCondition

__all__ = [
    "HeaderFields",
    "ItemAnswer",
    "ItemLine",
    "LineFields",
    "ManualCondition",
    "conditions_as_stored",
    "conditions_from_stored",
]


class LineFields(TypedDict, total=False):
    """The facts of one existing item that change."""

    position: int  # the item gets this number instead
    product: str  # our number or the customer's own
    quantity: Decimal  # sales units
    unit: str
    text: str
    note: str
    category: str
    alternative_to: int | None  # position of the main item
    requested_date: date | None
    plant: str
    manual: tuple[ManualCondition, ...]  # price and discounts typed by a person
    rejection_reason: str  # code of kind "rejection"; "" takes it back
    probability: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A new item as typed. What is blank is determined: position, unit, text, dates, plant, probability."""

    product: str = ""  # our number or the customer's own
    quantity: Decimal = Decimal(0)  # sales units
    unit: str = ""
    position: int | None = None
    text: str = ""
    note: str = ""
    category: str = Category.STANDARD
    alternative_to: int | None = None
    requested_date: date | None = None
    plant: str = ""
    manual: tuple[ManualCondition, ...] = ()
    rejection_reason: str = ""
    probability: int | None = None
    free_for: int | None = None  # free goods: the number of the item that earned them; they come back by themselves
    part_of: int | None = None  # of a copied part of a bundle: the number of the bundle's item
    bundle: Mapping[str, str] | None = None  # of a copied bundle or part: what the item kept of it


class HeaderFields(TypedDict, total=False):
    """The facts of a header that are given; everything else comes from the customer, the area and the type."""

    external_number: str  # the document's number in another system, once per category and sales area
    customer_reference: str
    customer_reference_date: date | None
    document_date: date
    pricing_date: date
    valid_from: date | None
    valid_to: date | None
    requested_date: date | None
    currency: str
    customer_group: str
    price_group: str
    price_list: str
    incoterms: str
    incoterms_place: str
    payment_terms: str  # code; "" for none
    plant: str  # code
    probability: int
    source: str  # phone, mail, web, visit, fair, letter, edi
    order_reason: str  # code of kind "order"; "" for none
    language: str
    responsible: str  # user name
    coupon: str  # code; brings its promotion along; "" for none
    campaign: str  # number of the promotion taken part in; "" for none
    manual: tuple[ManualCondition, ...]  # header conditions typed by a person


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """The three answers to one item of an inquiry: available? price per sales unit? date?"""

    position: int
    available: bool | None
    price: Decimal | None
    day: date | None
    note: str = ""


def conditions_as_stored(manual: Iterable[ManualCondition]) -> list[dict[str, str]]:
    """Manual conditions as documents and items keep them: plain text, exact."""
    return [
        {
            "condition_type": condition.condition_type,
            "amount": str(condition.amount),
            "currency": condition.currency,
            "per": str(condition.per),
            "unit": condition.unit,
        }
        for condition in manual
    ]


def conditions_from_stored(stored: Iterable[Mapping[str, str]]) -> tuple[ManualCondition, ...]:
    """The manual conditions a document or an item keeps."""
    return tuple(
        ManualCondition(
            row["condition_type"], Decimal(row["amount"]), row["currency"], Decimal(row["per"]), row["unit"]
        )
        for row in stored
    )
