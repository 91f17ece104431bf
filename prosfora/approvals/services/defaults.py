"""The usual approval rules, for a company that starts with any."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.approvals.models import ApprovalRule
from prosfora.approvals.rules.facts import Comparison, Fact
from prosfora.approvals.services.approval_rules import RuleFacts, create_approval_rule
from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.identity.rules import Role


@transaction.atomic
def install_approval_defaults(*, by: Actor, at: dt.datetime) -> int:
    """Make the usual rules for all sales areas: a discount above 25 per cent needs the sales lead, a net value above
    100,000 EUR the sales lead and then an administrator. What is there stays. Returns how many were new.
    """
    lead, administrator = Role.SALES_LEAD.value, Role.ADMINISTRATOR.value
    above = Comparison.ABOVE.value
    usual = {
        "DISCOUNT": RuleFacts(_("High discount"), Fact.ITEM_DISCOUNT.value, above, Decimal(25), "", (lead,)),
        "VALUE": RuleFacts(
            _("Large offer"), Fact.NET.value, above, Decimal(100_000), "EUR", (lead, administrator)
        ),
    }  # fmt: skip
    known = set(ApprovalRule.objects.filter(code__in=usual).values_list("code", flat=True))
    fresh = {code: wanted for code, wanted in usual.items() if code not in known}
    for code, wanted in fresh.items():
        create_approval_rule(code=code, sales_area=None, wanted=wanted, by=by, at=at)
    record(
        verb="install_approval_defaults", subject=Subject("company", "approvals"), by=by, at=at,
        data={"approval_rules": len(fresh)},
    )  # fmt: skip
    return len(fresh)
