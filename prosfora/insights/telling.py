"""Simulations in words, for pages, files and the journal."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.kinds import declare_kind
from prosfora.identity.models import User
from prosfora.insights.models import PriceEffect, PriceSimulation
from prosfora.insights.queries import visible_simulations
from prosfora.insights.rules import change as changes
from prosfora.insights.rules.statuses import Status
from prosfora.pricelists.telling import adjustment_words
from prosfora.pricing.rules.facts import Problem
from prosfora.pricing.telling import field_word, problem_words

STATUSES: dict[str, Promise] = {
    Status.WAITING: gettext_lazy("waiting"),
    Status.RUNNING: gettext_lazy("running"),
    Status.DONE: gettext_lazy("done"),
    Status.CANCELLED: gettext_lazy("called off"),
}
VERB_WORDS: dict[str, Promise] = {
    "display_simulation": gettext_lazy("Display simulations of price changes"),
    "simulate_price_change": gettext_lazy("Price change simulated"),
    "cancel_simulation": gettext_lazy("Simulation called off"),
}
PROBLEMS: dict[str, Promise] = {
    "no_procedure": gettext_lazy("No pricing procedure is determined for it"),
    "value_too_large": gettext_lazy("A value would be too large"),
}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    declare_kind(
        "simulation", name=gettext_lazy("Simulation of a price change"), models=(PriceSimulation, PriceEffect),
        verbs=VERB_WORDS, sees=sees_simulation,
    )  # fmt: skip


def sees_simulation(user: User, key: str) -> bool:
    """Whether a user sees the simulation of that number."""
    return key.isdecimal() and len(key) < 19 and visible_simulations(user).filter(pk=key).exists()


def status_word(simulation: PriceSimulation) -> str:
    """Where a simulation stands."""
    return str(STATUSES[simulation.status])


def supposed_words(simulation: PriceSimulation) -> str:
    """What is supposed, in one line: PR00: +3.2 per cent, rounded to 1; only product group BOLTS."""
    supposed = simulation.supposed
    if "proposal" in supposed:
        return _("Price proposal “%(title)s” in force") % {"title": supposed["title"]}
    if "records" in supposed:
        return _("Condition records %(numbers)s in force") % {"numbers": ", ".join(map(str, supposed["records"]))}
    change = changes.from_json(supposed["change"])
    words = f"{change.condition_type}: {adjustment_words(change.adjustment)}"
    only = ", ".join(f"{field_word(name)} {value}" for name, value in change.only.items())
    return _("%(change)s; only %(facts)s") % {"change": words, "facts": only} if only else words


def reason_words(problem: Mapping[str, Any]) -> str:
    """Why a quotation could not be priced."""
    code = problem["code"]
    return str(PROBLEMS[code]) if code in PROBLEMS else problem_words(Problem(code, 0, problem["detail"]))
