"""Answers for people: whole pages or htmx fragments from the same template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from prosfora.kit.errors import Refused


def refused(request: HttpRequest, template: str, refusal: Refused, **context: Any) -> HttpResponse:
    """`template` rendered with `refusal` in its context, under the refusal's status."""
    return render(request, template, {"refusal": refusal, **context}, status=refusal.status)


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal nobody caught: a fragment for htmx, else a page, with its sentence and status."""
    fragment = "#message" if getattr(request, "htmx", False) else ""
    return refused(request, f"kit/refusal.html{fragment}", refusal)
