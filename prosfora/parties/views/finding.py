"""Lists of parties, and the options of every field that finds one."""

from dataclasses import replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.company.rules.countries import name_of
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Forbidden
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.parties import queries
from prosfora.parties.filters import ROLE_NAMES, PartyFilters
from prosfora.parties.models import Party

_DUPLICATE_FIELDS = ("vat_number", "phone", "email", "country", "number")
LISTING = Listing(
    name="parties:list_parties",
    title=_("Customers and prospects"),
    columns=[
        Column(_("Name"), "name"),
        Column(_("Number"), "number"),
        Column(_("Role"), lambda party: _role_chip(party), "chip"),
        Column(_("City"), "city"),
        Column(_("Country"), lambda party: name_of(party.country, get_language() or "en")),
        Column(_("Phone"), "phone"),
        Column(_("Mail"), "email", "mail"),
        Column(_("Last change"), lambda party: localdate(party.changed_at), "day"),
    ],
    orders={
        "name": (_("by name"), queries.ORDERS["name"]),
        "number": (_("by number"), queries.ORDERS["number"]),
        "changed": (_("last changed first"), queries.ORDERS["changed"]),
    },
    open_row=lambda party: reverse("parties:display_party", args=[party.number]),
    new_label=_("New customer or prospect"),
    empty=_("Nobody here yet. Take up your first customer or prospect, or import a file of them."),
)


def _role_chip(party: Party) -> tuple[str, object] | None:
    if party.is_blocked:
        return "blocked", _("Blocked")
    return (party.roles[0], ROLE_NAMES[party.roles[0]]) if party.roles else None


@require_GET
def list_parties(request: UserRequest) -> HttpResponseBase:
    """Parties the user sees, filtered and ordered; also as CSV and XLSX."""
    if not request.user.rights.allows("parties.display_party"):
        raise Forbidden("")
    filters = PartyFilters(request.GET, user=request.user)
    rows = queries.listed_parties(request.user, filters.wanted()).prefetch_related("addresses")
    may_create = request.user.rights.allows("parties.create_party")
    listing = replace(LISTING, new_url=reverse("parties:create_party") if may_create else "")
    return list_page(request, listing, rows, filters=filters)


@require_GET
def party_options(request: UserRequest) -> HttpResponse:
    """The parties that fit what is typed in a field; with `new`, also the name itself for a prospect to take up."""
    text = request.GET.get("q", "")[:200]
    found = queries.search_parties(user=request.user, text=text, limit=8)
    usable = [party for party in found if not party.is_blocked]
    may_create = "new" in request.GET and request.user.rights.allows("parties.create_party")
    context = {"parties": usable, "new_name": text.strip() if may_create else ""}
    return render(request, "parties/options.html", context)


@require_GET
def possible_duplicates(request: UserRequest) -> HttpResponse:
    """Who has the same VAT number, phone or mail address; nothing where nobody has."""
    asked = {name: request.GET.get(name, "")[:254].replace("\x00", "") for name in _DUPLICATE_FIELDS}
    found = queries.possible_duplicates(user=request.user, exclude=asked.pop("number"), **asked)
    return render(request, "parties/duplicates.html", {"parties": found})
