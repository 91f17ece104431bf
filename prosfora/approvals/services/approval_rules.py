"""Approval rules: made, changed, retired; never deleted, since requests name them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.approvals.models import ApprovalRule, ApprovalRuleStep
from prosfora.approvals.rules.checks import Fault, rule_faults
from prosfora.approvals.rules.needs import Approver
from prosfora.approvals.services.refusals import CodeTaken, RuleRetired, refuse_faults
from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.kit.errors import ChangedMeanwhile


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a rule says. `steps` name roles ("sales_lead") or users by name ("@maria"), in the order they decide."""

    name: str
    fact: str
    comparison: str
    limit: Decimal | None = None
    currency: str = ""
    steps: Sequence[str] = ()
    remind_days: int = 2


@transaction.atomic
def create_approval_rule(
    *, code: str, sales_area: SalesArea | None, wanted: RuleFacts, by: Actor, at: dt.datetime
) -> ApprovalRule:
    """Say beyond which limit an offer needs whose approval; from now on, for offers not yet issued.

    Raises NotStorable, CodeTaken.
    """
    steps = _checked(code, wanted)
    if ApprovalRule.objects.filter(code=code).exists():
        raise CodeTaken(_("There is an approval rule %(code)s already") % {"code": code}, "code")
    rule = ApprovalRule(code=code, sales_area=sales_area, **_columns(wanted))
    rule.save(force_insert=True)
    _put_steps(rule, steps)
    changes = changes_between({}, _told(rule, wanted))
    record(verb="create_approval_rule", subject=subject_of(rule), by=by, at=at, changes=changes, fresh=True)
    return rule


@transaction.atomic
def change_approval_rule(
    *, rule: ApprovalRule, wanted: RuleFacts, by: Actor, at: dt.datetime, version: int | None = None
) -> ApprovalRule:
    """Change limit or steps. What waits keeps the steps it was asked with; an approval given stands as before.

    Raises NotStorable, RuleRetired, ChangedMeanwhile.
    """
    _refuse_stale(rule, version)
    steps = _checked(rule.code, wanted)
    changes = changes_between(_told(rule, facts_of(rule)), _told(rule, wanted))
    if not changes:
        return rule
    for name, value in _columns(wanted).items():
        setattr(rule, name, value)
    rule.version += 1
    rule.save()
    rule.steps.all().delete()
    _put_steps(rule, steps)
    record(verb="change_approval_rule", subject=subject_of(rule), by=by, at=at, changes=changes)
    return rule


@transaction.atomic
def retire_approval_rule(*, rule: ApprovalRule, by: Actor, at: dt.datetime, version: int | None = None) -> ApprovalRule:
    """Let a rule hold no longer. What waits because of it still waits, until it is decided or recalled.

    Raises RuleRetired, ChangedMeanwhile.
    """
    _refuse_stale(rule, version)
    rule.retired_at, rule.version = at, rule.version + 1
    rule.save(update_fields=["retired_at", "version"])
    record(verb="retire_approval_rule", subject=subject_of(rule), by=by, at=at)
    return rule


def facts_of(rule: ApprovalRule) -> RuleFacts:
    """What a stored rule says."""
    rows = rule.steps.select_related("person").order_by("place")
    steps = [row.role or f"@{row.person.username if row.person else ''}" for row in rows]
    return RuleFacts(
        rule.name, rule.fact, rule.comparison, rule.limit, rule.currency, tuple(steps), rule.remind_days
    )  # fmt: skip


def subject_of(rule: ApprovalRule) -> Subject:
    """What the journal calls a rule."""
    return Subject("approval_rule", rule.code, rule.name, rule.sales_area_id or "")


def _checked(code: str, wanted: RuleFacts) -> list[Approver]:
    """The approvers of the steps. Raises NotStorable."""
    names = {step[1:] for step in wanted.steps if step.startswith("@")}
    people = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
    steps: list[Approver] = []
    faults: list[Fault] = []
    for step in wanted.steps:
        if step in set(Role):
            steps.append(Approver(role=step))
        elif step.startswith("@") and step[1:] in people:
            steps.append(Approver(person=people[step[1:]].pk, name=str(people[step[1:]])))
        else:
            faults.append(("steps", "unknown_approver"))
    found = rule_faults(
        code=code, name=wanted.name.strip(), fact=wanted.fact, comparison=wanted.comparison, limit=wanted.limit,
        currency=wanted.currency, steps=steps or [Approver()] * bool(faults), remind_days=wanted.remind_days,
    )  # fmt: skip
    refuse_faults([*found, *faults[:1]])
    return steps


def _columns(wanted: RuleFacts) -> Mapping[str, Any]:
    return {
        "name": wanted.name.strip(), "fact": wanted.fact, "comparison": wanted.comparison, "limit": wanted.limit,
        "currency": wanted.currency, "remind_days": wanted.remind_days,
    }  # fmt: skip


def _put_steps(rule: ApprovalRule, steps: Sequence[Approver]) -> None:
    ApprovalRuleStep.objects.bulk_create(
        ApprovalRuleStep(rule=rule, place=place, role=step.role, person_id=step.person)
        for place, step in enumerate(steps, start=1)
    )


def _told(rule: ApprovalRule, facts: RuleFacts) -> dict[str, str | None]:
    """A rule as the journal compares it."""
    return {
        "name": facts.name.strip(),
        "sales_area": rule.sales_area_id,
        "fact": facts.fact,
        "comparison": facts.comparison,
        "limit": None if facts.limit is None else f"{facts.limit.normalize():f}",
        "currency": facts.currency or None,
        "steps": ", ".join(facts.steps),
        "remind_days": str(facts.remind_days),
    }


def _refuse_stale(rule: ApprovalRule, version: int | None) -> None:
    stored = ApprovalRule.objects.select_for_update().get(pk=rule.pk)
    if version is not None and version != stored.version:
        raise ChangedMeanwhile(_("Rule %(code)s was changed meanwhile; look at it again") % {"code": rule.code})
    if stored.retired_at is not None:
        raise RuleRetired(_("Rule %(code)s is retired; make another one") % {"code": rule.code})
