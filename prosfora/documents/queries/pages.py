"""Everything a document's page, API answer or print shows, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.rules.completeness import Gap
from prosfora.documents.rules.schedules import ScheduleLine


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with what hangs on it. `item` is the model row; `subtotal` is set for sections."""

    item: Item
    schedule: tuple[ScheduleLine, ...]
    counts: bool
    open_quantity: Decimal
    reference_status: str  # open, partly, fully
    subtotal: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its rows, partners by function, texts by kind, missing facts and the verbs possible now."""

    document: SalesDocument
    rows: tuple[ItemRow, ...]
    partners: dict[str, DocumentPartner]
    texts: dict[str, str]
    gaps: tuple[Gap, ...]
    possible: tuple[str, ...]  # verbs by status; rights are asked separately
    is_expired: bool


@dataclass(frozen=True, slots=True)
class PricePaid:
    """What a customer last paid, or was last offered, for a product."""

    number: str
    category: str
    day: date
    unit_price: Decimal
    unit: str
    currency: str
    quantity: Decimal


def document_page(document: SalesDocument, *, today: date, positions: Sequence[int] | None = None) -> DocumentPage:
    """The page of a document; with `positions`, only those rows (for fragments), totals as stored."""
    raise NotImplementedError


def last_price_paid(*, customer_id: int, product_ids: Sequence[int]) -> dict[int, PricePaid]:
    """The last accepted price of each product for a customer, else the last one offered; one query."""
    raise NotImplementedError
