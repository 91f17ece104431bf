"""The quotation on pages: VA21 to VA23, issuing with a look at the PDF, the customer's answer."""

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.documents import services
from prosfora.documents.forms.verbs import AcceptForm
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.printing import pdf_of
from prosfora.documents.rules.categories import CHOICES
from prosfora.documents.services.refusals import gap_sentence
from prosfora.documents.views.asking import asked, asked_for_reason
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.headers import change_header
from prosfora.documents.views.new import create
from prosfora.documents.views.pages import choices_shown, document_answer, gone_to, page_context, shown_again
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused
from prosfora.kit.writing import money


@require_http_methods(["GET", "POST"])
def create_quotation(request: UserRequest) -> HttpResponse:
    """VA21."""
    return create(request, "quotation", _("New quotation"))


@require_GET
def display_quotation(request: UserRequest, number: str) -> HttpResponse:
    """VA23, and VA22 while it is a draft."""
    return document_answer(request, quotation_to("display_quotation", user=request.user, number=number))


@require_POST
@transaction.atomic
def change_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """Header, texts and partners of a draft."""
    return change_header(request, quotation_to("change_quotation", user=request.user, number=number, lock=True))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def issue_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """What will go out, to look at; then it is binding."""
    quotation = quotation_to("issue_quotation", user=request.user, number=number, lock=True)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            services.issue_quotation(
                quotation=quotation, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, quotation)
    shown = page_context(request, quotation)
    gaps = [(gap, gap_sentence(gap)) for gap in shown["page"].gaps if gap.blocks == "issue_quotation"]
    page = {**shown, "refusal": refusal, "gaps": gaps}
    return render(request, "documents/issue.html", page, status=refusal.status if refusal else 200)


@require_POST
@transaction.atomic
def copy_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """A new draft like this one."""
    quotation = quotation_to("copy_quotation", user=request.user, number=number)
    try:
        made = services.copy_quotation(quotation=quotation, by=request.user, at=request.now)
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return gone_to(request, made)


@require_POST
@transaction.atomic
def revise_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """A draft of the next revision."""
    quotation = quotation_to("revise_quotation", user=request.user, number=number, lock=True)
    try:
        made = services.revise_quotation(
            quotation=quotation, by=request.user, at=request.now, version=seen_version(request)
        )
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return gone_to(request, made)


@require_POST
@transaction.atomic
def add_variant(request: UserRequest, number: str) -> HttpResponseBase:
    """A draft of a variant beside it."""
    quotation = quotation_to("add_variant", user=request.user, number=number, lock=True)
    try:
        made = services.add_variant(quotation=quotation, by=request.user, at=request.now, version=seen_version(request))
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return gone_to(request, made)


@require_POST
@transaction.atomic
def deliver_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """Send PDF and mail again."""
    quotation = quotation_to("deliver_quotation", user=request.user, number=number, lock=True)
    try:
        services.deliver_quotation(quotation=quotation, by=request.user, at=request.now, version=seen_version(request))
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return shown_again(request, quotation)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def accept_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """Record the customer's yes; the order is made."""
    quotation = quotation_to("accept_quotation", user=request.user, number=number, lock=True)
    form = AcceptForm(_choices(quotation), today(request.now), request.POST or None, request.FILES or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            order = services.accept_quotation(
                quotation=quotation, **form.facts, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, order)
    return asked(request, quotation, "accept_quotation", form, refusal)


def _choices(quotation: SalesDocument) -> list[tuple[int, str]]:
    """The alternatives and options that the customer may choose, by item number."""
    rows = quotation.items.filter(category__in=CHOICES, rejection_reason=None, part_of=None).order_by("position")
    return [(item.position, _choice_words(quotation, item)) for item in rows]


def _choice_words(quotation: SalesDocument, item: Item) -> str:
    """A choice as the form offers it: what it is, what it costs, and instead of what."""
    value = item.net + item.tax if quotation.tax_included else item.net
    said = f"{item.position} {item.product_number} {item.text}: {money(value, quotation.currency)}"
    return said if item.alternative_to is None else _("%(choice)s, instead of item %(position)s") % {
        "choice": said, "position": item.alternative_to,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@transaction.atomic
def decline_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """The customer said no."""
    quotation = quotation_to("decline_quotation", user=request.user, number=number, lock=True)
    return asked_for_reason(
        request, quotation, "decline_quotation", "decline",
        lambda **facts: services.decline_quotation(quotation=quotation, **facts),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@transaction.atomic
def withdraw_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """We take the offer back."""
    quotation = quotation_to("withdraw_quotation", user=request.user, number=number, lock=True)
    return asked_for_reason(
        request, quotation, "withdraw_quotation", "close",
        lambda **facts: services.withdraw_quotation(quotation=quotation, **facts),
    )  # fmt: skip


@require_GET
def display_pdf(request: UserRequest, number: str) -> HttpResponse:
    """The sealed PDF of the issued offer, or the draft as it would go out."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    answer = HttpResponse(pdf_of(quotation, today=today(request.now)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{quotation.number}.pdf"'
    return answer


@require_GET
def display_choices(request: UserRequest, number: str) -> HttpResponse:
    """The totals with and without what may be chosen."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    shown = page_context(request, quotation)
    return render(request, "documents/choices.html", {**shown, **choices_shown(quotation, shown["page"])})


@require_GET
def display_delivery(request: UserRequest, number: str) -> HttpResponse:
    """Where the mail is: waiting, sent, failed."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    return render(request, "documents/document.html#delivery", {"document": quotation})
