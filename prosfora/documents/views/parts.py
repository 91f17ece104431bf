"""Parts of a document's page that come by themselves: flow, what is missing, the heading."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prosfora.documents import queries
from prosfora.documents.services.refusals import gap_sentence
from prosfora.documents.views.pages import PLURALS, document_to
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today


@require_GET
def display_flow(request: UserRequest, plural: str, number: str) -> HttpResponse:
    """The document flow: which document came from which."""
    document = document_to(request, plural, number, "display")
    return render(
        request,
        "documents/flow.html",
        {"steps": queries.flow(document, today=today(request.now)), "document": document},
    )


@require_GET
def display_gaps(request: UserRequest, plural: str, number: str) -> HttpResponse:
    """What is still missing, with a jump to each field."""
    document = document_to(request, plural, number, "display")
    gaps = [(gap, gap_sentence(gap)) for gap in queries.missing_facts(document)]
    base_url = f"/{PLURALS[document.category]}/{number}"
    return render(request, "documents/document.html#gaps", {"gaps": gaps, "base_url": base_url, "document": document})
