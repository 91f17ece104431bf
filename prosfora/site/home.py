"""The start page by role: what waits, what is open, what to do first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.approvals.queries.people import hats_of
from prosfora.approvals.queries.requests import waiting_for
from prosfora.catalog.models import Product
from prosfora.company.models import Company, Plant, SalesArea
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import home_figures, totals_by_month_and_seller
from prosfora.documents.queries.figures import HomeFigures, MonthTotal, Tile
from prosfora.documents.rules.statuses import Status
from prosfora.identity.models import User
from prosfora.kit.database import capped_count
from prosfora.parties.models import Party
from prosfora.pricelists.queries import drafts_to_release
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
    "offers_to_follow_up": (_("To follow up today"), "clock", "warn"),
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
        tiles=[
            *(_tile(tile, user if is_mine else None) for tile in figures.tiles),
            *_draft_prices(user),
            *_approvals(user, today),
            *_approved(user),
        ],
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


def _draft_prices(user: User) -> Iterator[TileView]:
    """The draft prices that wait for this user's release, where there are any."""
    if not user.rights.allows("pricelists.release_condition"):
        return
    count = capped_count(drafts_to_release(user))
    if count:
        url = reverse("pricelists:list_draft_prices")
        yield TileView(_("Draft prices to release"), "lock", "warn", url, Tile("draft_prices", count, (), "", ()))


def _approvals(user: User, today: date) -> Iterator[TileView]:
    """What waits for this user's approval, where there is anything."""
    if not user.rights.allows("approvals.display_approval"):
        return
    count = capped_count(waiting_for(hats_of(user, today)))
    if count:
        url = reverse("approvals:list_approvals")
        yield TileView(_("Waiting for my approval"), "check", "warn", url, Tile("approvals", count, (), "", ()))


def _approved(user: User) -> Iterator[TileView]:
    """This user's offers that were approved and are still to be issued, where there are any."""
    count = capped_count(SalesDocument.objects.filter(category="quotation", status=Status.APPROVED, responsible=user))
    if count:
        url = f"{reverse(LISTS['quotation'])}?{urlencode({'status': Status.APPROVED, 'responsible': user.username})}"
        yield TileView(_("Approved, to be issued"), "accepted", "good", url, Tile("approved", count, (), "", ()))


def _totals(user: User, today: date) -> list[MonthTotal]:
    months = today.year * 12 + today.month - TOTALS_MONTHS
    since = date(months // 12, months % 12 + 1, 1)
    return sorted(totals_by_month_and_seller(user=user, since=since, until=today), key=lambda row: row.month)[::-1]


def first_steps(user: User) -> list[FirstStep]:
    """What to do first, in this order; empty once there is a document. Steps that others do lead nowhere."""
    if SalesDocument.objects.exists():
        return []
    return [
        FirstStep(text, code, url_or_none(url_name) if user.rights.allows(verb) else None, is_done(user))
        for text, code, verb, url_name, is_done in FIRST_STEPS
    ]


def _prices_exist(_user: User) -> bool:
    """Apart from the taxes, which come with the installation."""
    return ConditionRecord.objects.exclude(condition_type__condition_class="tax").exists()


# What to do, its code, the verb it takes, where it is done, whether it is
FIRST_STEPS: tuple[tuple[Promise, str, str, str, Callable[[User], bool]], ...] = (
    (_("Set up your company"), "", "company.set_up_company", "company:display_company",
     lambda _user: Company.objects.exists()),
    (_("Open a plant"), "", "company.create_plant", "company:list_plants", lambda _user: Plant.objects.exists()),
    (_("Open a sales area"), "", "company.create_sales_area", "company:list_sales_areas",
     lambda _user: SalesArea.objects.exists()),
    (_("Let your colleagues in and give them roles"), "", "identity.create_user", "identity:list_users",
     lambda user: User.objects.exclude(pk=user.pk).exists()),
    (_("Take in products, one by one or from a file"), "MM01", "catalog.create_product", "catalog:list_products",
     lambda _user: Product.objects.exists()),
    (_("Record your prices"), "VK11", "pricing.create_condition", "pricing:list_conditions", _prices_exist),
    (_("Take in customers; a prospect can be written down on the way"), "VD01", "parties.create_party",
     "parties:list_parties", lambda _user: Party.objects.exists()),
    (_("Write down the first inquiry"), "VA11", "documents.create_inquiry", "documents:create_inquiry",
     lambda _user: False),
)  # fmt: skip
