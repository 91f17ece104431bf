"""The form of a verb of this room."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from prosfora.approvals.forms import show_problems
from prosfora.kit.errors import Refused


def ask(
    request: HttpRequest,
    form: forms.Form,
    title: str | Promise,
    do: Callable[[], object],
    *,
    back: str,
    version: int | None = None,
) -> HttpResponse:
    """The form; posted and accepted, the verb and on to the page named `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
            return redirect(back)
        except Refused as refusal:
            show_problems(form, refusal)
    page = {"form": form, "title": title, "back_url": reverse(back), "version": version}
    return render(request, "kit/form.html", page, status=422 if form.errors else 200)


def seen_version(request: HttpRequest) -> int | None:
    """The version the page was made from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None
