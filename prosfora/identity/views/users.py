"""Users and their rights, for administrators."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity import permissions, services
from prosfora.identity.forms import GrantForm, NewUserForm, PasswordForm, PersonForm, QuestionForm, UserFilter
from prosfora.identity.models import User
from prosfora.identity.queries import allows, factors_of, grants_of, listed_users, roles_of, tokens_of
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import explain as explained
from prosfora.identity.services.users import person_of
from prosfora.identity.telling import role_word
from prosfora.kit.errors import Refused
from prosfora.kit.pages import Column, Listing, list_page

USERS = Listing(
    name="identity:list_users",
    title=gettext_lazy("Users"),
    columns=(
        Column(gettext_lazy("User name"), "username"),
        Column(gettext_lazy("Name"), lambda user: user.get_full_name()),
        Column(gettext_lazy("Mail"), "email"),
        Column(gettext_lazy("Usual sales area"), "home_area"),
        Column(gettext_lazy("Last seen"), "last_login", "moment"),
        Column(gettext_lazy("State"), lambda user: _state(user), "chip"),
    ),
    orders={
        "username": (gettext_lazy("User name"), ("username",)),
        "newest": (gettext_lazy("Newest first"), ("-date_joined", "-id")),
    },
    open_row=lambda user: reverse("identity:display_user", args=[user.username]),
    new_label=gettext_lazy("New user"),
)
VERBS = ("change_user", "set_password", "reset_factors", "deactivate_user", "reactivate_user", "grant_role")


def _state(user: User) -> tuple[str, str]:
    return ("active", pgettext("user", "active")) if user.is_active else ("inactive", _("shut out"))


@require_GET
def list_users(request: UserRequest) -> HttpResponseBase:
    """Everybody who may sign in, or once could."""
    filters = UserFilter(request.GET)
    filters.is_valid()
    given = filters.cleaned_data
    rows = listed_users(
        permissions.users_to("display_user", user=request.user),
        text=given.get("q", ""),
        role=given.get("role", ""),
        active=given.get("active", ""),
    )
    new_url = reverse("identity:create_user") if allows(request.user, "identity.create_user") else ""
    return list_page(request, replace(USERS, new_url=new_url), rows, filters=filters)


@require_http_methods(["GET", "POST"])
def create_user(request: UserRequest) -> HttpResponse:
    """Let a person in."""
    permissions.users_to("create_user", user=request.user)
    form = NewUserForm(request.POST) if request.method == "POST" else NewUserForm(initial={"language": "el"})
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = services.create_user(
                **{**given, "password": given["password"] or None}, by=request.user, at=request.now
            )
        except Refused as refused:
            refusal = _onto(form, refused)
        else:
            return redirect("identity:display_user", user.username)
    return _form(request, form, _("New user"), reverse("identity:list_users"), refusal)


@require_GET
def display_user(request: UserRequest, username: str) -> HttpResponse:
    """A user: who he is, what he may do, his tokens, his history."""
    user = permissions.user_to("display_user", user=request.user, username=username)
    return render(request, "identity/user.html", _page(request, user))


def _page(request: UserRequest, user: User, **more: Any) -> dict[str, Any]:
    return {
        "shown": user,
        "state": _state(user),
        "grants": grants_of(user),
        "tokens": tokens_of(user),
        "factors": factors_of(user),
        "roles": [role_word(role) for role in roles_of([user]).get(user.pk, [])],
        "verbs": [verb for verb in VERBS if allows(request.user, f"identity.{verb}")],
        "grant_form": GrantForm(initial={"scope": user.home_area}),
        "question_form": QuestionForm(initial={"scope": user.home_area}),
        **more,
    }


@require_http_methods(["GET", "POST"])
def change_user(request: UserRequest, username: str) -> HttpResponse:
    """Describe a user anew."""
    user = permissions.user_to("change_user", user=request.user, username=username)
    person = person_of(user)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm(initial=_initial(person))
    refusal = None
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            services.change_user(
                user=user,
                person=form.person(),
                version=int(version) if version.isdecimal() and len(version) < 10 else None,
                by=request.user,
                at=request.now,
            )
        except Refused as refused:
            refusal = _onto(form, refused)
        else:
            return redirect("identity:display_user", username)
    back = reverse("identity:display_user", args=[username])
    return _form(request, form, _("Change %(name)s") % {"name": user}, back, refusal, version=user.version)


def _initial(person: Any) -> dict[str, Any]:
    return {name: getattr(person, name) for name in person.__dataclass_fields__}


@require_http_methods(["GET", "POST"])
def set_password(request: UserRequest, username: str) -> HttpResponse:
    """Give a user a new password."""
    user = permissions.user_to("set_password", user=request.user, username=username)
    form = PasswordForm(request.POST) if request.method == "POST" else PasswordForm()
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password(user=user, password=form.cleaned_data["password"], by=request.user, at=request.now)
        except Refused as refused:
            refusal = _onto(form, refused)
        else:
            messages.success(request, _("%(name)s has a new password; tell it in person") % {"name": user})
            return redirect("identity:display_user", username)
    back = reverse("identity:display_user", args=[username])
    return _form(request, form, _("New password for %(name)s") % {"name": user}, back, refusal)


@require_POST
def reset_factors(request: UserRequest, username: str) -> HttpResponse:
    """Take second factors off a user who lost them."""
    user = permissions.user_to("reset_factors", user=request.user, username=username)
    services.reset_factors(user=user, by=request.user, at=request.now)
    return redirect("identity:display_user", username)


@require_POST
def deactivate_user(request: UserRequest, username: str) -> HttpResponse:
    """Shut a user out."""
    user = permissions.user_to("deactivate_user", user=request.user, username=username)
    services.deactivate_user(user=user, by=request.user, at=request.now)
    return redirect("identity:display_user", username)


@require_POST
def reactivate_user(request: UserRequest, username: str) -> HttpResponse:
    """Let a user in again."""
    user = permissions.user_to("reactivate_user", user=request.user, username=username)
    services.reactivate_user(user=user, by=request.user, at=request.now)
    return redirect("identity:display_user", username)


@require_POST
def grant_role(request: UserRequest, username: str) -> HttpResponse:
    """Give a user a role."""
    user = permissions.user_to("grant_role", user=request.user, username=username)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            services.grant_role(user=user, **form.cleaned_data, by=request.user, at=request.now)
        except Refused as refused:
            _onto(form, refused)
    if form.errors:
        return render(request, "identity/user.html", _page(request, user, grant_form=form), status=422)
    return redirect("identity:display_user", username)


@require_POST
def revoke_role(request: UserRequest, username: str, grant_id: int) -> HttpResponse:
    """Take a right back."""
    grant = permissions.grant_to("revoke_role", user=request.user, username=username, grant_id=grant_id)
    services.revoke_role(grant=grant, by=request.user, at=request.now)
    return redirect("identity:display_user", username)


@require_GET
def explain(request: UserRequest, username: str) -> HttpResponse:
    """Why a user may or may not do something somewhere, as a fragment."""
    user = permissions.user_to("display_user", user=request.user, username=username)
    form = QuestionForm(request.GET)
    if not form.is_valid():
        return render(request, "identity/user.html#answer", {"question_form": form}, status=422)
    asked = form.cleaned_data
    answer = explained(user.rights.grants, asked["verb"], asked["scope"])
    page = {
        "shown": user,
        "asked": asked,
        "answer": answer,
        "is_allowed": answer.is_allowed and user.is_active,
        "holders": [role_word(role) for role in answer.holders],
    }
    return render(request, "identity/user.html#answer", page)


def _onto(form: Form, refusal: Refused) -> Refused | None:
    """Put a refusal's sentences onto the fields they belong to; what belongs to none is returned to be shown."""
    on_fields = {field: told for field, told in refusal.problems.items() if field in form.fields}
    for field, told in on_fields.items():
        form.add_error(field, list(told))
    return None if on_fields else refusal


def _form(
    request: UserRequest, form: Form, title: str, back_url: str, refusal: Refused | None, **more: Any
) -> HttpResponse:
    status = refusal.status if refusal else 422 if form.errors else 200
    page = {"form": form, "title": title, "back_url": back_url, "refusal": refusal, **more}
    return render(request, "kit/form.html", page, status=409 if status == 412 else status)
