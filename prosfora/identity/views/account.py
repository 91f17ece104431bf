"""One's own settings and tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity import permissions, services
from prosfora.identity.forms import AccountForm, TokenForm
from prosfora.identity.queries import tokens_of
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


@require_http_methods(["GET", "POST"])
def account(request: UserRequest) -> HttpResponse:
    """Language, time zone, usual sales area."""
    user = request.user
    initial = {"language": user.language, "time_zone": user.time_zone, "home_area": user.home_area}
    form = AccountForm(request.POST) if request.method == "POST" else AccountForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_account(user=user, **form.cleaned_data, by=user, at=request.now)
        except Refused as refusal:
            for field, told in refusal.problems.items():
                form.add_error(field, list(told))
        else:
            with translation.override(user.language):
                messages.success(request, _("Saved"))
            return redirect("identity:account")
    status = 422 if form.errors else 200
    return render(request, "kit/form.html", {"form": form, "title": _("Your settings"), "back_url": "/"}, status=status)


@require_GET
def list_tokens(request: UserRequest) -> HttpResponse:
    """One's own tokens, and the form for one more."""
    page = {"tokens": tokens_of(request.user), "form": TokenForm(user=request.user)}
    return render(request, "identity/tokens.html", page)


@never_cache
@require_POST
def issue_token(request: UserRequest) -> HttpResponse:
    """Make a token; its clear text is on the answer and nowhere else."""
    form = TokenForm(request.POST, user=request.user)
    clear = ""
    if form.is_valid():
        try:
            _token, clear = services.issue_token(
                user=request.user,
                name=form.cleaned_data["name"],
                expires_at=form.expires_at(request.now),
                verbs=form.cleaned_data["verbs"],
                by=request.user,
                at=request.now,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            form = TokenForm(user=request.user)
    page = {"tokens": tokens_of(request.user), "form": form, "clear": clear}
    return render(request, "identity/tokens.html", page, status=200 if clear else 422)


@require_POST
def revoke_token(request: UserRequest, token_id: int) -> HttpResponse:
    """End a token: one's own, for an administrator anybody's."""
    token = permissions.token_to("revoke_token", user=request.user, token_id=token_id)
    services.revoke_token(token=token, by=request.user, at=request.now)
    if token.user_id != request.user.pk:
        return redirect("identity:display_user", token.user.username)
    return redirect("identity:list_tokens")
