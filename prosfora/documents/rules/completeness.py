"""Incompleteness: which mandatory facts are missing, where, and which verb they hold up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact. `position` is None for the header; `field` names the field to jump to; `blocks` the verb."""

    field: str
    position: int | None = None
    blocks: str = ""  # "" is a remark only
