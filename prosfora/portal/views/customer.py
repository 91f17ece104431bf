"""The customer's page: read, choose, ask, accept, decline. Works without JavaScript; nobody signs in."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prosfora.files.queries import content
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused
from prosfora.offers.queries.sealed import OFFER, sealed_file
from prosfora.portal import limits, services
from prosfora.portal.forms import AcceptForm, DeclineForm, QuestionForm, decline_reasons
from prosfora.portal.models import OfferLink
from prosfora.portal.queries.page import OfferPage, PageLine, offer_page
from prosfora.portal.rules.seeing import DOWNLOADED, OPENED, SEEN
from prosfora.portal.services.acting import standing_words
from prosfora.portal.services.refusals import ChoiceNotShown, TermsNotConfirmed
from prosfora.portal.services.sealing import ACCEPTANCE
from prosfora.portal.services.tokens import path_of
from prosfora.portal.views.guard import customer_page, too_many, visitor

SAID = ("asked", "accepted", "declined", "code")


@require_safe
@customer_page
def display_offer(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """The offer."""
    _note(request, link, OPENED)
    said = request.GET.get("said", "")
    return _page(request, link, token, _load(request, link), said=said if said in SAID else "")


@require_POST
@customer_page
def see_offer(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """A browser showed the page."""
    _note(request, link, SEEN)
    return HttpResponse(status=204)


@require_POST
@customer_page
def update_totals(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """The totals as things are chosen: the whole page, or what the page's script puts in its place."""
    page = _load(request, link)
    if request.headers.get("X-Part") == "totals":
        return render(request, "portal/totals.html", {"page": page})
    return _page(request, link, token, page, accept=AcceptForm(initial=_typed(request), asks_code=_asks_code()))


@require_POST
@customer_page
def accept_offer(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """Yes."""
    page = _load(request, link)
    form = AcceptForm(request.POST, asks_code=_asks_code())
    if not form.is_valid():
        return _page(request, link, token, page, accept=form, status=422)
    try:
        _refuse_unseen(request, page)
        services.accept_offer(link=link, yes=_yes(request, form, page), visitor=visitor(request), at=request.now)
    except Refused as refusal:
        return _refused(request, link, token, refusal, accept=form)
    return redirect(f"{path_of(token)}?said=accepted", permanent=False)


@require_POST
@customer_page
def send_code(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """Have the one-time code mailed."""
    if not limits.is_within(limits.CODES_OF_LINK, str(link.pk), request.now):
        return too_many(request)
    page = _load(request, link)
    try:
        services.send_code(link=link, at=request.now)
    except Refused as refusal:
        return _refused(request, link, token, refusal)
    typed = AcceptForm(initial=_typed(request), asks_code=_asks_code())
    return _page(request, link, token, page, accept=typed, said="code")


@require_POST
@customer_page
def decline_offer(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """No."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, link, token, _load(request, link), decline=form, status=422)
    try:
        services.decline_offer(link=link, **form.cleaned_data, at=request.now)
    except Refused as refusal:
        return _refused(request, link, token, refusal, decline=form)
    return redirect(f"{path_of(token)}?said=declined")


@require_POST
@customer_page
def ask_question(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """A question on an item or the whole."""
    page = _load(request, link)
    form = QuestionForm(_items(page), request.POST)
    if not form.is_valid():
        return _page(request, link, token, page, ask=form, status=422)
    try:
        services.ask_question(link=link, **form.cleaned_data, at=request.now)
    except Refused as refusal:
        return _refused(request, link, token, refusal, ask=form)
    return redirect(f"{path_of(token)}?said=asked#questions")


@require_POST
@customer_page
def follow_link(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """On to the offer that stands in the place of this one."""
    try:
        path = services.follow_link(link=link, at=request.now)
    except Refused as refusal:
        return _refused(request, link, token, refusal)
    return redirect(path)


@require_safe
@customer_page
def download_offer(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """The sealed PDF."""
    _note(request, link, DOWNLOADED)
    return _sealed(request, link, OFFER, _("Quotation"))


@require_safe
@customer_page
def download_acceptance(request: UserRequest, link: OfferLink, token: str) -> HttpResponse:
    """The sealed acceptance record, for whoever gave it."""
    if _load(request, link).acceptance is None:
        sentence = _("This offer was not accepted by this link.")
        return render(request, "portal/gone.html", {"sentence": sentence}, status=404)
    return _sealed(request, link, ACCEPTANCE, _("Acceptance"))


def _sealed(request: UserRequest, link: OfferLink, kind: str, name: str) -> HttpResponse:
    kept = sealed_file(link.frozen, kind)
    if kept is None:  # the worker is at it
        sentence = _("The document is being made. Try again in a moment.")
        answer = render(request, "portal/gone.html", {"sentence": sentence}, status=202)
        answer["Retry-After"] = "10"
        return answer
    answer = HttpResponse(content(kept.digest), content_type="application/pdf")
    number = link.frozen.number
    plain, spoken = f'filename="{kind}-{number}.pdf"', f"filename*=UTF-8''{quote(name)}-{number}.pdf"
    answer["Content-Disposition"] = f"attachment; {plain}; {spoken}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _note(request: UserRequest, link: OfferLink, kind: str) -> None:
    """Note that the page was used, unless by one of us who looks what the customer sees, or for its head only."""
    if request.method != "HEAD" and not request.user.is_authenticated:
        services.note_view(link=link, kind=kind, at=request.now)


def _load(request: UserRequest, link: OfferLink) -> OfferPage:
    """The page as its form chooses; as it stands where nothing was posted."""
    return offer_page(link, posted=dict(request.POST.lists()), today=company_day(request.now))


def _asks_code() -> bool:
    return bool(settings.PORTAL_ASKS_CODE)


def _typed(request: UserRequest) -> dict[str, str]:
    """What was typed already, when the totals are asked for in between."""
    return {name: request.POST.get(name, "")[:200] for name in ("name", "role", "customer_reference")}


def _yes(request: UserRequest, form: AcceptForm, page: OfferPage) -> services.Yes:
    given = form.cleaned_data
    return services.Yes(
        name=given["name"],
        role=given["role"],
        chosen=page.chosen,
        confirmed=request.POST.get("terms", "") if request.POST.get("confirmed") == "yes" else "",
        customer_reference=given["customer_reference"],
        signature=given["signature"],
        code=given.get("code", ""),
    )


def _refuse_unseen(request: UserRequest, page: OfferPage) -> None:
    """Raises ChoiceNotShown where the totals on the page were of other choices: what is confirmed must be seen."""
    if request.POST.get("shown", "") != page.chosen.told:
        raise ChoiceNotShown(_("Your choice has changed. Look at the new totals, then accept again."), "chosen")
    if request.POST.get("confirmed") != "yes":
        raise TermsNotConfirmed(_("Tick the box below the terms: without it there is no acceptance"), "confirmed")


def _refused(request: UserRequest, link: OfferLink, token: str, refusal: Refused, **forms: Any) -> HttpResponse:
    """The page as it is now, saying what was refused. What this link did already is shown, not refused."""
    link.quotation.refresh_from_db()
    now = _load(request, link)
    if now.acceptance is not None and "accept" in forms:
        return redirect(f"{path_of(token)}?said=accepted")
    return _page(request, link, token, now, refusal=refusal, status=refusal.status, **forms)


def _items(page: OfferPage) -> list[int]:
    return [item.position for item in page.offer.items]


def _about(page: OfferPage, place: str) -> PageLine | None:
    """The line that a question is about, where its own link was followed."""
    return next((line for line in page.lines if line.place == place), None)


def _page(
    request: UserRequest,
    link: OfferLink,
    token: str,
    page: OfferPage,
    *,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    ask: QuestionForm | None = None,
    refusal: Refused | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST":
        _note(request, link, SEEN)
    accept, ask = accept or AcceptForm(asks_code=_asks_code()), ask or QuestionForm(())
    shown = {
        "page": page,
        "offer": page.offer,
        "base": path_of(token),
        "accept_fields": accept.written() if page.is_open else (),
        "signature_wrong": " ".join(str(error) for error in accept.errors.get("signature", []))
        if accept.is_bound
        else "",
        "decline": (decline or DeclineForm()) if page.may_decline else None,
        "decline_reasons": decline_reasons() if page.may_decline else (),
        "ask": ask,
        "about": _about(page, ask.data.get("ask-item", "") if ask.is_bound else request.GET.get("item", "")),
        "asks_code": _asks_code(),
        "refusal": refusal,
        "said": said,
        "standing_words": standing_words(page.standing),
    }
    return render(request, "portal/offer.html", shown, status=status)
