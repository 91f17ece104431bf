"""What templates write about approvals."""

from django import template

from prosfora.approvals.models import ApprovalRule, ApprovalStep
from prosfora.approvals.rules.needs import Approver
from prosfora.approvals.telling import approver_words, limit_words, who_decided

register = template.Library()
register.filter("who_decided", who_decided)


@register.filter
def decides(step: ApprovalStep) -> str:
    """Who decides a step."""
    return approver_words(step.approver)


@register.filter
def in_order(rule: ApprovalRule) -> list[str]:
    """Who decides by a rule, in order."""
    steps = sorted(rule.steps.all(), key=lambda step: step.place)
    return [approver_words(Approver(step.role, step.person_id, str(step.person or ""))) for step in steps]


@register.filter
def written_limit(rule: ApprovalRule) -> str:
    """A rule's limit as people write it; blank where it has none."""
    return "" if rule.limit is None else limit_words(rule.fact, rule.limit, rule.currency)


@register.filter
def may_change(rule: ApprovalRule, scopes: frozenset[str]) -> bool:
    """Whether the sales areas in which somebody may change rules hold this one's."""
    return "" in scopes or (rule.sales_area_id is not None and rule.sales_area_id in scopes)
