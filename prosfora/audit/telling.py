"""Entries in words: who did what to which record, field by field."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.kinds import kind_of, kind_of_verb
from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.kit.writing import day

CHANNELS = {
    "page": gettext_lazy("on a page"),
    "api": gettext_lazy("by a program"),
    "import": gettext_lazy("by an import"),
    "job": gettext_lazy("in the background"),
    "command": gettext_lazy("on the command line"),
    "portal": gettext_lazy("on the customer's page"),
}
FAULTS = {
    "gap": gettext_lazy("the entry before this one is missing"),
    "previous_hash": gettext_lazy("it does not follow from the entry before it"),
    "content": gettext_lazy("it is not what was written: somebody changed it afterwards"),
}

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; blank where it had no value."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as people read it."""

    pk: int
    at: dt.datetime
    who: str
    channel: str
    what: str
    kind: str
    key: str
    record: str
    reason: str
    changes: Sequence[Change]


def tell(entry: JournalEntry) -> Told:
    """One entry in the reader's language."""
    return Told(
        pk=entry.pk,
        at=entry.at,
        who=actor_words(entry),
        channel=str(CHANNELS.get(entry.channel, entry.channel)),
        what=verb_words(entry.kind, entry.verb),
        kind=entry.kind,
        key=entry.key,
        record=f"{kind_words(entry.kind)} {entry.key}",
        reason=entry.reason,
        changes=[
            Change(field_words(entry.kind, name), *(value_words(entry.kind, name, value) for value in (before, after)))
            for name, (before, after) in entry.changes.items()
        ],
    )


def tell_all(entries: Iterable[JournalEntry]) -> list[Told]:
    """Entries in the reader's language, in their order."""
    return [tell(entry) for entry in entries]


def figures(entry: JournalEntry) -> list[tuple[str, str]]:
    """What an entry notes beside its changes: the name of each figure in words, and the figure."""
    return [
        (field_words(entry.kind, name), value_words(entry.kind, name, figure)) for name, figure in entry.data.items()
    ]


def actor_words(entry: JournalEntry) -> str:
    """Who did it: a user by the name he had then, or the product itself."""
    is_system = entry.actor_id is None and entry.actor == System().name and entry.channel != "portal"
    return _("the system") if is_system else entry.actor


def fault_words(reason: str) -> str:
    """Why a chain is broken (audit.queries.broken_links), in words."""
    return str(FAULTS.get(reason, reason))


def verb_words(kind: str, verb: str) -> str:
    """A verb as its room calls it, else as any room does, else its name as a sentence: "Issue quotation"."""
    return str(kind_of(kind).verbs.get(verb) or kind_of(kind_of_verb(verb)).verbs.get(verb) or _sentence(verb))


def field_words(kind: str, name: str) -> str:
    """A field as its room calls it, else its name as a sentence; "unit BX" is the field unit, of BX."""
    known = kind_of(kind)
    if known.field_words and (told := known.field_words(name)):
        return capfirst(str(told))
    labels = known.labels
    field, blank, which = name.partition(" ")
    return capfirst(f"{labels[field]}{blank}{which}" if field in labels else _sentence(name))


def kind_words(kind: str) -> str:
    """A kind of records as its room calls it."""
    return str(kind_of(kind).name or _sentence(kind))


def _sentence(name: str) -> str:
    """A name with blanks and a capital, in the reader's language where any room has these words."""
    words = name.replace("_", " ").strip()
    return _(words[:1].upper() + words[1:]) if words else ""


def value_words(kind: str, field: str, value: object) -> str:
    """A value as people read it: what the room's codes mean, yes and no, days; "" for none."""
    if value is None or value == "":
        return ""
    tell_value = kind_of(kind).value_words
    said = str(tell_value(field, str(value))) if tell_value else str(value)
    return {"True": _("yes"), "False": _("no")}.get(said) or _day_words(said)


def _day_words(said: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        return day(dt.date.fromisoformat(said)) if _DAY.fullmatch(said) else said
    except ValueError:
        return said
