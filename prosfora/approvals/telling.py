"""What the journal and pages call this room's records, facts and verbs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.approvals.models import COMPARISONS, FACTS, ApprovalRule, ApprovalStep, Delegation
from prosfora.approvals.rules.facts import Comparison, Fact
from prosfora.approvals.rules.needs import Approver, Need
from prosfora.audit.kinds import declare_kind
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.telling import role_word
from prosfora.kit import writing

VERB_WORDS = {
    "display_approval": gettext_lazy("Display what waits for approval"),
    "display_approval_rule": gettext_lazy("Display approval rules"),
    "create_approval_rule": gettext_lazy("Create approval rule"),
    "change_approval_rule": gettext_lazy("Change approval rule"),
    "retire_approval_rule": gettext_lazy("Retire approval rule"),
    "delegate_approvals": gettext_lazy("Delegate approvals"),
    "delegate_for_others": gettext_lazy("Delegate the approvals of others"),
    "end_delegation": gettext_lazy("End delegation"),
    "install_approval_defaults": gettext_lazy("Install the usual approval rules"),
}
LABELS = {"steps": gettext_lazy("Who approves, in order")}
_FACTS = {fact.value: word for fact, word in FACTS}
_COMPARISONS = {comparison.value: word for comparison, word in COMPARISONS}
PERCENTAGES = frozenset({Fact.ITEM_DISCOUNT, Fact.DISCOUNT, Fact.MARGIN})


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    declare_kind(
        "approval_rule", name=gettext_lazy("Approval rule"), models=(ApprovalRule,), labels=LABELS, verbs=VERB_WORDS,
        value_words=_value_words, sees=_sees_rules,
    )  # fmt: skip
    declare_kind(
        "delegation", name=gettext_lazy("Delegation"), models=(Delegation,), verbs=VERB_WORDS, sees=_sees_delegations
    )


def _sees_rules(user: User, _key: str) -> bool:
    return allows(user, "approvals.display_approval_rule")


def _sees_delegations(user: User, key: str) -> bool:
    return user.username == key or allows(user, "approvals.delegate_for_others")


def _value_words(field: str, value: str) -> str:
    return str({"fact": _FACTS, "comparison": _COMPARISONS}.get(field, {}).get(value, value))


def approver_words(approver: Approver) -> str:
    """Who decides a step."""
    return approver.name if approver.person is not None else role_word(approver.role)


def steps_words(approvers: tuple[Approver, ...]) -> str:
    """Who decides, in order."""
    return ", ".join(approver_words(approver) for approver in approvers)


def need_words(need: Need, *, costs: bool = False) -> str:
    """Why a rule asks: the fact with its value and limit, and the rule's name.

    Margins are told in figures only to who may see `costs`: they would give the costs away.
    """
    rule = need.rule
    return _words(
        rule.fact, rule.comparison, rule.limit, rule.currency, need.value, f"{rule.name} ({rule.code})", costs
    )


def need_noted(need: Need) -> str:
    """Why a rule asks, as the journal notes it in any language: "DISC20: item_discount 30 > 20", margins untold."""
    rule = need.rule
    if rule.comparison == Comparison.SO or rule.fact == Fact.MARGIN:
        return f"{rule.code}: {rule.fact.value}"
    sign = ">" if rule.comparison == Comparison.ABOVE else "<"
    value, limit = ("?" if one is None else f"{one.normalize():f}" for one in (need.value, rule.limit))
    return f"{rule.code}: {rule.fact.value} {value} {sign} {limit} {rule.currency}".rstrip()


def reason_words(reason: Mapping[str, Any], *, costs: bool = False) -> str:
    """The same of a reason that a request keeps."""
    limit, value = (None if reason[name] is None else Decimal(reason[name]) for name in ("limit", "value"))
    rule = f"{reason['name']} ({reason['rule']})"
    return _words(reason["fact"], reason["comparison"], limit, reason["currency"], value, rule, costs)


def limit_words(fact: str, limit: Decimal | None, currency: str) -> str:
    """A limit or value as people write it."""
    if limit is None:
        return "–"
    if fact == Fact.NET:
        return writing.money(limit, currency)
    if fact in PERCENTAGES:
        return writing.percent(limit.quantize(Decimal("0.01")))
    return writing.number(limit)


def _words(
    fact: str, comparison: str, limit: Decimal | None, currency: str, value: Decimal | None, rule: str, costs: bool
) -> str:
    told = {
        "fact": _FACTS[fact], "value": limit_words(fact, value, currency), "limit": limit_words(fact, limit, currency),
        "rule": rule,
    }  # fmt: skip
    if comparison == Comparison.SO or (fact == Fact.MARGIN and not costs):
        return _("%(fact)s: %(rule)s") % told
    if value is None:
        return _("%(fact)s unknown or without end, limit %(limit)s: %(rule)s") % told
    if comparison == Comparison.ABOVE:
        return _("%(fact)s %(value)s, above %(limit)s: %(rule)s") % told
    return _("%(fact)s %(value)s, below %(limit)s: %(rule)s") % told


def who_decided(step: ApprovalStep) -> str:
    """Who decided a step, and for whom where he stood in."""
    if step.decided_for is None:
        return str(step.decided_by or "")
    return _("%(who)s for %(giver)s") % {"who": step.decided_by, "giver": step.decided_for}
