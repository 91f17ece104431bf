"""How a quotation stands to the approval rules, for programs."""

import datetime as dt

from ninja import Schema

from prosfora.approvals.api import RequestOut
from prosfora.approvals.queries.requests import asked_about
from prosfora.approvals.rules.facts import Fact
from prosfora.approvals.telling import need_words
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.approving import approval_of
from prosfora.documents.services.standing import approvers_as_told


class MissingOut(Schema):
    """A rule that still asks for an approval: of whom, in order, and why."""

    rule: str
    fact: str
    value: str | None
    steps: list[str]
    text: str


class ApprovalOut(Schema):
    """What is missing, and everything asked and decided, the latest first."""

    status: str
    missing: list[MissingOut]
    requests: list[RequestOut]


def approval_out(quotation: SalesDocument, *, costs: bool, today: dt.date) -> ApprovalOut:
    """The answer about one quotation; without `costs` margins are not told."""
    approval = approval_of(quotation, today=today)
    return ApprovalOut(
        status=quotation.status,
        missing=[
            MissingOut(
                rule=need.rule.code,
                fact=need.rule.fact.value,
                value=None if need.value is None or (need.rule.fact == Fact.MARGIN and not costs) else str(need.value),
                steps=approvers_as_told(need),
                text=need_words(need, costs=costs),
            )
            for need in (approval.missing if approval else ())
        ],
        requests=[RequestOut.of(asked, costs=costs) for asked in asked_about("quotation", quotation.number)],
    )
