"""Changing a row of the company's tables: compare, store, journal."""

import datetime as dt
from collections.abc import Mapping

from django.db import models

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record


def change_row(
    row: models.Model, values: Mapping[str, object], *, verb: str, subject: Subject, by: Actor, at: dt.datetime
) -> None:
    """Put values on a row and journal what changed; nothing changed, nothing written."""
    before = {name: getattr(row, name) for name in values}
    changes = changes_between(before, values)
    if not changes:
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    record(verb=verb, subject=subject, by=by, at=at, changes=changes)
