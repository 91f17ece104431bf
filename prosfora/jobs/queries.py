"""Reads about the queue, its history and its dead letters."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from prosfora.jobs.models import WorkerBeat

SILENT_AFTER = dt.timedelta(minutes=2)


def dead_letters() -> "QuerySet[Any]":
    """Jobs that failed to the end, newest first."""
    rows: QuerySet[Any] = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")
    return rows


def history() -> "QuerySet[Any]":
    """All jobs, newest first."""
    rows: QuerySet[Any] = DBTaskResult.objects.order_by("-enqueued_at", "id")
    return rows


def living_workers(at: dt.datetime) -> "QuerySet[WorkerBeat]":
    """Workers that gave a sign of life lately."""
    return WorkerBeat.objects.filter(at__gte=at - SILENT_AFTER)


def orphans(at: dt.datetime) -> list[Any]:
    """Jobs that are marked as running by a worker that fell silent."""
    alive = set(living_workers(at).values_list("worker", flat=True))
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
