"""The document flow: which document came from which."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prosfora.documents.models import SalesDocument


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One document of a flow; `depth` 0 is the first. `items` link source position → target position, quantity."""

    category: str
    number: str
    status: str
    document_date: date
    net: Decimal
    currency: str
    depth: int
    predecessors: tuple[str, ...]
    is_this: bool


def flow(document: SalesDocument) -> list[FlowStep]:
    """All documents before and after this one, predecessors first; a constant number of queries."""
    raise NotImplementedError
