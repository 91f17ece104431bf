"""Condition types: V/06."""

from dataclasses import asdict, replace

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity.requests import UserRequest
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import language
from prosfora.pricing.forms.set_up import TYPE_NAMES, TypeForm, fix
from prosfora.pricing.models import ConditionType
from prosfora.pricing.permissions import may_see_setup, set_up_to, type_to
from prosfora.pricing.rules.settings import SetUp
from prosfora.pricing.telling_settings import type_facts
from prosfora.pricing.views.configuration.pages import Shown, ask, delete, may_configure, show

TYPES = Listing(
    name="pricing:list_condition_types",
    title=gettext_lazy("Condition types"),
    columns=(
        Column(gettext_lazy("Code"), "code", order="code"),
        Column(gettext_lazy("Name"), lambda row: row.name_el if language() == "el" else row.name_en),
        Column(gettext_lazy("Class"), lambda row: row.get_condition_class_display()),
        Column(gettext_lazy("Calculation"), lambda row: row.get_calculation_display()),
        Column(gettext_lazy("Access sequence"), "sequence_id"),
    ),
    orders={
        "code": (gettext_lazy("code"), ("code",)),
        "class": (gettext_lazy("class"), ("condition_class", "code")),
    },
    open_row=lambda row: reverse("pricing:display_condition_type", args=[row.code]),
    new_label=gettext_lazy("New condition type"),
)


@require_GET
def list_condition_types(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """Every kind of price element."""
    may_see_setup(request.user)
    new_url = reverse("pricing:create_condition_type") if may_configure(request) else ""
    up = (reverse("pricing:display_set_up"), _("Set-up of prices"))
    return list_page(request, replace(TYPES, new_url=new_url), ConditionType.objects.all(), up=up)


@require_GET
def display_condition_type(request: UserRequest, code: str) -> HttpResponse:
    """One type, and the procedures that it is a step of."""
    known, setting = type_to("display_condition", user=request.user, code=code)
    found = [
        [procedure.code, procedure.name, step.step]
        for procedure in known.procedures.values()
        for step in procedure.steps
        if step.condition_type == code
    ]
    return show(
        request, known, setting, title=f"{code} {setting.name_el if language() == 'el' else setting.name_en}",
        up=(reverse("pricing:list_condition_types"), _("Condition types")), journal=f"condition_type/{code}",
        facts=type_facts(setting),
        tables=[Shown(_("Where it is a step"), [_("Procedure"), _("Name"), _("Step")], found)],
        change_url=reverse("pricing:change_condition_type", args=[code]),
        copy_url=f"{reverse('pricing:create_condition_type')}?copy={code}",
        delete_url=reverse("pricing:delete_condition_type", args=[code]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def create_condition_type(request: UserRequest) -> HttpResponse:
    """A new type, or one like another."""
    source = request.GET.get("copy", "")
    known, like = _begun(request, source)
    form = TypeForm(request.POST or None, known=known, initial={**like, "code": ""})
    return ask(
        request, form, title=_("New condition type"), back_url=reverse("pricing:list_condition_types"),
        copied_from=source,
    )  # fmt: skip


def _begun(request: UserRequest, source: str) -> tuple[SetUp, dict[str, object]]:
    if source:
        known, found = type_to("configure_prices", user=request.user, code=source)
        return known, asdict(found)
    return set_up_to("configure_prices", user=request.user), {}


@require_http_methods(["GET", "POST"])
def change_condition_type(request: UserRequest, code: str) -> HttpResponse:
    """Its names always, the rest until it is used."""
    known, setting = type_to("configure_prices", user=request.user, code=code)
    form = TypeForm(request.POST or None, known=known, initial=asdict(setting))
    is_used = known.is_used(setting)
    fix(form, TYPE_NAMES if is_used else [name for name in form.fields if name != "code"])
    return ask(
        request, form, title=code, back_url=reverse("pricing:display_condition_type", args=[code]), before=setting,
        is_used=is_used,
    )  # fmt: skip


@require_POST
def delete_condition_type(request: UserRequest, code: str) -> HttpResponse:
    """Delete what nothing was made from."""
    _known, setting = type_to("configure_prices", user=request.user, code=code)
    return delete(request, setting, back="pricing:list_condition_types")
