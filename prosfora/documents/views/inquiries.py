"""The inquiry on pages: VA11 to VA13, its three answers, the quotation it becomes."""

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.documents import services
from prosfora.documents.forms.verbs import answer_as_typed, answers, typed_answer
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.permissions import inquiry_to
from prosfora.documents.rules.categories import is_goods
from prosfora.documents.rules.lines import ItemAnswer
from prosfora.documents.rules.schedules import from_stored
from prosfora.documents.services.inquiries import proposed_answer
from prosfora.documents.views.asking import asked_for_reason
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.headers import change_header
from prosfora.documents.views.new import create
from prosfora.documents.views.pages import document_answer, gone_to
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


@require_http_methods(["GET", "POST"])
def create_inquiry(request: UserRequest) -> HttpResponse:
    """VA11."""
    return create(request, "inquiry", _("New inquiry"))


@require_GET
def display_inquiry(request: UserRequest, number: str) -> HttpResponse:
    """VA13, and VA12 while it is open."""
    return document_answer(request, inquiry_to("display_inquiry", user=request.user, number=number))


@require_POST
@transaction.atomic
def change_inquiry(request: UserRequest, number: str) -> HttpResponseBase:
    """Header, texts and partners of an inquiry."""
    return change_header(request, inquiry_to("change_inquiry", user=request.user, number=number, lock=True))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def answer_inquiry(request: UserRequest, number: str) -> HttpResponseBase:
    """The three answers per item, proposed, to confirm or to correct."""
    inquiry = inquiry_to("answer_inquiry", user=request.user, number=number, lock=True)
    items = [item for item in inquiry.items.order_by("position") if is_goods(item.category)]
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            services.answer_inquiry(
                inquiry=inquiry, answers=answers(request.POST, [item.position for item in items]), by=request.user,
                at=request.now, version=seen_version(request),
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, inquiry)
    rows = [(item, _shown(request, item, inquiry), from_stored(item.schedule)) for item in items]
    page = {"document": inquiry, "rows": rows, "refusal": refusal}
    return render(request, "documents/answer.html", page, status=refusal.status if refusal else 200)


def _shown(request: UserRequest, item: Item, inquiry: SalesDocument) -> dict[str, str]:
    """The answer as it was just typed, as it was given before, or as it is proposed."""
    if request.method == "POST":
        return typed_answer(request.POST, item.position)
    if inquiry.answered_at is None:
        return answer_as_typed(proposed_answer(item, inquiry.requested_date))
    given = (item.answer_available, item.answer_price, item.answer_date, item.answer_note)
    return answer_as_typed(ItemAnswer(item.position, *given))


@require_POST
@transaction.atomic
def quote_inquiry(request: UserRequest, number: str) -> HttpResponseBase:
    """A quotation with reference, in one step."""
    inquiry = inquiry_to("quote_inquiry", user=request.user, number=number, lock=True)
    try:
        quotation = services.quote_inquiry(
            inquiry=inquiry, by=request.user, at=request.now, version=seen_version(request)
        )
    except Refused as refusal:
        return document_answer(request, inquiry, refusal=refusal)
    return gone_to(request, quotation)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def close_inquiry(request: UserRequest, number: str) -> HttpResponseBase:
    """End an inquiry with a reason."""
    inquiry = inquiry_to("close_inquiry", user=request.user, number=number, lock=True)
    return asked_for_reason(
        request, inquiry, "close_inquiry", "close",
        lambda **facts: services.close_inquiry(inquiry=inquiry, **facts),
    )  # fmt: skip
