"""The rules of how offers are followed up."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.documents.models import ValidityRule
from prosfora.documents.rules.validity import Audience, Kind, ValidityTerms
from prosfora.kit.errors import Refused

MOST_DAYS = 3650


class BadValidityRule(Refused):
    """A number of days that no rule can have."""


@transaction.atomic
def change_validity_rule(*, sales_area: str, terms: ValidityTerms, by: Actor, at: dt.datetime) -> ValidityRule:
    """Say how offers of a sales area are followed up; a blank area stands for all without a rule of their own.

    Raises BadValidityRule.
    """
    rule = ValidityRule.objects.select_for_update().filter(sales_area=sales_area).first()
    before = {} if rule is None else _facts(rule)
    rule = rule or ValidityRule(sales_area=sales_area)
    for name, value in _columns(terms).items():
        if isinstance(value, int) and not 0 <= value <= MOST_DAYS:
            raise BadValidityRule(_("Enter a number of days between 0 and %(most)s") % {"most": MOST_DAYS}, name)
        setattr(rule, name, value)
    rule.save()
    subject = Subject("validity_rule", str(rule.pk), sales_area or "*", sales_area)
    changes = changes_between(before, _facts(rule))
    record(verb="change_validity_rule", subject=subject, by=by, at=at, changes=changes)
    return rule


def _columns(terms: ValidityTerms) -> dict[str, int | bool | None]:
    """The terms as the rule's columns."""
    by_kind = {reminder.kind: reminder for reminder in terms.reminders}
    found: dict[str, int | bool | None] = {
        "follow_up_days": terms.follow_up_days,
        "extend_within_days": terms.extend_within_days,
        "expired_for_days": terms.expired_for_days,
        "silent_for_days": terms.silent_for_days,
    }
    for kind in Kind:
        reminder = by_kind.get(kind)
        found[f"{kind}_days"] = reminder.days if reminder else None
        for audience in Audience:
            found[f"{kind}_{audience}"] = reminder is not None and audience in reminder.audiences
    return found


def _facts(rule: ValidityRule) -> dict[str, str | None]:
    """What the journal says of a rule."""
    facts: dict[str, str | None] = {}
    for field in rule._meta.concrete_fields:
        if field.name in ("id", "sales_area"):
            continue
        value = getattr(rule, field.name)
        facts[field.name] = (
            ("yes" if value else "no") if isinstance(value, bool) else None if value is None else str(value)
        )
    return facts
