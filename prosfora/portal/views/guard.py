"""What every request of the customer's page passes: size, limits, the link, and headers that give nothing away."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from prosfora.audit.services import CHANNEL
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today as company_day
from prosfora.offers.queries.frozen import content_of
from prosfora.portal import limits
from prosfora.portal.models import OfferLink
from prosfora.portal.queries.links import link_of, state_of
from prosfora.portal.rules.standing import LinkState
from prosfora.portal.services import Visitor

MOST_BYTES = 200_000  # of a POST: a drawn signature, texts, choices
LONGEST_BROWSER = 300
type View = Callable[[UserRequest, OfferLink, str], HttpResponse]

STRICT = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store, private",
    "X-Frame-Options": "DENY",
}


def customer_page(view: View) -> Callable[..., HttpResponse]:
    """A view for whoever has a link: it gets the link, and the token for the page's own addresses.

    No sign-in, no session. GET changes neither link nor offer. Every answer carries HEADERS and the STRICT policy.
    """

    @wraps(view)
    def asked(request: UserRequest, token: str) -> HttpResponse:
        return refused_early(request, token) or _answer(request, token, view)

    checked = csrf_protect(asked)

    @wraps(view)
    def guarded(request: UserRequest, token: str) -> HttpResponse:
        CHANNEL.set("portal")
        _origin_of_no_referrer(request)
        try:
            answer = too_large(request) or checked(request, token)
        except SuspiciousOperation:
            answer = _gone(request, 400, _("This could not be read. Go back and try again."))
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return login_not_required(csrf_exempt(csp_override(STRICT)(guarded)))


def visitor(request: HttpRequest) -> Visitor:
    """What is seen of whoever asks; a browser's name is cut and freed of what cannot be printed."""
    browser = "".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable())
    return Visitor(address_of(request), browser[:LONGEST_BROWSER])


def address_of(request: HttpRequest) -> str:
    """The address of the connection, or the one that a trusted proxy named (PROSFORA_TRUSTED_PROXIES)."""
    return str(get_adapter().get_client_ip(request))


def too_large(request: HttpRequest) -> HttpResponse | None:
    """Refused by its length, before anything of it is read."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = MOST_BYTES + 1
    if size <= MOST_BYTES:
        return None
    return _gone(request, 413, _("This is more than the page takes. Go back and send less."))


def refused_early(request: UserRequest, token: str) -> HttpResponse | None:
    """Refused by the address it comes from: too many posts, or too many links that lead nowhere."""
    address = address_of(request)
    is_post = request.method == "POST"
    if is_post and not limits.is_within(limits.POSTS_OF_ADDRESS, address, request.now):
        return too_many(request)
    return None


def too_many(request: HttpRequest) -> HttpResponse:
    """The page of whoever was too fast."""
    answer = _gone(request, 429, _("That was too often in a short time. Wait ten minutes, then try again."))
    answer["Retry-After"] = "600"
    return answer


def _answer(request: UserRequest, token: str, view: View) -> HttpResponse:
    link = link_of(token)
    if link is None:
        return _unknown(request)
    with translation.override(link.language):
        if (state := state_of(link, company_day(request.now))) is not LinkState.WORKS:
            return _dead(request, link, state)
        if request.method == "POST" and not limits.is_within(limits.POSTS_OF_LINK, str(link.pk), request.now):
            return too_many(request)
        answer = view(request, link, token)
        answer.headers["Content-Language"] = link.language
        return answer


def _unknown(request: UserRequest) -> HttpResponse:
    """404, and 429 for an address that tries one after the other."""
    if not limits.is_within(limits.UNKNOWN_TOKENS, address_of(request), request.now):
        return too_many(request)
    return _gone(request, 404, _("There is no such page. Check the link in our mail: it may have been cut off."))


def _dead(request: HttpRequest, link: OfferLink, state: LinkState) -> HttpResponse:
    """That the link was withdrawn or is over; nothing of the offer but whom to ask."""
    words = {
        LinkState.WITHDRAWN: _("This link was withdrawn."),
        LinkState.EXPIRED: _("This link has expired."),
    }
    answer = _gone(request, 410, words[state], content_of(link.frozen).responsible)
    answer.headers["Content-Language"] = link.language
    return answer


def _gone(request: HttpRequest, status: int, sentence: str, whom: object = None) -> HttpResponse:
    return render(request, "portal/gone.html", {"sentence": sentence, "whom": whom}, status=status)


def _origin_of_no_referrer(request: HttpRequest) -> None:
    """Under our own Referrer-Policy browsers post with “Origin: null” (Fetch standard, “append a request Origin
    header”), which Django takes for a foreign page. Its check of the token, which a foreign page cannot know, stays.
    """
    if request.META.get("HTTP_ORIGIN") == "null":
        request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
