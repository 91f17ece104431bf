"""The queue on pages: what waits, runs, was done, and what nobody could do."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prosfora.audit.requests import SignedInRequest
from prosfora.jobs import services
from prosfora.jobs.permissions import job_to, jobs_to
from prosfora.jobs.queries import figures
from prosfora.jobs.tasks import policy_of
from prosfora.jobs.telling import STATUSES, job_words, status_words
from prosfora.kit.errors import Refused
from prosfora.kit.pages import Column, Listing, list_page

JOBS = Listing(
    name="jobs:list_jobs",
    title=_("Jobs"),
    columns=(
        Column(_("Queued"), "enqueued_at", "moment"),
        Column(_("Job"), lambda job: job_words(job.task_path)),
        Column(_("Status"), lambda job: (job.status.lower(), status_words(job)), "chip"),
        Column(_("Tries"), lambda job: len(job.worker_ids), "number"),
        Column(_("Ended"), "finished_at", "moment"),
        Column(_("Error"), lambda job: job.exception_class_path.rpartition(".")[2]),
    ),
    orders={
        "newest": (_("Newest first"), ("-enqueued_at", "-id")),
        "oldest": (_("Oldest first"), ("enqueued_at", "id")),
    },
    open_row=lambda job: reverse("jobs:display_job", args=[job.pk]),
    empty=_("No jobs yet."),
)


class JobFilter(forms.Form):
    """Where a job stands."""

    status = forms.ChoiceField(label=_("Status"), choices=[("", _("all")), *STATUSES.items()], required=False)


@require_GET
def list_jobs(request: SignedInRequest) -> HttpResponseBase:
    """All jobs, newest first; `?status=FAILED` are the dead letters."""
    rows = jobs_to("display_job", user=request.user)
    filters = JobFilter(request.GET)
    if filters.is_valid() and filters.cleaned_data["status"]:
        rows = rows.filter(status=filters.cleaned_data["status"])
    return list_page(request, JOBS, rows, filters=filters)


@require_GET
def display_job(request: SignedInRequest, job_id: UUID) -> HttpResponse:
    """One job: what it was asked, how often it was tried, how it failed."""
    job = job_to("display_job", user=request.user, job_id=job_id)
    return render(request, "jobs/job.html", _page(request, job))


def _page(request: SignedInRequest, job: Any, refusal: Refused | None = None) -> dict[str, Any]:
    return {
        "job": job,
        "title": job_words(job.task_path),
        "state": (job.status.lower(), status_words(job)),
        "tries": len(job.worker_ids),
        "most": policy_of(job.task_path).tries,
        "figures": figures(request.now),
        "may_decide": job.status == "FAILED" and request.user.rights.allows("jobs.retry_job"),
        "refusal": refusal,
    }


@require_POST
def retry_job(request: SignedInRequest, job_id: UUID) -> HttpResponse:
    """Queue a dead letter again."""
    job = job_to("retry_job", user=request.user, job_id=job_id)
    services.retry_job(job_id=job.pk, by=request.user, at=request.now)
    return redirect("jobs:display_job", job_id)


@require_POST
def discard_job(request: SignedInRequest, job_id: UUID) -> HttpResponse:
    """Give a dead letter up, with a reason."""
    job = job_to("discard_job", user=request.user, job_id=job_id)
    try:
        services.discard_job(
            job_id=job.pk, reason=request.POST.get("reason", "")[:500], by=request.user, at=request.now
        )
    except services.ReasonMissing as refusal:
        return render(request, "jobs/job.html", _page(request, job, refusal), status=422)
    return redirect("jobs:list_jobs")
