"""Answers for people: whole pages or htmx fragments from the same template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import trigger_client_event

from prosfora.kit.errors import Refused


def refused(request: HttpRequest, template: str, refusal: Refused, **context: Any) -> HttpResponse:
    """`template` rendered with `refusal` in its context, under the refusal's status."""
    return render(request, template, {"refusal": refusal, **context}, status=refusal.status)


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal nobody caught: a fragment for htmx, else a page, with its sentence and status."""
    fragment = "#message" if getattr(request, "htmx", False) else ""
    return refused(request, f"kit/refusal.html{fragment}", refusal)


def toast(answer: HttpResponse, text: str, *, undo_url: str = "") -> HttpResponse:
    """`answer` with a short note at the edge of the page; with `undo_url` (a POST) it can be taken back."""
    return trigger_client_event(answer, "toast", {"text": text, "undo": undo_url})
