"""Procedures: V/08, with what excludes each other in them."""

from dataclasses import asdict, replace

from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity.requests import UserRequest
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import language
from prosfora.pricing.forms.set_up import (
    OTHER_NAMES,
    ExclusionLine,
    ProcedureForm,
    StepLine,
    exclusion_lines,
    fix,
    table,
)
from prosfora.pricing.models import PricingProcedure
from prosfora.pricing.permissions import may_see_setup, procedure_to, set_up_to
from prosfora.pricing.rules.settings import ProcedureSetting, SetUp
from prosfora.pricing.telling_settings import (
    EXCLUSION_HEADS,
    STEP_HEADS,
    TAX_ROUNDINGS,
    exclusion_rows,
    step_rows,
    word,
)
from prosfora.pricing.views.configuration.pages import Asked, Shown, ask, delete, may_configure, show

PROCEDURES = Listing(
    name="pricing:list_procedures",
    title=gettext_lazy("Procedures"),
    columns=(
        Column(gettext_lazy("Code"), "code", order="code"),
        Column(gettext_lazy("Name"), "name"),
        Column(gettext_lazy("Steps"), "computed", "number"),
    ),
    orders={
        "code": (gettext_lazy("code"), ("code",)),
        "name": (gettext_lazy("name"), ("name", "code")),
    },
    open_row=lambda row: reverse("pricing:display_procedure", args=[row.code]),
    new_label=gettext_lazy("New procedure"),
)


@require_GET
def list_procedures(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """Every procedure."""
    may_see_setup(request.user)
    new_url = reverse("pricing:create_procedure") if may_configure(request) else ""
    up = (reverse("pricing:display_set_up"), _("Set-up of prices"))
    rows = PricingProcedure.objects.annotate(computed=Count("steps"))
    return list_page(request, replace(PROCEDURES, new_url=new_url), rows, up=up)


@require_GET
def display_procedure(request: UserRequest, code: str) -> HttpResponse:
    """One procedure, step by step."""
    known, setting = procedure_to("display_condition", user=request.user, code=code)
    names = {one.code: one.name_el if language() == "el" else one.name_en for one in known.types.values()}
    return show(
        request, known, setting, title=f"{code} {setting.name}",
        up=(reverse("pricing:list_procedures"), _("Procedures")), journal=f"procedure/{code}",
        facts=[
            (_("Prices contain the tax"), setting.tax_included),
            (_("Rounding of the tax"), word(TAX_ROUNDINGS, setting.tax_rounding)),
        ],
        tables=[
            Shown(_("Steps"), STEP_HEADS, step_rows(setting, names, known.formulas)),
            Shown(_("What does not count together"), EXCLUSION_HEADS, exclusion_rows(setting)),
        ],
        change_url=reverse("pricing:change_procedure", args=[code]),
        try_url=f"{reverse('pricing:simulate_price')}?procedure={code}",
        copy_url=f"{reverse('pricing:create_procedure')}?copy={code}",
        delete_url=reverse("pricing:delete_procedure", args=[code]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def create_procedure(request: UserRequest) -> HttpResponse:
    """A new procedure, or one like another."""
    source = request.GET.get("copy", "")
    if source:
        known, like = procedure_to("configure_prices", user=request.user, code=source)
    else:
        known, like = set_up_to("configure_prices", user=request.user), ProcedureSetting("", "")
    start = {"name": like.name, "tax_included": like.tax_included, "tax_rounding": like.tax_rounding}
    form = ProcedureForm(request.POST or None, initial=start)
    return ask(
        request, form, title=_("New procedure"), back_url=reverse("pricing:list_procedures"),
        tables=_tables(request, known, like), copied_from=source,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_procedure(request: UserRequest, code: str) -> HttpResponse:
    """Its name always, its steps until documents could find it."""
    known, setting = procedure_to("configure_prices", user=request.user, code=code)
    is_used = known.is_used(setting)
    start = {
        "code": code, "name": setting.name, "tax_included": setting.tax_included, "tax_rounding": setting.tax_rounding,
    }  # fmt: skip
    form = ProcedureForm(request.POST or None, initial=start)
    fix(form, OTHER_NAMES if is_used else (*OTHER_NAMES, "tax_included", "tax_rounding"))
    return ask(
        request, form, title=code, back_url=reverse("pricing:display_procedure", args=[code]), before=setting,
        tables=_tables(request, known, setting, is_fixed=is_used), is_used=is_used,
    )  # fmt: skip


@require_POST
def delete_procedure(request: UserRequest, code: str) -> HttpResponse:
    """Delete what nothing was made from."""
    _known, setting = procedure_to("configure_prices", user=request.user, code=code)
    return delete(request, setting, back="pricing:list_procedures")


def _tables(
    request: UserRequest, known: SetUp, setting: ProcedureSetting, *, is_fixed: bool = False
) -> dict[str, Asked]:
    data = request.POST or None
    steps = table(StepLine, "steps", map(asdict, setting.steps), data, is_fixed=is_fixed, known=known)
    exclusions = table(ExclusionLine, "exclusions", exclusion_lines(setting), data, is_fixed=is_fixed, known=known)
    return {
        "steps": Asked(
            _("Steps"),
            _("From and to say which earlier steps a percentage builds on; without, on what is left so far. "
              "Clear the number to remove a step."),
            steps,
        ),
        "exclusions": Asked(
            _("What does not count together"),
            _("Condition types of this procedure, parted by blanks; the second group where two are compared."),
            exclusions,
        ),
    }  # fmt: skip
