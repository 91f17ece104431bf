"""Refusals of proposals."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.kit.errors import Refused


class BadProposal(Refused):
    """The selection, the change or the period of a proposal is not possible."""


class NothingSelected(Refused):
    """No record is found by the selection."""


class NotNow(Refused):
    """The proposal's status does not allow the verb."""


class MayNotRelease(Refused):
    """Somebody else has to release these prices."""


class PricesChanged(Refused):
    """Records were changed since the proposal was made."""


class CannotUndo(Refused):
    """Records stand in the way of taking prices back."""


SHOWN = 5  # keys named in a sentence
FLAWS: dict[str, Promise] = {
    "unknown_method": _("Change by per cent, by an amount, or set an amount"),
    "unknown_way": _("Round to the nearest, up or down"),
    "less_than_nothing": _("A price cannot fall by 100 per cent or more"),
    "bad_step": _("Round to a multiple such as 1, 0.10 or 0.05, with at most four decimals"),
    "bad_ending": _("The ending must be less than what is rounded to: 0.90 with 1"),
}
HINDRANCES: dict[str, Promise] = {
    "other_person": _("Another person than the author has to release these prices"),
    "approval": _("A change of more than %(percent)s per cent has to be released by a sales lead"),
}


def some_of(names: Sequence[str]) -> str:
    """The first names of a list, and whether there are more."""
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
