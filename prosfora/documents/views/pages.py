"""What the record pages of all three documents share: the page itself and its fragments."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.documents import queries
from prosfora.documents.filters import STATUS_WORDS
from prosfora.documents.forms import HeaderForm
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.statuses import Status, after
from prosfora.documents.services.refusals import gap_sentence
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused

STEPS = {
    "inquiry": (Status.OPEN, Status.ANSWERED, Status.QUOTED),
    "quotation": (Status.DRAFT, Status.ISSUED, Status.ACCEPTED),
    "order": (Status.HANDED_OVER,),
}
LABELS: dict[str, Promise] = {
    "answer_inquiry": _("Answer"),
    "quote_inquiry": _("Quote"),
    "close_inquiry": _("Close"),
    "reprice_quotation": _("Price again"),
    "issue_quotation": _("Issue"),
    "deliver_quotation": _("Send again"),
    "accept_quotation": _("Accept"),
    "decline_quotation": _("Decline"),
    "withdraw_quotation": _("Withdraw"),
    "copy_quotation": _("Copy"),
}
PRIMARY = ("answer_inquiry", "quote_inquiry", "issue_quotation", "accept_quotation")
ASKING = {
    "answer_inquiry",
    "close_inquiry",
    "accept_quotation",
    "decline_quotation",
    "withdraw_quotation",
    "issue_quotation",
}


def page_context(
    request: UserRequest, document: SalesDocument, positions: Collection[int] | None = None
) -> dict[str, Any]:
    """Everything the document's template shows."""
    page = queries.document_page(document, today=today(request.now), positions=positions)
    change = f"change_{document.category}"
    return {
        "page": page,
        "document": document,
        "category": document.category,
        "is_editable": change in page.possible and _may(request, change, document),
        "steps": _steps(document),
        "status_word": STATUS_WORDS[Status(document.status)],
        "buttons": _buttons(request, document, page.possible),
        "gaps": [(gap, gap_sentence(gap)) for gap in page.gaps],
        "may_see_cost": allows(request.user, "catalog.display_cost", document.sales_area_id),
        "number": document.number,
        "row_url": f"/{PLURALS[document.category]}/{document.number}/items",
        "base_url": f"/{PLURALS[document.category]}/{document.number}",
    }


PLURALS = {"inquiry": "inquiries", "quotation": "quotations", "order": "orders"}


def document_answer(
    request: UserRequest, document: SalesDocument, *, refusal: Refused | None = None, **context: Any
) -> HttpResponse:
    """The whole page of a document, under the refusal's status where one is shown."""
    shown = {**page_context(request, document), "header_form": header_form_of(document), "refusal": refusal, **context}
    return render(request, "documents/document.html", shown, status=refusal.status if refusal else 200)


def rows_answer(
    request: UserRequest, document: SalesDocument, positions: Collection[int], fragment: str = "rows"
) -> HttpResponse:
    """Only the rows that changed, with the totals and the version beside them."""
    shown = {**page_context(request, document, positions), "fragment": True}
    return render(request, f"documents/grid.html#{fragment}", shown)


def refused_row(request: UserRequest, refusal: Refused) -> HttpResponse:
    """What is wrong with a row, said above the grid; what was typed stays where it is."""
    answer = render(request, "kit/refusal.html#message", {"refusal": refusal}, status=refusal.status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#grid-problems", "innerHTML"
    return answer


def header_form_of(document: SalesDocument) -> HeaderForm:
    initial = {name: getattr(document, name, None) for name in HeaderForm.base_fields}
    initial["payment_terms"] = document.payment_terms_id
    form = HeaderForm(initial=initial)
    if document.category == "inquiry":
        del form.fields["valid_to"]
    return form


def _steps(document: SalesDocument) -> list[tuple[Any, bool, bool]]:
    steps: tuple[Status, ...] = STEPS[document.category]
    now = Status(document.status)
    if now not in steps:
        steps = (*steps[:-1], now)
    place = steps.index(now)
    return [(STATUS_WORDS[step], index < place, index == place) for index, step in enumerate(steps)]


def _buttons(request: UserRequest, document: SalesDocument, possible: Collection[str]) -> list[dict[str, Any]]:
    """The few verbs that are possible now and allowed, the next step first and marked."""
    verbs = [verb for verb in LABELS if verb in possible and _may(request, verb, document)]
    onwards = [verb for verb in PRIMARY if after(document.category, document.status, verb) not in (None, document.status)]
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


def _may(request: UserRequest, verb: str, document: SalesDocument) -> bool:
    return allows(request.user, f"documents.{verb}", document.sales_area_id)


def seen_version(request: UserRequest) -> int | None:
    """The version the form was made from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdigit() and len(sent) < 10 else None
