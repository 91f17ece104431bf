"""The decorator that makes a function a job."""

from collections.abc import Callable

from django.tasks import Task, task
from django.utils.module_loading import import_string

from prosfora.jobs.rules import RetryPolicy

_policies: dict[str, RetryPolicy] = {}


def job[**P, R](
    *, tries: int = 6, queue: str = "default", priority: int = 0
) -> Callable[[Callable[P, R]], "Task[P, R]"]:
    """Make a module-level function a background job that is tried `tries` times with growing waits.

    A job may run more than once (its worker was killed), so it asks first whether its work is done already.
    Enqueue inside the transaction whose work it carries on: the queue is a table of the same database, so both stand or
    neither, and no worker sees the job before the commit (docs/decisions/0009). Arguments must be JSON.
    """

    def decorate(function: Callable[P, R]) -> "Task[P, R]":
        made: Task[P, R] = task(queue_name=queue, priority=priority)(function)
        _policies[made.module_path] = RetryPolicy(tries=tries)
        return made

    return decorate


def policy_of(task_path: str) -> RetryPolicy:
    """The retry policy of a job by its dotted path; the usual one where the job no longer exists."""
    try:
        import_string(task_path)  # its module declares the policy
    except ImportError:
        return RetryPolicy()
    return _policies.get(task_path, RetryPolicy())
