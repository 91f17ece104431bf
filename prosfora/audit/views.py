"""The journal on pages: a record's timeline, the whole journal for auditors, the proof of a chain."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.audit import permissions
from prosfora.audit.filters import JournalFilter
from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.audit.requests import SignedInRequest
from prosfora.audit.telling import CHANNELS, actor_words, fault_words, figures, kind_words, tell, tell_all, verb_words
from prosfora.kit.api import cursor_page
from prosfora.kit.pages import Column, Listing, list_page

TIMELINE_ROWS = 20

JOURNAL = Listing(
    name="audit:list_journal",
    title=_("Journal"),
    columns=(
        Column(_("When"), "at", "moment"),
        Column(_("Who"), actor_words),
        Column(_("Verb"), lambda entry: verb_words(entry.kind, entry.verb)),
        Column(_("Record"), lambda entry: f"{kind_words(entry.kind)} {entry.key}"),
        Column(_("Called"), "label"),
        Column(_("Sales area"), "scope"),
        Column(_("Through"), lambda entry: str(CHANNELS.get(entry.channel, entry.channel))),
        Column(_("Changed"), lambda entry: ", ".join(change.label for change in tell(entry).changes)),
        Column(_("Reason"), "reason"),
    ),
    orders={"newest": (_("Newest first"), ("-at", "-id")), "oldest": (_("Oldest first"), ("at", "id"))},
    open_row=lambda entry: reverse("audit:display_entry", args=[entry.pk]),
    empty=_("Nothing has happened yet."),
)


@require_GET
def list_journal(request: SignedInRequest) -> HttpResponseBase:
    """Everything that happened, newest first, for auditors and administrators."""
    filters = JournalFilter(request.GET)
    rows = permissions.journal_to(user=request.user)
    return list_page(request, JOURNAL, filters.apply(rows), filters=filters)


@require_GET
def display_entry(request: SignedInRequest, entry_id: int) -> HttpResponse:
    """One entry with its change document, its place in the chain, and whether the chain is whole."""
    entry = permissions.entry_to(user=request.user, entry_id=entry_id)
    faults = [(found.sequence, fault_words(reason)) for found, reason in verify_chain(entry.kind, entry.key)]
    page = {"entry": entry, "told": tell(entry), "figures": figures(entry), "faults": faults}
    return render(request, "audit/entry.html", page)


@require_GET
def timeline(request: SignedInRequest, kind: str, key: str) -> HttpResponse:
    """A record's timeline as a fragment, newest first, twenty at a time."""
    rows = permissions.timeline_to(user=request.user, kind=kind, key=key)
    found: list[JournalEntry]
    found, following = cursor_page(rows, order=("-at", "-id"), cursor=request.GET.get("cursor"), limit=TIMELINE_ROWS)
    told = tell_all(found)
    page = {"told": told, "kind": kind, "key": key, "following": following, "is_more": "cursor" in request.GET}
    return render(request, "audit/timeline.html", page)
