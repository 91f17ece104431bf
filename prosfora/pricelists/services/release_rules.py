"""The rule of who may release."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.pricelists.models import ReleaseRule
from prosfora.pricelists.services.refusals import BadProposal


@transaction.atomic
def change_release_rule(
    *, sales_area: str, other_person: bool, approve_beyond: Decimal | None, by: Actor, at: dt.datetime
) -> ReleaseRule:
    """Say who may release proposals of a sales area; a blank area stands for all without a rule of their own.

    `approve_beyond` is the change in per cent, up or down, beyond which a sales lead has to release; None: never.
    Raises BadProposal.
    """
    if approve_beyond is not None and not 0 <= approve_beyond < 10_000:
        raise BadProposal(_("Write the limit as per cent, from 0 to 9999"), "approve_beyond")
    rule = ReleaseRule.objects.select_for_update().filter(sales_area=sales_area).first()
    before = {} if rule is None else _facts(rule)
    rule = rule or ReleaseRule(sales_area=sales_area)
    rule.other_person, rule.approve_beyond = other_person, approve_beyond
    rule.save()
    changes = changes_between(before, _facts(rule))
    subject = Subject("release_rule", str(rule.pk), sales_area or "*", sales_area)
    record(verb="change_release_rule", subject=subject, by=by, at=at, changes=changes)
    return rule


def _facts(rule: ReleaseRule) -> dict[str, str | None]:
    beyond = rule.approve_beyond
    return {
        "other_person": "yes" if rule.other_person else "no",
        "approve_beyond": None if beyond is None else f"{beyond.normalize():f}",
    }
