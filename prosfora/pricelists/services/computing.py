"""The lines of a proposal: every selected record with what it would say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched

from prosfora.kit.database import bulk_append
from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.queries import Selection, counts_of, selected_records
from prosfora.pricelists.rules import adjustment
from prosfora.pricelists.rules.keys import moved
from prosfora.pricelists.rules.statuses import Outcome, Status
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.keys import access_of, lookup_of
from prosfora.pricing.rules.terms import Flaw, Terms, flaws_of, key_flaws

BATCH = 1_000


def make_lines(proposal: PriceProposal, *, progress: bool = False) -> None:
    """Make the proposal's lines anew from the records of now, in batches; its status is a draft then.

    With `progress` each batch is noted on the proposal for who waits. Memory does not grow with the lines.
    """
    proposal.lines.all().delete()
    wanted = Selection.from_json(proposal.selection)
    rows = selected_records(proposal.sales_area_id, wanted).order_by("pk")
    kind = configuration().types[wanted.condition_type]
    proposal.done = 0
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        bulk_append(list(_lines(proposal, kind, some)))
        proposal.done += len(some)
        if progress:
            proposal.save(update_fields=["done"])
    proposal.status, proposal.refusal = Status.DRAFT, ""
    count_lines(proposal)


def count_lines(proposal: PriceProposal) -> None:
    """Put the counts of its lines on a proposal and store it."""
    counted = counts_of(proposal)
    proposal.count, proposal.largest = counted["count"], counted["largest"]
    for outcome in Outcome:
        setattr(proposal, outcome, counted[outcome])
    proposal.save()


def _lines(proposal: PriceProposal, kind: TypeRule, records: Sequence[ConditionRecord]) -> Iterator[ProposedPrice]:
    for record in records:
        before = terms_of(record)
        after = proposed_terms(proposal, before)
        key = _key(proposal, record)
        flaw = next(_flaws(kind, key, after), None)
        if before.on_request and not proposal.target:  # there is nothing to change; a copy says so too
            flaw = Flaw("amount", "change_on_request")
        line = ProposedPrice(
            proposal=proposal, source=record, key=key or record.key, last_day=record.valid_to,
            amount=before.amount, proposed=after.amount, scales=_rates(after),
            lower_limit=after.lower_limit, upper_limit=after.upper_limit,
            percent=adjustment.percent_between(before.amount, after.amount),
            outcome=_outcome(proposal, flaw, before, after),
        )  # fmt: skip
        if flaw:
            line.flaw, line.flaw_value = flaw.code, flaw.value[:60]
        yield line


def proposed_terms(proposal: PriceProposal, before: Terms) -> Terms:
    """The terms a proposal makes of a record's: after the change, in the period proposed."""
    after = adjustment.adjusted(before, adjustment.from_json(proposal.adjustment))
    return replace(after, valid_from=proposal.valid_from, valid_to=proposal.valid_to or FOREVER)


def _key(proposal: PriceProposal, record: ConditionRecord) -> Mapping[str, str] | None:
    target = proposal.target
    if not target:
        return dict(record.key)
    return moved(record.key, target["source"], (target["name"], target["value"]))


def _flaws(kind: TypeRule, key: Mapping[str, str] | None, terms: Terms) -> Iterator[Flaw]:
    access = access_of(kind.accesses, key) if key else None
    if key is None or access is None:
        yield Flaw("key", "no_such_key")
        return
    values = {name: key.get(name, "") for name in access.fields}
    yield from key_flaws(lookup_of(kind.code, access.fields, values, access.optional) or "", values, access.optional)
    yield from flaws_of(kind, terms)


def _outcome(proposal: PriceProposal, flaw: Flaw | None, before: Terms, after: Terms) -> Outcome:
    if flaw is not None:
        return Outcome.REFUSED
    is_same = _content(before) == _content(after) and not proposal.target
    return Outcome.UNCHANGED if is_same else Outcome.NEW


def _content(terms: Terms) -> tuple[object, ...]:
    return terms.amount, terms.scales, terms.lower_limit, terms.upper_limit


def _rates(terms: Terms) -> list[list[str]]:
    return [[str(level), str(rate)] for level, rate in terms.scales]
