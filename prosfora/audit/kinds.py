"""The kinds of records the journal tells of: what their fields and verbs are called, who sees a record.

Rooms declare their kinds in `AppConfig.ready`. A kind nobody declared is told by its plain names and shown to those
who may `display_<kind>` in the sales area of its entries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

type Text = str | Promise
type FieldWords = Callable[[str], Text]  # a name put together ("10.quantity") → its words, "" where it is none
type ValueWords = Callable[[str, str], Text]  # (field, value) → the value as people read it
type Sees = Callable[[Any, str], bool]  # (user, key of the record) → whether the user sees the record


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What is known of one kind: its name, its fields, verbs and values in words, who sees a record of it."""

    name: Text = ""
    labels: Mapping[str, Text] = field(default_factory=dict)
    verbs: Mapping[str, Text] = field(default_factory=dict)
    field_words: FieldWords | None = None
    value_words: ValueWords | None = None
    sees: Sees | None = None


_kinds: dict[str, RecordKind] = {}


def declare_kind(
    kind: str,
    *,
    name: Text = "",
    models: Sequence[type[Model]] = (),
    labels: Mapping[str, Text] | None = None,
    verbs: Mapping[str, Text] | None = None,
    field_words: FieldWords | None = None,
    value_words: ValueWords | None = None,
    sees: Sees | None = None,
) -> None:
    """Make a kind known. Fields are called as the models call them (verbose_name), or as `labels` says.

    `field_words` tells names put together of parts, `value_words` values that are codes.
    """
    found: dict[str, Text] = {}
    for model in models:
        for one in model._meta.get_fields():
            label = getattr(one, "verbose_name", None)
            if isinstance(label, Promise) and one.name not in found:  # a plain name is Django's own English
                found[one.name] = label
    known = {**found, **(labels or {})}
    _kinds[kind] = RecordKind(name, known, dict(verbs or {}), field_words, value_words, sees)


def kind_of_verb(verb: str) -> str:
    """The first kind declared that has words for this verb; "" where none has."""
    return next((kind for kind, known in _kinds.items() if verb in known.verbs), "")


def kind_of(kind: str) -> RecordKind:
    """What was declared of a kind; an empty description where nothing was."""
    return _kinds.get(kind, RecordKind())
