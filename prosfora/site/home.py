"""The start page by role: what waits, what is open, what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.catalog.models import Product
from prosfora.company.models import Company
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import home_figures, totals_by_month_and_seller
from prosfora.documents.queries.figures import HomeFigures, MonthTotal, Tile
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.pricing.models import ConditionRecord
from prosfora.site.codes import BY_CODE, Command
from prosfora.site.navigation import url_or_none

TOTALS_MONTHS = 3
NEW_RECORDS = ("VA11", "VA21", "VD01", "MM01", "VK11")
LISTS = {
    "inquiry": "documents:list_inquiries",
    "quotation": "documents:list_quotations",
    "order": "documents:list_orders",
}
# code → label, icon, tone when there are any
TILES: dict[str, tuple[str | Promise, str, str]] = {
    "answers_due": (_("Answers due"), "clock", "bad"),
    "drafts": (_("Drafts"), "draft", ""),
    "issued": (_("Offers out"), "issued", ""),
    "offers_expiring": (_("Expiring soon"), "expired", "warn"),
    "offers_expired": (_("Expired"), "warning", "warn"),
    "orders_this_month": (_("Orders this month"), "accepted", "good"),
}


@dataclass(frozen=True, slots=True)
class TileView:
    """A tile as the page shows it."""

    label: str | Promise
    icon: str
    tone: str
    url: str
    tile: Tile


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing to do before the system is of use, and whether it is done."""

    text: str | Promise
    code: str
    url: str | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the start page shows."""

    figures: HomeFigures
    tiles: Sequence[TileView]
    new_records: Sequence[Command]
    totals: Sequence[MonthTotal]
    first_steps: Sequence[FirstStep]
    is_mine: bool
    is_lead: bool


def home_page(*, user: User, today: date, everybody: bool) -> HomePage:
    """The start page of a user: sellers see their own documents, leads may look at everybody's, others always do."""
    is_clerk = user.rights.allows("documents.create_inquiry")
    is_lead = user.rights.allows("documents.change_responsible")
    is_mine = is_clerk and not (everybody and is_lead)
    figures = home_figures(user=user, today=today, mine=is_mine)
    return HomePage(
        figures=figures,
        tiles=[_tile(tile, user if is_mine else None) for tile in figures.tiles],
        new_records=[BY_CODE[code] for code in NEW_RECORDS if user.rights.allows(BY_CODE[code].verb)],
        totals=_totals(user, today) if is_lead else (),
        first_steps=first_steps(user),
        is_mine=is_mine,
        is_lead=is_lead,
    )


def _tile(tile: Tile, owner: User | None) -> TileView:
    label, icon, tone = TILES[tile.code]
    filters = [*tile.filters, *([("responsible", owner.username)] if owner else [])]
    url = f"{reverse(LISTS[tile.category])}?{urlencode(filters)}"
    return TileView(label, icon, tone if tile.count else "", url, tile)


def _totals(user: User, today: date) -> list[MonthTotal]:
    months = today.year * 12 + today.month - TOTALS_MONTHS
    since = date(months // 12, months % 12 + 1, 1)
    return sorted(totals_by_month_and_seller(user=user, since=since, until=today), key=lambda row: row.month)[::-1]


def first_steps(user: User) -> list[FirstStep]:
    """What to do first; empty once there is a document, or for users who can do none of it."""
    if SalesDocument.objects.exists():
        return []
    steps = (
        (_("Set up your company, a plant and a sales area"), "", "company:display_company", Company),
        (_("Take in products, one by one or from a file"), "MM01", "catalog:list_products", Product),
        (_("Record your prices"), "VK11", "pricing:list_conditions", ConditionRecord),
        (_("Take in customers; a prospect can be written down on the way"), "VD01", "parties:list_parties", Party),
        (_("Write down the first inquiry"), "VA11", "documents:create_inquiry", SalesDocument),
    )
    return [FirstStep(text, code, url_or_none(name), model.objects.exists()) for text, code, name, model in steps]
