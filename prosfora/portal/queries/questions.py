"""Questions and answers: entries of the quotation's journal, so that its chain proves what was asked and said."""

import datetime as dt
from dataclasses import dataclass

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument

ASKED, ANSWERED = "ask_question", "answer_question"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer."""

    who: str
    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question on an item (None: on the whole offer), with its answers. `number` is its place in the journal."""

    number: int
    link: int
    item: int | None
    who: str
    at: dt.datetime
    text: str
    answers: tuple[Said, ...]


def questions_on(quotation: SalesDocument, *, link: int | None = None) -> list[Question]:
    """The questions on a quotation, oldest first; with `link` only those that came by it. One statement."""
    rows = JournalEntry.objects.filter(kind="quotation", key=quotation.number, verb__in=(ASKED, ANSWERED))
    entries = list(rows.order_by("sequence"))
    answers: dict[int, list[Said]] = {}
    for entry in entries:
        if entry.verb == ANSWERED:
            answers.setdefault(entry.data["question"], []).append(Said(entry.actor, entry.at, entry.reason))
    return [
        Question(
            entry.sequence,
            entry.data["link"],
            entry.data.get("item"),
            entry.actor,
            entry.at,
            entry.reason,
            tuple(answers.get(entry.sequence, ())),
        )
        for entry in entries
        if entry.verb == ASKED and (link is None or entry.data["link"] == link)
    ]
