"""Links and questions beside the quotation: a section of its page that comes by itself."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import quotation_to as readable_quotation
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused
from prosfora.portal import services
from prosfora.portal.forms import AnswerForm, LinkForm
from prosfora.portal.permissions import link_to, may, quotation_to
from prosfora.portal.queries.links import links_of
from prosfora.portal.queries.questions import questions_on


@require_GET
def display_links(request: UserRequest, number: str) -> HttpResponse:
    """Who has a link, when it was seen, what was asked."""
    return _section(request, readable_quotation("display_quotation", user=request.user, number=number))


@require_POST
@transaction.atomic
def send_link(request: UserRequest, number: str) -> HttpResponse:
    """A link for one more recipient, or once more for the same."""
    quotation = quotation_to("send_link", user=request.user, number=number)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _section(request, quotation, form=form, status=422)
    try:
        link, address = services.send_link(quotation=quotation, **form.cleaned_data, by=request.user, at=request.now)
    except Refused as refusal:
        return _section(request, quotation, form=form, refusal=refusal, status=refusal.status)
    return _section(request, quotation, made=link, address=address)


@require_POST
@transaction.atomic
def withdraw_link(request: UserRequest, number: str, link_id: int) -> HttpResponse:
    """Take a link back."""
    link = link_to("withdraw_link", user=request.user, number=number, link_id=link_id)
    services.withdraw_link(link=link, by=request.user, at=request.now)
    return _section(request, link.quotation)


@require_POST
@transaction.atomic
def answer_question(request: UserRequest, number: str) -> HttpResponse:
    """Answer a question of the customer."""
    quotation = quotation_to("answer_question", user=request.user, number=number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _section(request, quotation, answer=form, status=422)
    try:
        services.answer_question(quotation=quotation, **form.cleaned_data, by=request.user, at=request.now)
    except Refused as refusal:
        return _section(request, quotation, refusal=refusal, status=refusal.status)
    return _section(request, quotation)


def _section(
    request: UserRequest, quotation: SalesDocument, *, form: LinkForm | None = None, status: int = 200, **shown: Any
) -> HttpResponse:
    first = {"language": "el" if quotation.language.startswith("el") else "en"}
    context = {
        "number": quotation.number,
        "links": links_of(quotation, company_day(request.now)),
        "questions": questions_on(quotation),
        "form": form or LinkForm(initial=first),
        "may_send": may("send_link", user=request.user, quotation=quotation),
        "may_withdraw": may("withdraw_link", user=request.user, quotation=quotation),
        "may_answer": may("answer_question", user=request.user, quotation=quotation),
        **shown,
    }
    return render(request, "portal/links.html", context, status=status)
