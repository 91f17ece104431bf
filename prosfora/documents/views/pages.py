"""What the record pages of all three documents share: the page itself and its fragments."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from prosfora.documents import queries
from prosfora.documents.filters import STATUS_WORDS
from prosfora.documents.forms.headers import HeaderForm, TextsForm
from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import inquiry_to, order_to, quotation_to
from prosfora.documents.queries.freezing import choices_on
from prosfora.documents.queries.pages import DocumentPage
from prosfora.documents.rules.statuses import OPEN, TRANSITIONS, Status, after
from prosfora.documents.services.refusals import gap_sentence
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import ChangedMeanwhile, Refused

LABELS: dict[str, Promise] = {
    "answer_inquiry": _("Answer"),
    "quote_inquiry": _("Quote"),
    "close_inquiry": _("Close"),
    "release_price": _("Release prices"),
    "issue_quotation": _("Issue"),
    "accept_quotation": _("Accept"),
    "decline_quotation": _("Decline"),
    "deliver_quotation": _("Send again"),
    "revise_quotation": _("Revise"),
    "add_variant": _("Add variant"),
    "reprice_quotation": _("Price again"),
    "copy_quotation": _("Copy"),
    "withdraw_quotation": _("Withdraw"),
}
ONWARDS = ("answer_inquiry", "quote_inquiry", "issue_quotation", "accept_quotation")
ASKING = frozenset(
    {
        "answer_inquiry", "close_inquiry", "issue_quotation", "accept_quotation", "decline_quotation",
        "release_price", "reprice_quotation", "withdraw_quotation",
    }
)  # fmt: skip
PLURALS = {"inquiry": "inquiries", "quotation": "quotations", "order": "orders"}
NOUNS = {plural: category for category, plural in PLURALS.items()}
LOADERS = {"inquiry": inquiry_to, "quotation": quotation_to, "order": order_to}


def document_to(request: UserRequest, plural: str, number: str, verb: str, *, lock: bool = False) -> SalesDocument:
    """The document an address names, for a verb without its noun ("display", "change")."""
    category = NOUNS[plural]
    return LOADERS[category](f"{verb}_{category}", user=request.user, number=number, lock=lock)


def page_context(
    request: UserRequest, document: SalesDocument, positions: Collection[int] | None = None
) -> dict[str, Any]:
    """Everything the document's template shows; with `positions` only those rows and the sections."""
    page = queries.document_page(document, today=today(request.now), positions=positions)
    base_url = f"/{PLURALS[document.category]}/{document.number}"
    return {
        "page": page,
        "document": document,
        "category": document.category,
        "number": document.number,
        "base_url": base_url,
        "row_url": f"{base_url}/items",
        "is_editable": is_editable(request, document),
        "may_reprice": document.category == "quotation" and may(request, "reprice_quotation", document),
        "may_see_cost": allows(request.user, "catalog.display_cost", document.sales_area_id),
        **heading(request, document, page),
    }


def heading(request: UserRequest, document: SalesDocument, page: DocumentPage) -> dict[str, Any]:
    """Status, process and verbs."""
    left = (document.valid_to - today(request.now)).days if document.valid_to and document.status == "issued" else None
    return {
        "status_word": STATUS_WORDS[Status(document.status)],
        "steps": steps(document),
        "buttons": buttons(request, document, page.possible),
        "days_left": left if left is not None and left >= 0 else None,
    }


def is_editable(request: UserRequest, document: SalesDocument) -> bool:
    """Whether this user may change the document as it stands."""
    return document.is_changeable and may(request, f"change_{document.category}", document)


def document_answer(
    request: UserRequest,
    document: SalesDocument,
    *,
    refusal: Refused | None = None,
    header_form: HeaderForm | None = None,
) -> HttpResponse:
    """The page of a document, for htmx the part that verbs replace; 422 where something on it was refused."""
    shown = page_context(request, document)
    shown["refusal"] = refusal
    shown |= choices_shown(document, shown["page"])
    shown["gaps"] = [(gap, gap_sentence(gap)) for gap in shown["page"].gaps]
    if shown["is_editable"]:
        may_hand_over = may(request, "change_responsible", document)
        shown["header_form"] = header_form or HeaderForm(document, may_hand_over=may_hand_over)
        shown["texts_form"] = TextsForm(document, shown["page"].texts)
    status = refusal.status if refusal else 422 if header_form else 200
    fragment = "#whole" if request.htmx else ""
    return render(request, f"documents/document.html{fragment}", shown, status=status)


def choices_shown(document: SalesDocument, page: DocumentPage) -> dict[str, Any]:
    """What an open quotation comes to with all options, and with each choice alone; nothing once it is decided."""
    if document.category != "quotation" or document.status not in OPEN:
        return {}
    with_options, choices = choices_on(page)
    texts = {row.item.position: row.item for row in page.rows}
    rows = [(one, texts[one.position], one.totals.payable - document.payable) for one in choices]
    return {"with_options": with_options, "choices": rows}


def changed_answer(
    request: UserRequest,
    document: SalesDocument,
    positions: Collection[int],
    *,
    focus: int | None = None,
    **context: Any,
) -> HttpResponse:
    """Only what changed: those rows, totals and heading, put in their places; other parts of the page hear of it.

    `focus` is the row where the work goes on, 0 for the quick entry, None for where it is.
    """
    shown = {"appended": (), "inserted": None, **page_context(request, document, positions), **context}
    answer = render(request, "documents/changed.html", shown)
    return trigger_client_event(answer, "document-changed", {"focus": focus}, after="settle")


def refused_change(
    request: UserRequest, document: SalesDocument, refusal: Refused, position: int | None = None
) -> HttpResponse:
    """What is wrong, said in the row or below the grid; what was typed stays. A stale page gets the present rows."""
    if isinstance(refusal, ChangedMeanwhile):
        document.refresh_from_db()
        shown = {**page_context(request, document), "refusal": refusal}
        answer = render(request, "documents/changed.html#stale", shown, status=refusal.status)
        return trigger_client_event(answer, "document-changed", after="settle")
    answer = render(request, "documents/changed.html#refused", {"refusal": refusal}, status=refusal.status)
    return reswap(retarget(answer, f"#said-{position}" if position else "#grid-said"), "innerHTML")


def shown_again(request: UserRequest, document: SalesDocument) -> HttpResponseBase:
    """The document after a verb that stays on its page."""
    return document_answer(request, document) if request.htmx else gone_to(request, document)


def gone_to(request: UserRequest, document: SalesDocument) -> HttpResponseBase:
    """Off to a document's page."""
    url = reverse(f"documents:display_{document.category}", kwargs={"number": document.number})
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def steps(document: SalesDocument) -> list[tuple[Promise, bool, bool]]:
    """The process as a line: word, whether it is done, whether it stands here."""
    way = main_way(document.category)
    now = Status(document.status)
    if now not in way:
        way = [*way[:-1], now]
    place = way.index(now)
    return [(STATUS_WORDS[step], index < place, index == place) for index, step in enumerate(way)]


def main_way(category: str) -> list[Status]:
    """The statuses a document passes when all goes well, read from the table of transitions."""
    way = [next((now for kind, now, _verb in TRANSITIONS if kind == category), Status.HANDED_OVER)]
    for verb in ONWARDS:
        following = after(category, way[-1], verb)
        way += [following] if following is not None and following not in way else []
    return way


def buttons(request: UserRequest, document: SalesDocument, possible: Collection[str]) -> list[dict[str, Any]]:
    """The few verbs that are possible now and allowed, the next step first and marked."""
    verbs = [verb for verb in LABELS if verb in possible and may(request, verb, document)]
    onwards = [verb for verb in ONWARDS if after(document.category, document.status, verb) != document.status]
    primary = next((verb for verb in onwards if verb in verbs), "")
    return [
        {
            "verb": verb,
            "label": LABELS[verb],
            "url": reverse(f"documents:{verb}", kwargs={"number": document.number}),
            "is_primary": verb == primary,
            "asks": verb in ASKING,
        }
        for verb in sorted(verbs, key=lambda verb: verb != primary)
    ]


def may(request: UserRequest, verb: str, document: SalesDocument) -> bool:
    """Whether the user may do a verb of this room in the document's area."""
    return allows(request.user, f"documents.{verb}", document.sales_area_id)
