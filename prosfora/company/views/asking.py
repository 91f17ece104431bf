"""What the pages of this room share: a table of rows, the form of a verb."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from prosfora.company.forms import show_problems
from prosfora.kit.errors import Refused

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its cells, and where it is changed."""

    cells: Sequence[object]
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the company's data with what to know about it."""

    title: Text
    heads: Sequence[Text]
    lines: Sequence[Line]
    new_url: str = ""
    new_label: Text = ""
    note: Text = ""


def show_tables(request: HttpRequest, title: Text, tables: Sequence[Table]) -> HttpResponse:
    """A page of tables."""
    return render(request, "company/tables.html", {"title": title, "tables": tables})


def ask(request: HttpRequest, form: forms.Form, title: Text, do: Callable[[], None], *, back: str) -> HttpResponse:
    """The form of a verb; posted and accepted, the verb and on to the page named `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
            return redirect(back)
        except Refused as refusal:
            show_problems(form, refusal)
    context = {"form": form, "title": title, "back_url": reverse(back)}
    return render(request, "kit/form.html", context, status=422 if form.errors else 200)
