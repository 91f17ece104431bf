"""The question of a simulation, and what can be wrong with it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from prosfora.company.models import SalesArea
from prosfora.documents.rules.statuses import Status
from prosfora.identity.models import User
from prosfora.insights.rules import change as changes
from prosfora.insights.rules.change import NARROWING, PriceChange
from prosfora.insights.services.refusals import BadQuestion
from prosfora.kit import writing
from prosfora.pricelists.queries import visible_proposals
from prosfora.pricelists.rules import adjustment
from prosfora.pricelists.services.refusals import FLAWS
from prosfora.pricing.queries import visible_conditions
from prosfora.pricing.queries.book import placed_by_id
from prosfora.pricing.queries.configuration import configuration

COUNTED = (Status.ISSUED, Status.ACCEPTED)  # by default: offers that bind us or became an order
POSSIBLE = (Status.DRAFT, Status.ISSUED, Status.EXPIRED, Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN)
MOST_RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which quotations, priced when, under which supposed change (one of the last three)."""

    first_day: dt.date  # of the document date
    last_day: dt.date
    statuses: Collection[str] = COUNTED
    customer: str = ""  # only his quotations
    pricing_date: dt.date | None = None  # None: each quotation on its own
    since: dt.date | None = None  # the change holds for pricing dates from then on; None: for all
    title: str = ""
    change: PriceChange | None = None
    proposal: int | None = None  # a price proposal that nobody has released yet
    records: Collection[int] = ()  # condition records, whatever their days


def supposed_by(question: Question, area: SalesArea, by: User) -> tuple[dict[str, Any], str]:
    """What a run keeps of the supposed change, and its words. Raises BadQuestion."""
    given = [question.change is not None, question.proposal is not None, bool(question.records)]
    if sum(given) != 1:
        raise BadQuestion(_("Say what is supposed: a change, a price proposal or condition records; one of them"))
    if question.change is not None:
        return _change(question.change)
    if question.proposal is not None:
        return _proposal(question.proposal, area, by)
    return _records(question.records, area, by)


def refuse_bad(question: Question) -> None:
    """Whether the quotations are well described. Raises BadQuestion."""
    if question.last_day < question.first_day:
        raise BadQuestion(_("The last day lies before the first"), "last_day")
    if not question.statuses:
        raise BadQuestion(_("Choose at least one status"), "statuses")
    if any(status not in POSSIBLE for status in question.statuses):
        raise BadQuestion(_("A quotation has no such status"), "statuses")
    if question.pricing_date and question.since and question.since > question.pricing_date:
        raise BadQuestion(_("On the pricing date the change would not hold yet"), "since")


def _change(change: PriceChange) -> tuple[dict[str, Any], str]:
    if change.condition_type not in configuration().types:
        words = _("There is no condition type %(code)s") % {"code": change.condition_type[:10]}
        raise BadQuestion(words, "condition_type")
    if unknown := next((name for name in change.only if name not in NARROWING), None):
        raise BadQuestion(_("A change cannot be narrowed by “%(name)s”") % {"name": unknown[:40]}, "only")
    if flaw := adjustment.flaw_of(change.adjustment):
        raise BadQuestion(str(FLAWS[flaw[1]]), flaw[0])
    sign = "" if change.adjustment.value < 0 else "+"
    amount = f"{sign}{writing.number(change.adjustment.value, most=4)}"
    unit = " %" if change.adjustment.method == "percent" else ""
    only = " ".join(change.only.values())
    return {"change": changes.to_json(change)}, f"{change.condition_type} {amount}{unit} {only}".strip()


def _proposal(number: int, area: SalesArea, by: User) -> tuple[dict[str, Any], str]:
    found = visible_proposals(by).filter(pk=number).first()
    if found is None or found.sales_area_id not in (None, area.pk):
        words = _("There is no proposal %(number)s for this sales area") % {"number": number}
        raise BadQuestion(words, "proposal")
    if not found.may_be_supposed:
        raise BadQuestion(_("This proposal is not open: choose one that is not released yet"), "proposal")
    return {"proposal": found.pk, "title": found.title}, found.title


def _records(ids: Collection[int], area: SalesArea, by: User) -> tuple[dict[str, Any], str]:
    wanted = sorted(set(ids))
    if len(wanted) > MOST_RECORDS:
        raise BadQuestion(_("At most %(most)s condition records are supposed at once") % {"most": MOST_RECORDS})
    rows = visible_conditions(by).filter(pk__in=wanted)
    areas = dict(rows.values_list("pk", "sales_area"))
    for number in wanted:
        if areas.get(number, "") not in (None, area.pk):
            words = _("There is no condition record %(number)s for this sales area") % {"number": number}
            raise BadQuestion(words, "records")
    places = Counter(one.place for one in placed_by_id(wanted))
    if twice := next((place for place, count in places.items() if count > 1), None):
        words = _("Two of the records are for the same key: %(key)s; only one can hold") % {"key": twice[0]}
        raise BadQuestion(words, "records")
    names = ", ".join(str(number) for number in wanted[:5]) + (" …" if len(wanted) > 5 else "")
    return {"records": wanted}, _("Condition records %(numbers)s") % {"numbers": names}
