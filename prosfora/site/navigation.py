"""The left rail: what exists and what the user may use."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.identity.models import User
from prosfora.identity.queries import allows


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail: its URL name, the verb that opens it, its icon and shortcut."""

    url_name: str
    label: Promise
    icon: str
    verb: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one page shows it."""

    url: str
    label: Promise
    icon: str
    action: str = ""
    is_current: bool = False


PLACES = (
    Place("home", _("Today"), "today", action="go_home"),
    Place("documents:list_inquiries", _("Inquiries"), "inquiry", "documents.display_inquiry", "go_inquiries"),
    Place("documents:list_quotations", _("Quotations"), "quotation", "documents.display_quotation", "go_quotations"),
    Place("documents:list_price_releases", _("Prices to release"), "lock", "documents.release_price"),
    Place("approvals:list_approvals", _("Approvals"), "check", "approvals.display_approval"),
    Place("parties:list_parties", _("Customers"), "customer", "parties.display_party", "go_customers"),
    Place("catalog:list_products", _("Products"), "product", "catalog.display_product", "go_products"),
    Place("pricing:list_conditions", _("Prices"), "price", "pricing.display_condition"),
    Place("pricing:list_promotions", _("Promotions"), "price", "pricing.display_promotion"),
    Place("pricing:list_free_goods", _("Free goods"), "price", "pricing.display_free_goods"),
    Place("pricelists:list_net_prices", _("Net price list"), "price", "pricelists.display_net_prices"),
    Place("pricelists:list_proposals", _("Price proposals"), "edit", "pricelists.display_proposal"),
    Place("pricelists:list_draft_prices", _("Draft prices"), "lock", "pricelists.release_condition"),
    Place("insights:list_simulations", _("Simulations"), "explain", "insights.display_simulation"),
    Place("documents:list_dead_offers", _("Dead offers"), "expired", "documents.close_dead_offers"),
    Place("documents:list_orders", _("Orders"), "order", "documents.display_order"),
    Place("files:list_imports", _("Imports"), "import", "files.display_import"),
    Place("settings", _("Settings"), "settings"),
)
PERSONAL = (Place("identity:account", _("My account"), "user"), Place("settings", _("Settings"), "settings"))
SETTINGS: dict[str | Promise, tuple[Place, ...]] = {
    _("My account"): (
        Place("identity:account", _("Language and time zone"), "user"),
        Place("account_change_password", _("Password"), "lock"),
        Place("mfa_index", _("Second factor and passkeys"), "key"),
        Place("approvals:list_delegations", _("Delegated approvals"), "user", "approvals.delegate_approvals"),
        Place("identity:list_tokens", _("API tokens"), "share", "identity.issue_token"),
    ),
    _("Company"): (
        Place("company:display_company", _("Company and letterhead"), "company", "company.display_company"),
        Place("company:list_sales_areas", _("Sales areas and offices"), "flow", "company.display_company"),
        Place("company:list_plants", _("Plants"), "stock", "company.display_company"),
        Place("company:list_calendars", _("Calendars"), "calendar", "company.display_company"),
        Place("company:list_number_ranges", _("Number ranges"), "journal", "company.display_company"),
        Place("company:list_exchange_rates", _("Exchange rates"), "refresh", "company.display_company"),
        Place("company:list_payment_terms", _("Terms of payment"), "clock", "company.display_company"),
        Place("company:list_attributes", _("Attributes"), "note", "company.display_company"),
        Place("company:list_reasons", _("Reasons"), "note", "company.display_company"),
        Place("pricing:display_set_up", _("Set-up of prices"), "price", "pricing.display_condition"),
        Place("pricing:check_setup", _("Check of the set-up of prices"), "price", "pricing.check_setup"),
        Place(
            "documents:change_validity_rule", _("How offers are followed up"), "clock", "documents.change_validity_rule"
        ),
        Place("approvals:list_approval_rules", _("Approval rules"), "lock", "approvals.display_approval_rule"),
        Place("pricelists:change_release_rule", _("Who releases prices"), "lock", "pricelists.change_release_rule"),
    ),
    _("Administration"): (
        Place("identity:list_users", _("Users and roles"), "user", "identity.display_user"),
        Place("audit:list_journal", _("Journal"), "journal", "audit.display_journal"),
        Place("jobs:list_jobs", _("Jobs"), "job", "jobs.display_job"),
    ),
}


def rail(user: User, path: str) -> list[Entry]:
    """The entries of the rail that exist and that a user may use, the current one marked."""
    open_places = _open(PLACES, user)
    current = max((url for _place, url in open_places if _holds(url, path)), key=len, default="")
    return [Entry(url, place.label, place.icon, place.action, url == current) for place, url in open_places]


def account_entries(user: User) -> list[Entry]:
    """The user's own pages, for the account menu."""
    return [Entry(url, place.label, place.icon) for place, url in _open(PERSONAL, user)]


def settings_for(user: User) -> dict[str | Promise, list[Entry]]:
    """The settings that a user may use, by group; groups with nothing in them are left out."""
    groups = {
        name: [Entry(url, place.label, place.icon) for place, url in _open(places, user)]
        for name, places in SETTINGS.items()
    }
    return {name: entries for name, entries in groups.items() if entries}


def places_for(user: User) -> list[Entry]:
    """Every place a user may go to, each once, for the command bar."""
    places = dict.fromkeys([*PLACES, *(place for group in SETTINGS.values() for place in group)])
    return [Entry(url, place.label, place.icon) for place, url in _open(places, user)]


def _open(places: Iterable[Place], user: User) -> list[tuple[Place, str]]:
    allowed = [place for place in places if not place.verb or allows(user, place.verb)]
    return [(place, url) for place in allowed if (url := url_or_none(place.url_name)) is not None]


def _holds(url: str, path: str) -> bool:
    """Whether a page lies in a place; what Settings lists belongs to it."""
    if url == url_or_none("settings"):
        return path.startswith((url, *_settings_roots()))
    return path == url or (url != "/" and path.startswith(url))


@cache
def _settings_roots() -> tuple[str, ...]:
    found = [url_or_none(place.url_name) for places in SETTINGS.values() for place in places]
    return tuple(url for url in found if url)


@cache
def url_or_none(name: str) -> str | None:
    """The path of a URL name; None while no room offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
