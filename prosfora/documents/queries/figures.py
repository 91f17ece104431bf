"""Figures over many documents: the home page's tiles, month and seller totals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import User


@dataclass(frozen=True, slots=True)
class Tile:
    """A count with the money behind it, per currency, and the list's query string that shows the same."""

    code: str  # answers_due, offers_expiring, drafts, issued, accepted_this_month
    count: int
    amounts: tuple[tuple[str, Decimal], ...]  # ("EUR", 1234.50)
    query: str


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """What a seller must see first: tiles, and the first few documents that wait for him."""

    tiles: tuple[Tile, ...]
    answers_due: tuple[SalesDocument, ...]
    offers_expiring: tuple[SalesDocument, ...]


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """What one seller quoted in one month, per currency."""

    month: date  # its first day
    seller: str  # user name
    currency: str
    count: int
    net: Decimal


def home_figures(*, user: User, today: date) -> HomeFigures:
    """The figures of the home page for a user's sales areas."""
    raise NotImplementedError


def totals_by_month_and_seller(*, user: User, since: date, until: date) -> list[MonthTotal]:
    """Net value of quotations by month of document date and responsible; `until` is the last day."""
    raise NotImplementedError
