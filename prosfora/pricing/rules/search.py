"""Looking a condition type up: its accesses from specific to general, and why the others lost."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from prosfora.pricing.rules.book import AccessRule, Record, StepRule, TypeRule
from prosfora.pricing.rules.expressions.working import is_met
from prosfora.pricing.rules.facts import ItemFacts, Loser
from prosfora.pricing.rules.hits import Hit, Key, hit_of_record
from prosfora.pricing.rules.keys import HIERARCHY, is_plain, item_fact, ways_of
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.state import ItemState

type Mark = Callable[[ItemFacts], Any]


class Answer(NamedTuple):
    """What a search found for one combination of an item's facts."""

    hits: tuple[Hit, ...]
    losers: tuple[Loser, ...]


class _Access(NamedTuple):
    """An access prepared for one document: the lookup text but for the item's facts, which stand between parts."""

    rule: AccessRule
    parts: tuple[tuple[str, str], ...]  # text before, name of the item's fact
    end: str
    blank: tuple[Loser, ...] | None  # where a fact of the header is blank: it finds nothing for any item, and says so
    key: tuple[tuple[str, str | None, str], ...]  # of each part: its name, the item's fact, else the value it has here
    follows: bool = False  # a nearer or fuller key of the same access is tried before it


class Search:
    """The search of one step, prepared for one document. Items with the same facts share one answer."""

    # No method of its own is kept here: a circle would hold the whole document until the collector comes.
    __slots__ = ("accesses", "has_lost", "is_plain", "kind", "mark", "run", "step")

    def __init__(self, step: StepRule, kind: TypeRule, run: Run) -> None:
        self.step, self.kind, self.run = step, kind, run
        self.is_plain = all(is_plain(access) for access in kind.accesses)
        if self.is_plain:
            self.accesses = tuple([_prepared(access, step, kind.code, run, {}) for access in kind.accesses])
        else:
            self.accesses = tuple([way for access in kind.accesses for way in _ways(access, step, kind.code, run)])
        self.mark = _mark(kind.accesses)
        self.has_lost = False  # whether any answer so far tells of losers

    def answers(self, states: Sequence[ItemState]) -> Sequence[Answer]:
        """For every item its winning records, and in a trace run the losers."""
        if self.mark is None:  # the header's facts alone decide
            return [self._ask(states[0].item)] * len(states) if states else ()
        marks = self._marks(states)
        known = {facts: self._ask(state.item) for facts, state in dict(zip(marks, states, strict=True)).items()}
        return [known[facts] for facts in marks]

    def _marks(self, states: Sequence[ItemState]) -> Sequence[Any]:
        """What tells these items apart here; of all items of the document kept for the next type that asks the same."""
        mark, run = self.mark, self.run
        assert mark is not None
        if states is not run.states:
            return [mark(state.item) for state in states]
        marks = run.marks.get(mark)
        if marks is None:
            marks = run.marks[mark] = [mark(state.item) for state in states]
        return marks

    def _ask(self, item: ItemFacts) -> Answer:
        hits: list[Hit] = []
        losers: list[Loser] = []
        run, is_over = self.run, False
        records, trace = run.book.records, run.trace
        take = self._take if self.is_plain else self._take_nearest
        for access in self.accesses:
            lookup = _lookup(access, item)
            found = records.get(lookup) if lookup else None
            if found and (not access.rule.requirement or self._is_open(access.rule, item)):
                is_over = take(access, found, item, hits, losers, is_over)
                if is_over and not trace:
                    break
            elif is_over or not trace:
                continue
            elif access.blank is not None:
                losers += access.blank
            else:
                reason = "requirement_not_met" if found else "no_record" if lookup else "key_blank"
                losers.append(self._loser(access, reason, item))
        self.has_lost = self.has_lost or bool(losers)
        return Answer(tuple(hits), tuple(losers))

    def _is_open(self, access: AccessRule, item: ItemFacts) -> bool:
        holds = REQUIREMENTS.get(access.requirement)
        if holds is not None:
            return holds(self.run.header, item)
        return is_met(access.requirement, self.run.state_of(item), self.kind.code, self.run)

    def _take(
        self,
        access: _Access,
        found: tuple[Record, ...],
        item: ItemFacts,
        hits: list[Hit],
        losers: list[Loser],
        is_over: bool,
    ) -> bool:
        """Let the first valid record win unless an earlier access ended the search; whether it is over now."""
        day, has_won = self.run.header.pricing_date, False
        for record in found:
            if not record.valid_from <= day <= record.valid_to and record.id not in self.run.book.kept:
                losers.append(self._loser(access, "not_valid_on_date", item, record))
            elif is_over:
                losers.append(self._loser(access, "later_access", item, record))
            elif record.barred:
                losers.append(self._loser(access, record.barred, item, record))
            elif _is_used_up(record):
                losers.append(self._loser(access, "used_up", item, record))
            elif has_won:
                losers.append(self._loser(access, "less_specific_record", item, record))
            else:
                has_won = True
                exchange, key = self.run.exchange(record.currency), self._key(access, item)
                self.run.on_request = self.run.on_request or record.on_request
                hits.append(hit_of_record(self.step, self.kind, record, exchange, access.rule.number, key))
        return is_over or (has_won and access.rule.exclusive)

    def _take_nearest(
        self,
        access: _Access,
        found: tuple[Record, ...],
        item: ItemFacts,
        hits: list[Hit],
        losers: list[Loser],
        is_over: bool,
    ) -> bool:
        """The same where an access tries several keys: after a hit of a nearer or fuller one the others lose."""
        if not (access.follows and any(hit.access == access.rule.number for hit in hits)):
            return self._take(access, found, item, hits, losers, is_over)
        losers += [self._loser(access, "less_specific_record", item, record) for record in found]
        return is_over

    def _loser(self, access: _Access, reason: str, item: ItemFacts, record: Record | None = None) -> Loser:
        step, code, number, key = self.step.step, self.kind.code, access.rule.number, self._key(access, item)
        if record is None:
            return tuple.__new__(Loser, (step, code, number, reason, None, key, None))
        return Loser(step, code, number, reason, record.id, key, None if record.on_request else record.amount)

    def _key(self, access: _Access, item: ItemFacts) -> Key:
        return tuple([(name, value if fact is None else getattr(item, fact)) for name, fact, value in access.key])


def _is_used_up(record: Record) -> bool:
    return record.uses_left == 0 or (record.value_left is not None and record.value_left <= 0)


def _ways(access: AccessRule, step: StepRule, code: str, run: Run) -> Sequence[_Access]:
    """An access for every key it tries: one, unless it climbs the hierarchy of customers or has optional parts."""
    if is_plain(access):
        return (_prepared(access, step, code, run, {}),)
    nodes = run.book.nodes_of(run.header.customer, run.header.pricing_date)
    ways = [way for way in ways_of(access, nodes) if not _says_twice(access, way, run)] or [{HIERARCHY: ""}]
    return [_prepared(access, step, code, run, way)._replace(follows=place > 0) for place, way in enumerate(ways)]


def _says_twice(access: AccessRule, way: Mapping[str, str], run: Run) -> bool:
    """Whether the document has no value for a part that may be blank: only the key with the blank is worth a word."""
    return any(name not in way and not item_fact(name) and not run.values.get(name) for name in access.optional)


def _prepared(access: AccessRule, step: StepRule, code: str, run: Run, instead: Mapping[str, str]) -> _Access:
    parts: list[tuple[str, str]] = []
    text, blank = code, None
    values = {**run.values, **instead} if instead else run.values
    for name in access.fields:
        fact = item_fact(name)
        if fact is not None and name not in instead:
            parts.append((f"{text}|{name}=", fact))
            text = ""
        else:
            text += f"|{name}={values.get(name, '')}"
    if not all(item_fact(name) or values.get(name) or name in access.optional for name in access.fields):
        key = tuple([(name, values.get(name, "")) for name in access.fields])
        blank = (Loser(step.step, code, access.number, "key_blank", None, key),)
    named = [(name, None if name in instead else item_fact(name), values.get(name, "")) for name in access.fields]
    return _Access(access, tuple(parts), text, blank, tuple(named))


def _lookup(access: _Access, item: ItemFacts) -> str:
    """The text to look up; "" where a fact is blank."""
    if access.blank is not None:
        return ""
    lookup = ""
    for before, fact in access.parts:
        value = getattr(item, fact)
        if not value:
            return ""
        lookup += before + value
    return lookup + access.end


@lru_cache(maxsize=512)
def _mark(accesses: tuple[AccessRule, ...]) -> Mark | None:
    """What tells items apart: the facts that keys join, the item itself where requirements ask, or nothing."""
    if any(access.requirement for access in accesses):
        return _reading(("position",))
    facts = sorted({fact for access in accesses for name in access.fields if (fact := item_fact(name))})
    return _reading(tuple(facts)) if facts else None


@lru_cache(maxsize=512)
def _reading(facts: tuple[str, ...]) -> Mark:
    """One reader for the same facts, whoever asks."""
    return attrgetter(*facts)
