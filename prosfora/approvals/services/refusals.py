"""What this room refuses, in words."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.approvals.rules.checks import Fault
from prosfora.kit.errors import Forbidden, Refused

SENTENCES = {
    "bad_code": gettext_lazy("A code has up to ten capital letters, digits, dashes"),
    "bad_name": gettext_lazy("Give it a name of at most 80 characters"),
    "unknown_fact": gettext_lazy("Choose what the rule compares"),
    "no_comparison": gettext_lazy("This fact is so or is not: choose “is so”"),
    "no_limit": gettext_lazy("This fact is so or is not: leave the limit blank"),
    "comparison_missing": gettext_lazy("Say whether it must not be above or not below the limit"),
    "limit_missing": gettext_lazy("Enter the limit as a number"),
    "currency_missing": gettext_lazy("Say in which currency the limit is, as EUR"),
    "no_currency": gettext_lazy("Only a net value has a currency"),
    "steps_missing": gettext_lazy("Say who approves: one to five steps"),
    "step_twice": gettext_lazy("Every step needs another approver"),
    "unknown_approver": gettext_lazy("There is no such role or active user"),
    "bad_days": gettext_lazy("Remind after 1 to 90 days"),
    "to_oneself": gettext_lazy("Choose somebody else"),
    "reversed": gettext_lazy("It would end before it begins"),
    "over": gettext_lazy("This period is over already"),
    "too_long": gettext_lazy("At most one year at a time"),
    "bad_text": gettext_lazy("At most 200 characters, in one line"),
}


class NotStorable(Refused):
    """Some of what was entered cannot be right; `problems` says field by field what and why."""


class CodeTaken(Refused):
    """There is a rule with this code."""

    status = 409


class RuleRetired(Refused):
    """A retired rule is not changed."""

    status = 409


class NotYourStep(Forbidden):
    """The step is decided by somebody else."""


class FourEyes(Forbidden):
    """Who had a hand in the subject does not approve it."""


class NobodyToApprove(Refused):
    """Nobody but those who had a hand in the subject could decide a step."""

    status = 409


class AlreadyDecided(Refused):
    """Somebody else was quicker, or it was asked anew."""

    status = 409


class CommentNeeded(Refused):
    """Whoever returns something says why."""


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Raise NotStorable with every fault by field; nothing where none is."""
    problems: dict[str, list[str]] = defaultdict(list)
    for field, code in faults:
        problems[field].append(str(SENTENCES[code]))
    if problems:
        first = next(iter(problems.values()))[0]
        raise NotStorable(first if len(problems) == 1 else _("Some fields need your attention"), problems=problems)
