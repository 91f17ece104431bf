"""Approval rules as tests want them."""

from decimal import Decimal

from prosfora.approvals.models import ApprovalRule
from prosfora.approvals.services import create_approval_rule
from prosfora.approvals.services.approval_rules import RuleFacts
from prosfora.audit.services import System
from prosfora.company.models import SalesArea
from tests.cast import MONDAY

SO = frozenset({"payment_terms", "floor"})


def an_approval_rule(
    code: str = "DISC20",
    *,
    fact: str = "item_discount",
    comparison: str = "above",
    limit: str | None = "20",
    steps: tuple[str, ...] = ("sales_lead",),
    area: str = "",
    currency: str = "",
    remind_days: int = 2,
) -> ApprovalRule:
    """A rule; by default a discount above 20 per cent on any item needs the sales lead."""
    so = fact in SO
    wanted = RuleFacts(
        name=f"Rule {code}",
        fact=fact,
        comparison="so" if so else comparison,
        limit=None if so or limit is None else Decimal(limit),
        currency=currency or ("EUR" if fact == "net" else ""),
        steps=steps,
        remind_days=remind_days,
    )
    sales_area = SalesArea.objects.get(pk=area) if area else None
    return create_approval_rule(code=code, sales_area=sales_area, wanted=wanted, by=System(), at=MONDAY)
