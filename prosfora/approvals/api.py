"""What waits, approval rules and delegations for programs; deciding is a call of the subject's own room."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import Field, Router, Schema

from prosfora.approvals import services
from prosfora.approvals.kinds import approval_of
from prosfora.approvals.models import ApprovalRule, ApprovalStep, Delegation
from prosfora.approvals.permissions import area_to, delegation_to, giver_to, may, person_named, rule_to
from prosfora.approvals.queries.delegations import visible_delegations
from prosfora.approvals.queries.in_force import visible_rules
from prosfora.approvals.queries.people import hats_of
from prosfora.approvals.queries.requests import Asked, waiting_for
from prosfora.approvals.rules.facts import Fact
from prosfora.approvals.services.approval_rules import RuleFacts, facts_of
from prosfora.approvals.telling import reason_words
from prosfora.identity.api import idempotent
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page, cursor_page, etag, expected_version
from prosfora.kit.clock import today

router = Router(tags=["approvals"])
LONGEST_CURSOR = 400


class Reason(Schema):
    """Why an approval is needed: a rule, what it compares, and the sentence people read."""

    rule: str
    fact: str
    limit: str | None
    value: str | None
    currency: str
    text: str

    @staticmethod
    def of(reason: dict[str, Any], *, costs: bool) -> "Reason":
        """From what a request keeps; margins are null for who may not see costs."""
        hidden = () if costs or reason["fact"] != Fact.MARGIN else ("limit", "value")
        limit, value = (None if name in hidden else reason[name] for name in ("limit", "value"))
        return Reason(
            rule=reason["rule"], fact=reason["fact"], limit=limit, value=value, currency=reason["currency"],
            text=reason_words(reason, costs=costs),
        )  # fmt: skip


class StepOut(Schema):
    """A step: who decides, for which rules, whether he can now, and what became of it."""

    id: int
    place: int
    role: str
    person: str
    rules: list[str]
    is_open: bool
    decision: str
    decided_by: str
    decided_for: str
    decided_at: dt.datetime | None
    by_mail: bool
    comment: str

    @staticmethod
    def of(step: ApprovalStep) -> "StepOut":
        """From the row with its people."""
        return StepOut(
            id=step.pk,
            place=step.place,
            role=step.role,
            person=step.person.username if step.person else "",
            rules=step.rules,
            is_open=step.is_open,
            decision=step.decision,
            decided_by=step.decided_by.username if step.decided_by else "",
            decided_for=step.decided_for.username if step.decided_for else "",
            decided_at=step.decided_at,
            by_mail=step.by_mail,
            comment=step.comment,
        )


class RequestOut(Schema):
    """One asking for an approval: waiting, approved, returned or recalled."""

    outcome: str
    asked_by: str
    asked_at: dt.datetime
    is_again: bool
    comment: str
    reasons: list[Reason]
    steps: list[StepOut]

    @staticmethod
    def of(asked: Asked, *, costs: bool) -> "RequestOut":
        """From a request with its steps."""
        request = asked.request
        return RequestOut(
            outcome=request.outcome,
            asked_by=request.asked_by.username if request.asked_by else "",
            asked_at=request.asked_at,
            is_again=request.is_again,
            comment=request.comment,
            reasons=[Reason.of(reason, costs=costs) for reason in request.reasons],
            steps=[StepOut.of(step) for step in asked.steps],
        )


class WaitingOut(Schema):
    """A step that waits for you: of which record."""

    id: int
    kind: str
    key: str
    label: str
    sales_area: str
    since: dt.datetime | None
    reasons: list[Reason]


@router.get("/approvals", response=Page[WaitingOut], summary="List what waits for your approval")
def list_approvals(request: UserRequest, cursor: str = "", limit: int = 50) -> Page[WaitingOut]:
    """Steps that you can decide now, for yourself or for who delegated to you, the oldest first."""
    may("display_approval", user=request.user)
    rows = waiting_for(hats_of(request.user, today(request.now)))
    found, following = cursor_page(rows, order=("opened_at", "id"), cursor=cursor[:LONGEST_CURSOR], limit=limit)
    return Page[WaitingOut](items=[_waiting(step, request.user) for step in found], next_cursor=following)


def _waiting(step: ApprovalStep, user: User) -> WaitingOut:
    asked = step.request
    costs = allows(user, approval_of(asked.kind).costs, asked.scope)
    return WaitingOut(
        id=step.pk,
        kind=asked.kind,
        key=asked.key,
        label=asked.label,
        sales_area=asked.scope,
        since=step.opened_at,
        reasons=[Reason.of(reason, costs=costs) for reason in asked.reasons if reason["rule"] in step.rules],
    )


class ApprovalRuleBody(Schema):
    """What a rule says. `steps` name roles ("sales_lead") or users ("@maria"), in the order they decide."""

    name: str = Field(max_length=80)
    fact: str = Field(max_length=14)
    comparison: str = Field(max_length=5)
    limit: Decimal | None = None
    currency: str = Field("", max_length=3)
    steps: list[str] = Field(min_length=1, max_length=5)
    remind_days: int = Field(2, ge=1, le=90)

    def facts(self) -> RuleFacts:
        """As the service takes it."""
        return RuleFacts(
            self.name, self.fact, self.comparison, self.limit, self.currency, tuple(self.steps), self.remind_days
        )  # fmt: skip


class NewApprovalRuleBody(ApprovalRuleBody):
    """The same with code and sales area; a blank area stands for all of them."""

    code: str = Field(max_length=10)
    sales_area: str = Field("", max_length=12)


class ApprovalRuleOut(ApprovalRuleBody):
    """A rule with its version."""

    code: str
    sales_area: str
    retired_at: dt.datetime | None
    version: int

    @staticmethod
    def of(rule: ApprovalRule) -> "ApprovalRuleOut":
        """From the row."""
        facts = facts_of(rule)
        return ApprovalRuleOut(
            code=rule.code, sales_area=rule.sales_area_id or "", name=facts.name, fact=facts.fact,
            comparison=facts.comparison, limit=facts.limit, currency=facts.currency, steps=list(facts.steps),
            remind_days=facts.remind_days, retired_at=rule.retired_at, version=rule.version,
        )  # fmt: skip


@router.get("/approval_rules", response=list[ApprovalRuleOut], summary="List approval rules")
def list_approval_rules(request: UserRequest) -> list[ApprovalRuleOut]:
    """Rules of your sales areas and of all, retired ones too."""
    may("display_approval_rule", user=request.user)
    return [ApprovalRuleOut.of(rule) for rule in visible_rules(request.user).order_by("code")]


@router.post("/approval_rules", response={201: ApprovalRuleOut}, summary="Create an approval rule")
@idempotent
def create_approval_rule(request: UserRequest, body: NewApprovalRuleBody) -> HttpResponse:
    """Say beyond which limit an offer needs whose approval."""
    area = area_to("create_approval_rule", user=request.user, code=body.sales_area)
    rule = services.create_approval_rule(
        code=body.code, sales_area=area, wanted=body.facts(), by=request.user, at=request.now
    )
    return _told(rule, 201)


@router.put("/approval_rules/{code}", response=ApprovalRuleOut, summary="Change an approval rule")
def change_approval_rule(request: UserRequest, code: str, body: ApprovalRuleBody) -> HttpResponse:
    """Change limit or steps; approvals given stand. `If-Match` with a stale ETag is refused with 412."""
    rule = rule_to("change_approval_rule", user=request.user, code=code)
    version = expected_version(request)
    services.change_approval_rule(rule=rule, wanted=body.facts(), by=request.user, at=request.now, version=version)
    return _told(rule)


@router.post("/approval_rules/{code}/retire_approval_rule", response=ApprovalRuleOut, summary="Retire an approval rule")
def retire_approval_rule(request: UserRequest, code: str) -> HttpResponse:
    """Let it hold no longer."""
    rule = rule_to("retire_approval_rule", user=request.user, code=code)
    services.retire_approval_rule(rule=rule, by=request.user, at=request.now, version=expected_version(request))
    return _told(rule)


def _told(rule: ApprovalRule, status: int = 200) -> HttpResponse:
    return JsonResponse(ApprovalRuleOut.of(rule).dict(), status=status, headers={"ETag": etag(rule.version)})


class DelegationBody(Schema):
    """Who decides, from when to when, both included; `giver` only for who may delegate for others."""

    taker: str = Field(max_length=150)
    starts: dt.date
    ends: dt.date
    reason: str = Field("", max_length=200)
    giver: str = Field("", max_length=150)


class DelegationOut(DelegationBody):
    """A delegation."""

    id: int
    ended_at: dt.datetime | None

    @staticmethod
    def of(row: Delegation) -> "DelegationOut":
        """From the row with its people."""
        return DelegationOut(
            id=row.pk, giver=row.giver.username, taker=row.taker.username, starts=row.starts, ends=row.ends,
            reason=row.reason, ended_at=row.ended_at,
        )  # fmt: skip


@router.get("/approval_delegations", response=list[DelegationOut], summary="List delegations")
def list_delegations(request: UserRequest) -> list[DelegationOut]:
    """Those not over that you gave or take."""
    may("delegate_approvals", user=request.user)
    return [DelegationOut.of(row) for row in visible_delegations(request.user, today(request.now))]


@router.post("/approval_delegations", response={201: DelegationOut}, summary="Delegate your approvals")
@idempotent
def delegate_approvals(request: UserRequest, body: DelegationBody) -> DelegationOut:
    """Let somebody decide while you are away."""
    giver = giver_to(user=request.user, username=body.giver)
    made = services.delegate_approvals(
        giver=giver, taker=person_named(body.taker, "taker"), starts=body.starts, ends=body.ends, reason=body.reason,
        by=request.user, at=request.now,
    )  # fmt: skip
    return DelegationOut.of(made)


@router.post(
    "/approval_delegations/{int:delegation_id}/end_delegation", response=DelegationOut, summary="End a delegation"
)
def end_delegation(request: UserRequest, delegation_id: int) -> DelegationOut:
    """Before its time."""
    delegation = delegation_to("end_delegation", user=request.user, delegation_id=delegation_id)
    ended = services.end_delegation(delegation=delegation, by=request.user, at=request.now)
    return DelegationOut.of(ended)
