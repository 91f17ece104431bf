"""The worker: takes one job after the other, tries failed ones again, takes up what died, keeps the schedule."""

import datetime as dt
import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.tasks import TaskResultStatus
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from prosfora.audit.services import CHANNEL
from prosfora.jobs.rules import Scheduled
from prosfora.jobs.services import beat, leave, put_back, start_scheduled, take_up_orphans
from prosfora.kit.clock import now

logger = logging.getLogger("prosfora.jobs")
BEAT_EVERY = dt.timedelta(seconds=10)  # a worker silent for a minute (queries.SILENT_AFTER) is taken for dead


class Worker(QueueWorker):
    """django_tasks_db's worker with retries, a sign of life and a schedule, and an idle look that locks nothing."""

    def __init__(self, *, worker_id: str, interval: float = 0.5, batch: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self.kept_house_at: dt.datetime | None = None

    def run(self) -> None:
        """Work until told to stop, or in batch mode until the queue is empty."""
        CHANNEL.set("job")
        beat(worker=self.worker_id, at=now())
        stopped = threading.Event()
        threading.Thread(target=_keep_beating, args=(self.worker_id, stopped), daemon=True).start()
        try:
            while self.running:
                close_old_connections()
                self._keep_house()
                taken = self._take()
                if taken is not None:
                    self.run_task(taken)
                elif self.batch:
                    return
                elif self.running:
                    time.sleep(self.interval)
        finally:
            stopped.set()
            leave(worker=self.worker_id)
            close_old_connections()

    def run_task(self, db_task_result: Any) -> None:
        """Run one job; a failure goes back into the queue as long as its policy allows."""
        super().run_task(db_task_result)
        db_task_result.refresh_from_db(fields=["status", "exception_class_path"])
        if db_task_result.status == TaskResultStatus.FAILED:
            again = put_back(job_id=db_task_result.pk, at=now())
            logger.warning(
                "job %s failed with %s: %s",
                db_task_result.task_path,
                db_task_result.exception_class_path,
                "will be tried again" if again else "dead letter",
            )

    def _take(self) -> Any:
        """The next job, marked as ours; None when there is none or the database is busy."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        try:
            if not ready.exists():
                return None
            with exclusive_transaction():
                found = ready.get_locked()
                if found is not None:
                    found.claim(self.worker_id)
                return found
        except OperationalError:
            logger.info("the database was busy; looking again")
            return None

    def _keep_house(self) -> None:
        at = now()
        if self.kept_house_at is not None and at - self.kept_house_at < BEAT_EVERY:
            return
        self.kept_house_at = at
        try:
            take_up_orphans(at=at)
            start_scheduled(plan=schedule(), at=at)
        except OperationalError:
            logger.info("the database was busy; keeping house later")


def schedule() -> tuple[Scheduled, ...]:
    """The jobs that start by themselves (settings.JOB_SCHEDULE names the table)."""
    path: str = getattr(settings, "JOB_SCHEDULE", "")
    plan: tuple[Scheduled, ...] = import_string(path) if path else ()
    return plan


def _keep_beating(worker_id: str, stopped: threading.Event) -> None:
    """Give a sign of life beside the work, over a connection of its own, until told to stop."""
    try:
        while not stopped.wait(BEAT_EVERY.total_seconds()):
            try:
                beat(worker=worker_id, at=now())
            except OperationalError:
                continue  # the database was busy; six beats may fail before anybody minds
    finally:
        connection.close()
