"""The worker: takes one job after the other, tries failed ones again, takes up what died, keeps the schedule."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from prosfora.audit.services import CHANNEL
from prosfora.jobs.rules import Scheduled
from prosfora.jobs.services import beat, leave, put_back, start_scheduled, take_up_orphans
from prosfora.kit.clock import now

logger = logging.getLogger("prosfora.jobs")
BEAT_EVERY = dt.timedelta(seconds=20)


class Worker(QueueWorker):
    """django_tasks_db's worker with retries, a sign of life and a schedule."""

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
        self.last_beat: dt.datetime | None = None

    @property
    def running(self) -> bool:
        """Asked by the loop before each look into the queue: the moment for housekeeping."""
        if self._running:
            self._keep_house()
        return self._running

    @running.setter
    def running(self, value: bool) -> None:
        self._running = value

    def run(self) -> None:
        """Work until told to stop, or in batch mode until the queue is empty."""
        CHANNEL.set("job")
        try:
            super().run()
        finally:
            close_old_connections()
            leave(worker=self.worker_id)

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

    def _keep_house(self) -> None:
        at = now()
        if self.last_beat is not None and at - self.last_beat < BEAT_EVERY:
            return
        self.last_beat = at
        beat(worker=self.worker_id, at=at)
        take_up_orphans(at=at)
        plan: tuple[Scheduled, ...] = getattr(settings, "SCHEDULE", ())
        start_scheduled(plan=plan, at=at)
