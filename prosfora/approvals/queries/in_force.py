"""The approval rules in force."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from prosfora.approvals.models import ApprovalRule, ApprovalRuleStep
from prosfora.approvals.rules.facts import Comparison, Fact, Facts
from prosfora.approvals.rules.needs import Approver, Need, Rule, needs
from prosfora.company.queries import NoExchangeRate, exchange_rate
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE

_OF_RULE = ("code", "name", "fact", "comparison", "limit", "currency", "remind_days", "sales_area_id")
_OF_STEP = ("role", "person_id", "person__username", "person__first_name", "person__last_name")
type ByArea = dict[str, list[Rule]]


def rules_in_force(areas: Collection[str]) -> ByArea:
    """The rules of each sales area and of all areas, by code, with their steps in order; one statement."""
    rows = (
        ApprovalRuleStep.objects.filter(rule__retired_at=None)
        .filter(Q(rule__sales_area=None) | Q(rule__sales_area__in=areas))
        .order_by("rule__code", "place")
        .values_list(*(f"rule__{name}" for name in _OF_RULE), *_OF_STEP)
    )
    found: dict[str, tuple[Rule, str | None]] = {}
    for code, name, fact, comparison, limit, currency, remind_days, area, role, person, *names in rows:
        step = Approver(role, person, _name(*names) if person else "")
        before = found[code][0].steps if code in found else ()
        rule = Rule(
            code, name, Fact(fact), Comparison(comparison), limit, currency, (*before, step), remind_days
        )  # fmt: skip
        found[code] = (rule, area)
    return {area: [rule for rule, only in found.values() if only in (None, area)] for area in areas}


def _name(username: str, first: str, last: str) -> str:
    return f"{first} {last}".strip() or username


def needs_of(rules: Iterable[Rule], facts: Facts, day: date) -> list[Need]:
    """The rules that apply; no statement but for rates, where a limit is in another currency than the facts."""
    known = list(rules)
    wanted = {rule.currency for rule in known if rule.fact == Fact.NET} - {facts.currency}
    return needs(known, facts, {currency: _rate(facts.currency, currency, day) for currency in wanted})


def _rate(source: str, target: str, day: date) -> Decimal | None:
    try:
        return exchange_rate(source, target, day)
    except NoExchangeRate:
        return None


def visible_rules(user: User) -> "QuerySet[ApprovalRule]":
    """The rules of the user's sales areas and those of all, where he may see rules at all."""
    scopes = user.rights.scopes("approvals.display_approval_rule")
    if not scopes:
        return ApprovalRule.objects.none()
    rows = ApprovalRule.objects.prefetch_related("steps__person")
    return rows if EVERYWHERE in scopes else rows.filter(Q(sales_area=None) | Q(sales_area__in=sorted(scopes)))
