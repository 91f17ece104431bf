"""Is the set-up of prices right? What is wrong in it, and the records it doubts."""

from dataclasses import replace

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.pages import Column, list_page
from prosfora.pricing.filters import CheckForm
from prosfora.pricing.permissions import may_check_setup
from prosfora.pricing.queries.doubtful import doubtful_records
from prosfora.pricing.queries.setup import setup_findings
from prosfora.pricing.rules.setup import Finding
from prosfora.pricing.telling_setup import CHECK_NAMES, CHECKS, SEVERITIES, place_of, reason_of, remedy_of
from prosfora.pricing.views.listing import CONDITIONS

TONES = {"error": "bad", "warning": "warn", "note": "soft"}
DOUBTFUL = replace(
    CONDITIONS,
    name="pricing:list_doubtful_prices",
    title=gettext_lazy("Doubtful prices"),
    columns=(
        *CONDITIONS.columns,
        Column(gettext_lazy("Next price from"), lambda row: getattr(row, "next_from", None), "day"),
    ),
    orders={"key": CONDITIONS.orders["key"]},
    empty=gettext_lazy("Nothing to doubt here."),
)


def _url_of(found: Finding) -> str:
    """Where what is doubted can be looked at; "" where nothing of the set-up of prices is."""
    if found.kind == "type":
        return f"{reverse('pricing:list_conditions')}?condition_type={found.place}"
    if found.kind == "determination":
        return reverse("pricing:display_determination")
    nouns = {"sequence": "access_sequence", "procedure": "procedure"}
    return reverse(f"pricing:display_{nouns[found.kind]}", args=[found.place]) if found.kind in nouns else ""


@require_GET
def check_setup(request: UserRequest) -> HttpResponse:
    """What is wrong or doubtful in types, accesses, procedures and taxes, with the remedy; and where to look on."""
    may_check_setup(request.user)
    may_look = allows(request.user, "pricing.display_condition")
    findings = [
        (
            SEVERITIES[found.severity], TONES[found.severity], place_of(found), reason_of(found), remedy_of(found),
            _url_of(found) if may_look else "",
        )
        for found in setup_findings(request.user, today(request.now))
    ]  # fmt: skip
    checks = [(name, CHECK_NAMES[name], words.reason, words.remedy) for name, words in CHECKS.items()]
    return render(request, "pricing/setup.html", {"findings": findings, "checks": checks})


@require_GET
def list_doubtful_prices(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The records that one check doubts."""
    may_check_setup(request.user)
    filters = CheckForm(request.GET)
    rows = doubtful_records(filters.wanted, user=request.user, today=today(request.now))
    return list_page(request, DOUBTFUL, rows, filters=filters)
