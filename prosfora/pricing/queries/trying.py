"""Trying a formula on an item of a stored document, which a room above this one knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from prosfora.company.queries.attributes import attribute_facts
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.kit.errors import Refused
from prosfora.pricing.queries.book import load_book
from prosfora.pricing.queries.configuration import configuration, is_confidential
from prosfora.pricing.rules.book import Previous, ProcedureRule, StepRule
from prosfora.pricing.rules.expressions import Fact, Formula, Purpose, Unreadable, read
from prosfora.pricing.rules.expressions.facts import Value
from prosfora.pricing.rules.expressions.trying import facts_before
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.setup import Finding
from prosfora.pricing.rules.setup.findings import ERROR
from prosfora.pricing.telling_setup import place_of, reason_of, remedy_of


class StoredDocument(NamedTuple):
    """A document as the engine sees it, with its procedure and the prices given before that it kept."""

    header: HeaderFacts
    items: Sequence[ItemFacts]
    procedure: str
    previous: Previous


type Reader = Callable[[User, str], StoredDocument]  # user, number; raises NotVisible
_readers: list[Reader] = []


class CannotTry(Refused):
    """The document has no such item, its procedure is gone, or a fact is no number."""


class BadFormula(Refused):
    """An expression cannot be read: where, why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula is tried: an item of a document, before a step of its procedure (0: at the end)."""

    document: str
    item: int
    step: int = 0


def formula_of(purpose: Purpose, text: str) -> Formula:
    """The formula that a text writes, to be tried. Raises BadFormula."""
    try:
        return read("", purpose, text, attribute_facts())
    except Unreadable as wrong:
        found = Finding(f"formula_{wrong.code}", ERROR, "formula", "", wrong.column, wrong.detail, wrong.other)
        words = _("%(place)s: %(reason)s. %(remedy)s.")
        told = {"place": place_of(found), "reason": reason_of(found), "remedy": remedy_of(found)}
        data = {"findings": [{"code": found.code, "kind": found.kind, "place": "", "number": found.number}]}
        raise BadFormula(words % told, "expression", data=data) from None


def no_number(fact: str, text: str) -> CannotTry:
    """The refusal of a fact that should be a number."""
    return CannotTry(_("“%(text)s” is not a number") % {"text": text[:40]}, f"facts.{fact}")


def declare_documents(reader: Reader) -> None:
    """Let a room tell what a document is priced from; called once, at start-up."""
    _readers[:] = [reader]


def facts_at(user: User, formula: Formula, place: Place) -> dict[str, Value]:
    """The facts that a formula reads there; costs are told to who may see them alone. Raises NotVisible, CannotTry.

    A constant number of statements.
    """
    found = _readers[0](user, place.document)
    procedure = configuration().procedures.get(found.procedure)
    if procedure is None or all(item.position != place.item for item in found.items):
        words = _("Document %(number)s has no item %(item)s with a price")
        raise CannotTry(words % {"number": place.document, "item": place.item}, "item")
    book = load_book(found.header, found.items, procedure=procedure, previous=found.previous)
    facts = facts_before(formula, found.header, found.items, book, place.item, place.step)
    if not allows(user, "catalog.display_cost", found.header.sales_area):
        facts |= {fact.name: None for fact in formula.reads if _tells_cost(fact, procedure, place)}
    return facts


def _tells_cost(fact: Fact, procedure: ProcedureRule, place: Place) -> bool:
    """Whether a fact is the cost, or comes from steps that only who may see it reads."""
    secret = [step.step for step in procedure.steps if step.label == "margin" or _is_secret(step)]
    if fact.name in ("rate", "base", "value"):
        return place.step in secret
    return fact.name == "cost" or any(fact.first <= step <= fact.last for step in secret)


def _is_secret(step: StepRule) -> bool:
    return step.type is not None and is_confidential(step.type.code)
