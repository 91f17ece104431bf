"""The one base class of everything the business refuses."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """A verb was refused for a reason the user can act on.

    `message` is a translated sentence saying what happened and what to do; `field` names the form field or JSON
    pointer it belongs to; `problems` maps further fields to their sentences; `data` is for programs.
    """

    status = 422

    def __init__(
        self,
        message: str,
        field: str | None = None,
        *,
        problems: Mapping[str, Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.problems = dict(problems or ({field: [message]} if field else {}))
        self.data = dict(data or {})

    @property
    def code(self) -> str:
        """The refusal's stable name for programs: the class name in kebab case."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class Forbidden(Refused):
    """The record is visible, the verb is not yours: HTTP 403."""

    status = 403


class NotVisible(Refused):
    """No such record for you: HTTP 404."""

    status = 404


class ChangedMeanwhile(Refused):
    """Somebody else changed the record since it was read: HTTP 412 for programs, 409 on pages."""

    status = 412
