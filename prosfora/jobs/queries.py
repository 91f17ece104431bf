"""Reads about the queue, its history and its dead letters."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from prosfora.jobs.models import WorkerBeat
from prosfora.jobs.tasks import policy_of

SILENT_AFTER = dt.timedelta(seconds=60)


def history() -> "QuerySet[Any]":
    """All jobs that are kept: waiting, running, done, failed."""
    rows: QuerySet[Any] = DBTaskResult.objects.order_by()
    return rows


def dead_letters() -> "QuerySet[Any]":
    """Jobs that failed to the end, newest first."""
    return history().filter(status=TaskResultStatus.FAILED).order_by("-finished_at")


def is_dead(job_id: str) -> bool:
    """Whether a job was given up: tried as often as it may be, and failed."""
    return bool(job_id) and history().filter(pk=job_id, status=TaskResultStatus.FAILED).exists()


def figures(at: dt.datetime) -> dict[str, int]:
    """How many jobs wait, run and have failed to the end, and how many workers live."""
    rows = history().exclude(status=TaskResultStatus.SUCCESSFUL).values("status").annotate(number=Count("id"))
    by_status = {row["status"]: row["number"] for row in rows}
    return {
        "waiting": by_status.get(TaskResultStatus.READY, 0),
        "running": by_status.get(TaskResultStatus.RUNNING, 0),
        "failed": by_status.get(TaskResultStatus.FAILED, 0),
        "workers": living_workers(at).count(),
    }


def living_workers(at: dt.datetime) -> "QuerySet[WorkerBeat]":
    """Workers that gave a sign of life lately."""
    return WorkerBeat.objects.filter(at__gte=at - SILENT_AFTER)


def orphans(at: dt.datetime) -> list[Any]:
    """Jobs that are marked as running by a worker that fell silent."""
    alive = set(living_workers(at).values_list("worker", flat=True))
    running = history().filter(status=TaskResultStatus.RUNNING)
    return [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]


def interrupted(at: dt.datetime) -> list[Any]:
    """Failed jobs with tries left: their worker died before it could put them back."""
    failed = dead_letters().filter(finished_at__lt=at - SILENT_AFTER).only("id", "task_path", "worker_ids")
    return [row for row in failed if policy_of(row.task_path).wait_after(len(row.worker_ids)) is not None]
