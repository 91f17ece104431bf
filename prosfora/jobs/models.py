"""Work in the background: django_tasks_db keeps the queue; here is what it does not know."""

from django.db import models


class ScheduleRun(models.Model):
    """When a scheduled job was last put into the queue; locking its row keeps two workers from doing it twice."""

    name = models.CharField(max_length=60, primary_key=True)
    last_run = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """A worker's sign of life; jobs of a worker that fell silent are taken up again."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker
