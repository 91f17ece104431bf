"""Drafts beyond a limit, for the tests of approvals: 30 per cent off where more than 20 needs the sales lead."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from prosfora.approvals.tests.builders import an_approval_rule
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine, LineFields, ManualCondition
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User

BOLTS = ItemLine(product="BOLT-M8", quantity=Decimal(40))


def less(percent: str) -> tuple[ManualCondition, ...]:
    """A discount typed by hand."""
    return (ManualCondition("RA00", Decimal(percent)),)


def off(percent: str) -> dict[int, LineFields]:
    """So many per cent off the first item; the limit is 20."""
    return {10: LineFields(manual=less(percent))}


@pytest.fixture
def rule(company: object) -> Any:
    an_offering()
    return an_approval_rule()


@pytest.fixture
def cheap(rule: object, seller: User) -> SalesDocument:
    """A draft with one item at 30 per cent off, one at the usual price."""
    return a_quotation(owner=seller, items=[replace(BOLTS, manual=less("30")), BOLTS])
