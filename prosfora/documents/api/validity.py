"""Following offers up for programs: extended, looked at again, reminded of, closed when dead; the rules of it."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from prosfora.documents import services
from prosfora.documents.api.answers import DocumentBrief, DocumentOut, answer
from prosfora.documents.api.bodies import Body, Code, NoBody, Number, Text
from prosfora.documents.api.lists import ListQuery, page_of
from prosfora.documents.permissions import quotation_to, quotations_to, rule_area_to
from prosfora.documents.queries.validity import dead_offers, following_up, terms_for
from prosfora.documents.rules.validity import Audience, Kind, Reminder, ValidityTerms
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page, expected_version
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Forbidden

router = Router(tags=["quotations"])
Area = Annotated[str, StringConstraints(max_length=12, pattern="^[A-Za-z0-9-]*$")]
Days = Annotated[int, Field(ge=0, le=3650)]


class ExtendBody(Body):
    """A later last day, and why."""

    valid_to: dt.date
    reason: Text


class FollowUpBody(Body):
    """The day to look at the offer again, null for none; a note of what the customer said stops reminders."""

    follow_up_on: dt.date | None
    note: Text = ""


class CloseDeadBody(Body):
    """Reasons of kind “decline” by number of the offer, at most 200 at once."""

    reasons: Annotated[dict[Number, Code], Field(min_length=1, max_length=200)]
    note: Text = ""


class ClosedOut(Schema):
    """Which offers were closed, and which passed over since they are not dead (any more)."""

    closed: list[str]
    passed_over: list[str]


class ReminderBody(Body):
    """So many days before the last day, or after silence began; to whom."""

    kind: Kind
    days: Days
    audiences: Annotated[list[Audience], Field(min_length=1, max_length=2)]


class ValidityRuleBody(Body):
    """How offers of a sales area are followed up; a blank area stands for all without a rule of their own."""

    sales_area: Area
    follow_up_days: Days | None = 7
    extend_within_days: Days = 30
    expired_for_days: Days = 30
    silent_for_days: Days = 60
    reminders: Annotated[list[ReminderBody], Field(max_length=2)] = Field(default_factory=list)

    def terms(self) -> ValidityTerms:
        """The rule's terms; of two reminders of a kind the last counts."""
        by_kind = {one.kind: Reminder(one.kind, one.days, tuple(sorted(set(one.audiences)))) for one in self.reminders}
        return ValidityTerms(
            self.follow_up_days, self.extend_within_days, self.expired_for_days, self.silent_for_days,
            tuple(by_kind.values()),
        )  # fmt: skip


class ReminderOut(Schema):
    """A reminder that was planned or sent, or (`status` "planned") that is to come."""

    kind: str
    audience: str
    status: str
    day: dt.date
    sent_to: str


class ExtensionOut(Schema):
    before: dt.date
    until: dt.date
    by: str
    at: dt.datetime
    reason: str


class FollowingUpOut(Schema):
    """How an offer is followed up."""

    follow_up_on: dt.date | None
    silent_since: dt.date | None
    extensions: list[ExtensionOut]
    reminders: list[ReminderOut]


@router.get("/quotations/dead_offers", response=Page[DocumentBrief], summary="List dead offers")
def list_dead_offers(request: UserRequest, wanted: Query[ListQuery]) -> Page[DocumentBrief]:
    """Offers that expired long ago, or that the customer has been silent about for long, by the rule of their area."""
    _require(request, "close_dead_offers")

    def rows_of(user: Any, _category: str, narrowed: Any, *, today: dt.date) -> Any:
        return dead_offers(user, narrowed, today=today)

    return page_of(request, "quotation", wanted, rows_of)


@router.post("/quotations/close_dead_offers", response=ClosedOut, summary="Close dead offers")
def close_dead_offers(request: UserRequest, body: CloseDeadBody) -> ClosedOut:
    """Decline dead offers, each with its reason; what is not dead is passed over."""
    numbers = list(body.reasons)
    ids = quotations_to("close_dead_offers", user=request.user, numbers=numbers)
    reasons = dict(zip(ids, body.reasons.values(), strict=True))
    closed = services.close_dead_offers(reasons=reasons, note=body.note, by=request.user, at=request.now)
    return ClosedOut(closed=closed, passed_over=sorted(set(numbers) - set(closed)))


@router.get("/quotations/validity_rule", response=ValidityRuleBody, summary="Display how offers are followed up")
def display_validity_rule(request: UserRequest, sales_area: Area = "") -> ValidityRuleBody:
    """What holds in a sales area; blank: in those without a rule of their own."""
    _require(request, "change_validity_rule")
    terms = terms_for(sales_area)
    reminders = [ReminderBody(kind=one.kind, days=one.days, audiences=list(one.audiences)) for one in terms.reminders]
    return ValidityRuleBody(
        sales_area=sales_area, follow_up_days=terms.follow_up_days, extend_within_days=terms.extend_within_days,
        expired_for_days=terms.expired_for_days, silent_for_days=terms.silent_for_days, reminders=reminders,
    )  # fmt: skip


@router.put("/quotations/validity_rule", response=ValidityRuleBody, summary="Change how offers are followed up")
def change_validity_rule(request: UserRequest, body: ValidityRuleBody) -> ValidityRuleBody:
    """Set the rule of a sales area; what is left out gets its usual value."""
    rule_area_to("change_validity_rule", user=request.user, code=body.sales_area)
    services.change_validity_rule(sales_area=body.sales_area, terms=body.terms(), by=request.user, at=request.now)
    return display_validity_rule(request, body.sales_area)


@router.get("/quotations/{number}/following_up", response=FollowingUpOut, summary="Show how a quotation is followed up")
def display_following_up(request: UserRequest, number: Number) -> FollowingUpOut:
    """Extensions, reminders that went out and those to come, the day to look at it again."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    found = following_up(quotation, today=company_day(request.now))
    went = [
        ReminderOut(
            kind=one.kind, audience=one.audience, status=one.status, sent_to=one.sent_to,
            day=company_day(one.sent_at or one.planned_at),
        )
        for one in found.reminders
    ]  # fmt: skip
    coming = [
        ReminderOut(kind=one.kind, audience=one.audience, status="planned", sent_to="", day=one.day)
        for one in found.planned
    ]
    return FollowingUpOut(
        follow_up_on=quotation.follow_up_on, silent_since=quotation.silent_since, reminders=[*went, *coming],
        extensions=[
            ExtensionOut(before=one.before, until=one.until, by=one.by, at=one.at, reason=one.reason)
            for one in found.extensions
        ],
    )  # fmt: skip


@router.post("/quotations/{number}/extend_validity", response=DocumentOut, summary="Extend a quotation")
def extend_validity(request: UserRequest, number: Number, body: ExtendBody) -> HttpResponse:
    """Let an issued or expired offer hold until a later day; the customer is told by mail."""
    quotation = quotation_to("extend_validity", user=request.user, number=number)
    services.extend_validity(
        quotation=quotation, valid_to=body.valid_to, reason=body.reason, by=request.user, at=request.now,
        version=expected_version(request),
    )  # fmt: skip
    return answer(request, quotation)


@router.post("/quotations/{number}/follow_up_quotation", response=DocumentOut, summary="Follow a quotation up")
def follow_up_quotation(request: UserRequest, number: Number, body: FollowUpBody) -> HttpResponse:
    """Set the day to look at it again, note what the customer said."""
    quotation = quotation_to("follow_up_quotation", user=request.user, number=number)
    services.follow_up_quotation(
        quotation=quotation, follow_up_on=body.follow_up_on, note=body.note, by=request.user, at=request.now,
        version=expected_version(request),
    )  # fmt: skip
    return answer(request, quotation)


@router.post("/quotations/{number}/stop_reminders", response=DocumentOut, summary="Stop a quotation's reminders")
def stop_reminders(request: UserRequest, number: Number, body: NoBody) -> HttpResponse:
    """Send no more reminders of this offer."""
    quotation = quotation_to("stop_reminders", user=request.user, number=number)
    services.stop_reminders(quotation=quotation, by=request.user, at=request.now, version=expected_version(request))
    return answer(request, quotation)


def _require(request: UserRequest, verb: str) -> None:
    if not request.user.rights.allows(f"documents.{verb}"):
        raise Forbidden("")
