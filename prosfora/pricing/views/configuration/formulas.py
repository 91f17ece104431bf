"""Formulas that people write: VOFM, as data. They are tried before they are kept."""

from dataclasses import asdict, replace
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.company.queries.attributes import attribute_facts
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import language
from prosfora.pricing.forms.formulas import FactsForm, FormulaForm, PlaceForm
from prosfora.pricing.forms.set_up import TYPE_NAMES, fix
from prosfora.pricing.models import PURPOSES, Formula
from prosfora.pricing.permissions import formula_to, may_see_setup, set_up_to
from prosfora.pricing.queries.trying import facts_at, formula_of
from prosfora.pricing.rules.expressions import Purpose
from prosfora.pricing.rules.expressions.trying import try_formula
from prosfora.pricing.rules.settings import FormulaSetting, SetUp, version_of
from prosfora.pricing.telling_formulas import FUNCTIONS, every_fact, failure_words
from prosfora.pricing.telling_settings import word
from prosfora.pricing.views.configuration.pages import Shown, ask, delete, may_configure, show

PAGE = "pricing/formula_form.html"
FORMULAS = Listing(
    name="pricing:list_formulas",
    title=gettext_lazy("Formulas"),
    columns=(
        Column(gettext_lazy("Code"), "code", order="code"),
        Column(gettext_lazy("Name"), lambda row: row.name_el if language() == "el" else row.name_en),
        Column(gettext_lazy("Purpose"), lambda row: row.get_purpose_display()),
        Column(gettext_lazy("Expression"), "expression"),
    ),
    orders={
        "code": (gettext_lazy("code"), ("code",)),
        "purpose": (gettext_lazy("purpose"), ("purpose", "code")),
    },
    open_row=lambda row: reverse("pricing:display_formula", args=[row.code]),
    new_label=gettext_lazy("New formula"),
)


@require_GET
def list_formulas(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """Every formula that people wrote."""
    may_see_setup(request.user)
    new_url = reverse("pricing:create_formula") if may_configure(request) else ""
    up = (reverse("pricing:display_set_up"), _("Set-up of prices"))
    return list_page(request, replace(FORMULAS, new_url=new_url), Formula.objects.all(), up=up)


@require_GET
def display_formula(request: UserRequest, code: str) -> HttpResponse:
    """One formula, and what names it."""
    known, setting = formula_to("display_condition", user=request.user, code=code)
    return show(
        request, known, setting, title=f"{code} {setting.name_el if language() == 'el' else setting.name_en}",
        up=(reverse("pricing:list_formulas"), _("Formulas")), journal=f"formula/{code}",
        facts=[
            (_("Name in English"), setting.name_en), (_("Name in Greek"), setting.name_el),
            (_("Purpose"), word(PURPOSES, setting.purpose)), (_("Expression"), setting.expression),
        ],
        tables=[Shown(_("Where it is named"), [_("Code"), _("Name")], _naming(known, setting))],
        change_url=reverse("pricing:change_formula", args=[code]),
        copy_url=f"{reverse('pricing:create_formula')}?copy={code}",
        delete_url=reverse("pricing:delete_formula", args=[code]),
    )  # fmt: skip


def _naming(known: SetUp, setting: FormulaSetting) -> list[list[object]]:
    """The procedures and sequences that name a formula."""
    names = known.naming(setting)
    return [[code, (known.procedures.get(code) or known.sequences[code]).name] for code in names]


@require_http_methods(["GET", "POST"])
def create_formula(request: UserRequest) -> HttpResponse:
    """A new formula, or one like another."""
    source = request.GET.get("copy", "")
    if source:
        _known, like = formula_to("configure_prices", user=request.user, code=source)
        start = {**asdict(like), "code": ""}
    else:
        set_up_to("configure_prices", user=request.user)
        start = {}
    form = FormulaForm(request.POST or None, initial=start)
    return _answer(request, form, title=_("New formula"), back_url=reverse("pricing:list_formulas"), copied_from=source)


@require_http_methods(["GET", "POST"])
def change_formula(request: UserRequest, code: str) -> HttpResponse:
    """Its names always, the rest until it is used."""
    known, setting = formula_to("configure_prices", user=request.user, code=code)
    form = FormulaForm(request.POST or None, initial=asdict(setting))
    is_used = known.is_used(setting)
    fix(form, TYPE_NAMES if is_used else [name for name in form.fields if name != "code"])
    return _answer(
        request, form, title=code, back_url=reverse("pricing:display_formula", args=[code]), before=setting,
        is_used=is_used,
    )  # fmt: skip


@require_POST
def delete_formula(request: UserRequest, code: str) -> HttpResponse:
    """Delete what nothing names."""
    _known, setting = formula_to("configure_prices", user=request.user, code=code)
    return delete(request, setting, back="pricing:list_formulas")


def _answer(request: UserRequest, form: FormulaForm, **options: Any) -> HttpResponse:
    """Keep what was typed, or try it."""
    page: dict[str, Any] = {
        "functions": FUNCTIONS,
        "facts": every_fact(attribute_facts()),
        "places": PlaceForm(prefix="try"),
    }
    if "try" not in request.POST:
        return ask(request, form, template=PAGE, more=page, **options)
    before = options.get("before")
    page |= {
        "form": form, "title": options["title"], "back_url": options["back_url"],
        "is_used": options.get("is_used", False), **_trial(request, form),
        "version": None if before is None else request.POST.get("version") or version_of(before),
    }  # fmt: skip
    return render(request, PAGE, page)


def _trial(request: UserRequest, form: FormulaForm) -> dict[str, Any]:
    """What the expression comes to, on a document's item or with the facts typed; or why not."""
    places = PlaceForm(request.POST, prefix="try")
    form.is_valid()
    purpose, text = form.cleaned_data.get("purpose"), form.cleaned_data.get("expression")
    for name in ("code", "name_en", "name_el"):
        form.errors.pop(name, None)  # they are not needed yet
    if not (places.is_valid() and purpose and text):
        return {"places": places}
    try:
        formula = formula_of(Purpose(purpose), text)
        facts = FactsForm(formula, request.POST)
        found = facts_at(request.user, formula, places.place) if places.place else {}
    except Refused as refusal:
        return {"places": places, "refusal": refusal}
    trial = try_formula(formula, {**found, **facts.given}) if facts.is_valid() else None
    values = {fact.name: value for fact, value in trial.facts} if trial else {}
    return {
        "places": places, "asked": [(bound, values.get(bound.name)) for bound in facts], "trial": trial,
        "failure": failure_words(trial.failed) if trial and trial.failed else "",
    }  # fmt: skip
