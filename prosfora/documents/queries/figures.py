"""Figures over many documents: the home page's tiles, month and seller totals."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.visible import visible_documents, visible_inquiries, visible_quotations
from prosfora.documents.rules.statuses import FOLLOWED_UP, Status
from prosfora.identity.models import User

EXPIRING_DAYS = 7
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """A count with the money behind it, per currency; `filters` are a list's filters that show the same rows."""

    code: str  # answers_due, drafts, issued, offers_expiring, offers_expired, offers_to_follow_up, orders_this_month
    count: int
    amounts: tuple[tuple[str, Decimal], ...]  # ("EUR", 1234.50)
    category: str
    filters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """What somebody must see first: tiles, and the first few documents that wait."""

    tiles: tuple[Tile, ...]
    answers_due: tuple[SalesDocument, ...]
    offers_expiring: tuple[SalesDocument, ...]
    offers_to_follow_up: tuple[SalesDocument, ...]


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """What one seller quoted in one month, in one currency."""

    month: date  # its first day
    seller: str  # user name
    currency: str
    count: int
    net: Decimal


def home_figures(*, user: User, today: date, mine: bool = True) -> HomeFigures:
    """The figures of the home page: one's own documents, or with `mine` off everybody's one may see. Eleven queries,
    each within an index."""
    soon = today + timedelta(days=EXPIRING_DAYS)
    due = _own(visible_inquiries(user), user, mine).filter(status=Status.OPEN, answer_due_at__lt=end_of(today))
    offers = _own(visible_quotations(user), user, mine)
    issued = offers.filter(status=Status.ISSUED)
    expiring = issued.filter(valid_until__gte=today, valid_until__lte=soon)
    month = today.replace(day=1)
    to_follow_up = offers.filter(status__in=FOLLOWED_UP, follow_up_on__lte=today)
    orders = _own(visible_documents(user, "order"), user, mine).filter(document_month=month)
    day = today.isoformat()
    of_offers = _offer_sums(offers, today, soon)
    tiles = (
        _tile("answers_due", "inquiry", _sums(due), status="open", due_to=day),
        _tile("drafts", "quotation", of_offers["drafts"], status="draft"),
        _tile("issued", "quotation", of_offers["issued"], status="issued", valid_from=day),
        _tile(
            "offers_expiring", "quotation", of_offers["expiring"],
            status="issued", valid_from=day, valid_to=soon.isoformat(),
        ),
        _tile("offers_expired", "quotation", of_offers["expired"], expired="1"),
        _tile("offers_to_follow_up", "quotation", _sums(to_follow_up), follow_up_to=day),
        _tile("orders_this_month", "order", _sums(orders), date_from=month.isoformat()),
    )  # fmt: skip
    return HomeFigures(
        tiles=tiles,
        answers_due=tuple(due.order_by("answer_due_at", "id")[:SHOWN]),
        offers_expiring=tuple(expiring.order_by("valid_until", "id")[:SHOWN]),
        offers_to_follow_up=tuple(to_follow_up.order_by("follow_up_on", "id")[:SHOWN]),
    )


def totals_by_month_and_seller(*, user: User, since: date, until: date) -> list[MonthTotal]:
    """Net value of the quotations one may see by month of document date, responsible and currency; one query.

    Whole months: `since` and `until` are days in the first and the last of them.
    """
    rows = visible_quotations(user).filter(
        document_month__gte=since.replace(day=1), document_month__lte=until.replace(day=1)
    )
    found = (
        rows.values("document_month", "responsible", "currency")
        .annotate(count=Count("*"), sum=Sum("net"))
        .order_by("document_month", "responsible", "currency")
        .values_list("document_month", "responsible", "currency", "count", "sum")
    )
    sums = list(found)
    names = dict(User.objects.filter(pk__in={row[1] for row in sums}).values_list("pk", "username"))
    return [MonthTotal(month, names[seller], currency, count, net) for month, seller, currency, count, net in sums]


type _Sums = list[tuple[str, int, Decimal]]


def _own(rows: "QuerySet[SalesDocument]", user: User, mine: bool) -> "QuerySet[SalesDocument]":
    return rows.filter(responsible=user) if mine else rows


def _sums(rows: "QuerySet[SalesDocument]") -> _Sums:
    """Count and net per currency."""
    grouped = rows.values("currency").annotate(count=Count("*"), sum=Sum("net")).order_by("currency")
    return list(grouped.values_list("currency", "count", "sum"))


def _together(*sums: _Sums) -> _Sums:
    """Several counts and nets as one, per currency."""
    found: dict[str, tuple[int, Decimal]] = {}
    for currency, count, net in (one for some in sums for one in some):
        before = found.get(currency, (0, Decimal(0)))
        found[currency] = before[0] + count, before[1] + net
    return [(currency, *found[currency]) for currency in sorted(found)]


def _offer_sums(rows: "QuerySet[SalesDocument]", today: date, soon: date) -> dict[str, _Sums]:
    """Count and net per currency of drafts, offers in force, those about to expire and those expired."""
    issued = rows.filter(status=Status.ISSUED)
    return {
        "drafts": _sums(rows.filter(status=Status.DRAFT)),
        "issued": _sums(issued.filter(valid_until__gte=today)),
        "expiring": _sums(issued.filter(valid_until__gte=today, valid_until__lte=soon)),
        # Each has its index; what the job has not come to yet is little.
        "expired": _together(_sums(issued.filter(valid_until__lt=today)), _sums(rows.filter(status=Status.EXPIRED))),
    }


def _tile(code: str, category: str, sums: Iterable[tuple[str, int, Decimal]], **filters: str) -> Tile:
    rows = list(sums)
    return Tile(
        code=code,
        count=sum(count for _, count, _ in rows),
        amounts=tuple((currency, net) for currency, _, net in rows),
        category=category,
        filters=tuple(filters.items()),
    )


def end_of(day: date) -> dt.datetime:
    """The first moment after a day, in the company's time zone."""
    return timezone.make_aware(dt.datetime.combine(day + timedelta(days=1), dt.time()), timezone.get_default_timezone())
