"""Jobs in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STATUSES = {
    "READY": gettext_lazy("waiting"),
    "RUNNING": gettext_lazy("running"),
    "SUCCESSFUL": gettext_lazy("done"),
    "FAILED": gettext_lazy("failed"),
}


def job_words(task_path: str) -> str:
    """What a job is called: its function's name as a sentence, in the reader's language where any room has it."""
    words = task_path.rpartition(".")[2].replace("_", " ").strip()
    return _(words[:1].upper() + words[1:])


def status_words(job: Any) -> str:
    """Where a job stands; one that failed before and waits says so."""
    if job.status == "READY" and job.worker_ids:
        return _("waiting to be tried again")
    return str(STATUSES[job.status])
