"""The left rail: what exists and what the user may use."""

from dataclasses import dataclass

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
    action: str
    is_current: bool


PLACES = (
    Place("home", _("Today"), "today", action="go_home"),
    Place("documents:list_inquiries", _("Inquiries"), "inquiry", "documents.display_inquiry", "go_inquiries"),
    Place("documents:list_quotations", _("Quotations"), "quotation", "documents.display_quotation", "go_quotations"),
    Place("documents:list_orders", _("Orders"), "order", "documents.display_order"),
    Place("parties:list_parties", _("Customers"), "customer", "parties.display_party", "go_customers"),
    Place("catalog:list_products", _("Products"), "product", "catalog.display_product", "go_products"),
    Place("pricing:list_conditions", _("Prices"), "price", "pricing.display_condition"),
    Place("files:list_imports", _("Imports"), "import", "files.display_import"),
    Place("audit:list_journal", _("Journal"), "journal", "audit.display_journal"),
    Place("jobs:list_jobs", _("Jobs"), "jobs", "jobs.display_job"),
    Place("company:display_company", _("Settings"), "settings", "company.change_company"),
)


def rail(user: User, path: str) -> list[Entry]:
    """The entries a user sees, the current one marked."""
    entries = []
    for place in PLACES:
        url = url_or_none(place.url_name)
        if url is None or (place.verb and not allows(user, place.verb)):
            continue
        is_current = path == url or (url != "/" and path.startswith(url))
        entries.append(Entry(url, place.label, place.icon, place.action, is_current))
    return entries


def url_or_none(name: str) -> str | None:
    """The path of a URL name; None while no room offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
