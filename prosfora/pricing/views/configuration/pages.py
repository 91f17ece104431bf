"""What the pages of the set-up share: a setting shown, a setting asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.pricing import services
from prosfora.pricing.forms.set_up import Table, lines_of
from prosfora.pricing.queries.settings import area_codes
from prosfora.pricing.rules.settings import DocumentSetting, Setting, SetUp, version_of
from prosfora.pricing.rules.setup.proposed import doubts_of
from prosfora.pricing.telling_setup import place_of, reason_of, remedy_of

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of what a setting says."""

    title: Text
    heads: Sequence[Text]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A table of lines to be typed."""

    title: Text
    note: Text
    lines: Table


def may_configure(request: UserRequest) -> bool:
    """Whether the buttons that change the set-up are shown."""
    return allows(request.user, "pricing.configure_prices", EVERYWHERE)


def show(
    request: UserRequest, known: SetUp, setting: Setting, *, title: Text, up: tuple[str, Text], journal: str,
    facts: Sequence[tuple[Text, object]] = (), tables: Sequence[Shown] = (), change_url: str, copy_url: str = "",
    delete_url: str = "", try_url: str = "",
) -> HttpResponse:  # fmt: skip
    """A setting with what is doubtful about it, whether it is in use, and its timeline."""
    doubts = [(place_of(one), reason_of(one), remedy_of(one)) for one in doubts_of(setting, known, area_codes())]
    page = {
        "title": title, "up": up, "facts": facts, "tables": tables, "doubts": doubts, "journal": journal,
        "is_used": known.is_used(setting), "may_configure": may_configure(request), "change_url": change_url,
        "copy_url": copy_url, "try_url": try_url if allows(request.user, "pricing.simulate_price") else "",
        "delete_url": "" if known.is_used(setting) or known.naming(setting) else delete_url,
    }  # fmt: skip
    return render(request, "pricing/setting.html", page)


def ask(
    request: UserRequest, form: Any, *, title: Text, back_url: str, tables: Mapping[str, Asked] | None = None,
    before: Setting | None = None, copied_from: str = "", is_used: bool = False,
    template: str = "pricing/setting_form.html", more: Mapping[str, object] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form of a setting; posted and accepted, it holds. `before` is what it was, None for a new one;
    `template` is another page, which needs `more`.
    """
    asked = dict(tables or {})
    refusal: Refused | None = None
    if request.method == "POST" and _are_valid(form, asked):
        try:
            made = services.configure_prices(
                wanted=form.setting({name: lines_of(one.lines) for name, one in asked.items()}),
                is_new=before is None, copied_from=copied_from, version=_version(request),
                by=request.user, at=request.now,
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return redirect(url_of(made))
    page = {
        "form": form, "title": title, "back_url": back_url, "tables": asked.values(), "refusal": refusal,
        "version": None if before is None else _version(request) or version_of(before), "is_used": is_used,
        "has_errors": request.method == "POST" and refusal is None, **(more or {}),
    }  # fmt: skip
    status = 409 if isinstance(refusal, ChangedMeanwhile) else 422
    return render(request, template, page, status=status if request.method == "POST" else 200)


def delete(request: UserRequest, setting: Setting, *, back: str) -> HttpResponse:
    """Delete what nothing was made from and nothing names, and go back to the list."""
    services.configure_prices(wanted=setting, is_gone=True, by=request.user, at=request.now)
    return redirect(back)


def _are_valid(form: forms.Form, tables: Mapping[str, Asked]) -> bool:
    """All of them are looked at, so that everything wrong is told at once."""
    return all([form.is_valid(), *(one.lines.is_valid() for one in tables.values())])


def _version(request: UserRequest) -> int | None:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 18 else None


_PAGES = {
    "SequenceSetting": "access_sequence", "TypeSetting": "condition_type", "ProcedureSetting": "procedure",
    "FormulaSetting": "formula",
}  # fmt: skip


def url_of(setting: Setting) -> str:
    """The page of a setting."""
    noun = _PAGES.get(type(setting).__name__)
    if isinstance(setting, DocumentSetting):
        return reverse("pricing:display_document_pricing")
    if noun is None:
        return reverse("pricing:display_determination")
    return reverse(f"pricing:display_{noun}", args=[getattr(setting, "code", "")])
