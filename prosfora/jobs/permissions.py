"""Who may see the queue and its dead letters (the verbs are declared in identity: this room stands below it)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from prosfora.audit.requests import SignedIn
from prosfora.jobs.queries import history
from prosfora.kit.errors import Forbidden, NotVisible


def jobs_to(verb: str, *, user: SignedIn) -> "QuerySet[Any]":
    """All jobs, for who may do the verb ("display_job"). Raises NotVisible, Forbidden."""
    if not user.rights.allows("jobs.display_job"):
        raise NotVisible(_("There are no jobs here for you"))
    if not user.rights.allows(f"jobs.{verb}"):
        raise Forbidden(_("You may see jobs, but not do that to them"))
    return history()


def job_to(verb: str, *, user: SignedIn, job_id: UUID) -> Any:
    """One job. Raises NotVisible, Forbidden."""
    job = jobs_to(verb, user=user).filter(pk=job_id).first()
    if job is None:
        raise NotVisible(_("There is no such job"))
    return job
