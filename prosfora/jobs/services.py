"""Verbs of the queue: what the worker does between jobs, and what people do with dead letters."""

import datetime as dt
import random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.jobs.models import ScheduleRun, WorkerBeat
from prosfora.jobs.queries import interrupted, orphans
from prosfora.jobs.rules import Scheduled, is_due, is_new_day
from prosfora.jobs.tasks import job, policy_of
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused

KEPT = dt.timedelta(days=30)
WORKER_DIED = "prosfora.jobs.WorkerDied"  # what stands for the error where the worker could write none
JITTER = 0.2  # of the wait, so that jobs that failed together do not come back together


class NoDeadLetter(Refused):
    """The job was retried, discarded or never failed to the end."""

    status = 409


class ReasonMissing(Refused):
    """Giving a job up needs a reason."""


@transaction.atomic
def beat(*, worker: str, at: dt.datetime) -> None:
    """Note that a worker lives."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"at": at})


@transaction.atomic
def leave(*, worker: str) -> None:
    """Note that a worker stopped in good order."""
    WorkerBeat.objects.filter(worker=worker).delete()


@transaction.atomic
def take_up_orphans(*, at: dt.datetime) -> int:
    """Put the jobs of workers that died back into the queue, each once however many workers look; how many.

    A job that has killed as many workers as it has tries is a dead letter.
    """
    taken = 0
    for row in orphans(at):
        tries_left = policy_of(row.task_path).wait_after(len(row.worker_ids)) is not None
        change: dict[str, Any] = {"status": TaskResultStatus.READY, "run_after": at}
        if not tries_left:
            change = {"status": TaskResultStatus.FAILED, "finished_at": at, "exception_class_path": WORKER_DIED}
        mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
        taken += mine.update(**change)
    for row in interrupted(at):
        taken += put_back(job_id=row.pk, at=at)
    return taken


@transaction.atomic
def put_back(*, job_id: Any, at: dt.datetime) -> bool:
    """After a failure: queue the job again when its policy allows it; False when it is a dead letter now."""
    row = DBTaskResult.objects.select_for_update().get(pk=job_id)
    wait = policy_of(row.task_path).wait_after(len(row.worker_ids))
    if wait is None or row.status != TaskResultStatus.FAILED:
        return False
    spread = wait * random.uniform(0, JITTER)  # noqa: S311  spreads load, keeps no secret
    row.status, row.run_after = TaskResultStatus.READY, at + wait + spread
    row.save(update_fields=["status", "run_after"])
    return True


@transaction.atomic
def start_scheduled(*, plan: tuple[Scheduled, ...], at: dt.datetime) -> list[str]:
    """Queue every scheduled job whose time has come, once however many workers ask; their names."""
    started = []
    known = {row.name: row for row in ScheduleRun.objects.select_for_update().order_by("name")}
    for entry in plan:
        row = known.get(entry.name) or ScheduleRun.objects.get_or_create(name=entry.name)[0]
        if _has_come(entry, row.last_run, at):
            row.last_run = at
            row.save(update_fields=["last_run"])
            import_string(entry.task).enqueue()
            started.append(entry.name)
    return started


def _has_come(entry: Scheduled, last_run: dt.datetime | None, at: dt.datetime) -> bool:
    if entry.every is None:
        return is_new_day(None if last_run is None else company_day(last_run), company_day(at))
    return is_due(last_run, entry.every, at)


@transaction.atomic
def retry_job(*, job_id: UUID, by: Actor, at: dt.datetime) -> None:
    """Queue a dead letter again, with all its tries. Raises NoDeadLetter."""
    row = _dead_letter(job_id)
    row.status, row.run_after, row.worker_ids = TaskResultStatus.READY, at, []
    row.save(update_fields=["status", "run_after", "worker_ids"])
    record(verb="retry_job", subject=Subject("job", str(job_id), row.task_path), by=by, at=at)


@transaction.atomic
def discard_job(*, job_id: UUID, reason: str, by: Actor, at: dt.datetime) -> None:
    """Give a dead letter up; the journal keeps what it was and why. Raises NoDeadLetter, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the job is given up"), "reason")
    row = _dead_letter(job_id)
    data = {"arguments": row.args_kwargs, "error": row.exception_class_path}
    subject = Subject("job", str(job_id), row.task_path)
    record(verb="discard_job", subject=subject, by=by, at=at, data=data, reason=reason)
    row.delete()


def _dead_letter(job_id: UUID) -> Any:
    row = DBTaskResult.objects.select_for_update().filter(pk=job_id, status=TaskResultStatus.FAILED).first()
    if row is None:
        raise NoDeadLetter(_("This job is no dead letter any more; look at the list again"))
    return row


@transaction.atomic
def prune_jobs(*, at: dt.datetime) -> int:
    """Forget jobs done more than a month ago and workers long gone; how many jobs. Dead letters stay."""
    WorkerBeat.objects.filter(at__lt=at - KEPT).delete()
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - KEPT)
    return int(done.delete()[0])


@job(tries=3)
def prune() -> None:
    """The daily clean-up of this room."""
    prune_jobs(at=now())
