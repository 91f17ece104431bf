"""Who stands in for an approver who is away; what looking at approvals costs."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.approvals.queries.people import hats_of
from prosfora.approvals.queries.requests import waiting_for
from prosfora.approvals.services import delegate_approvals, end_delegation
from prosfora.approvals.services.refusals import NotYourStep
from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.approving import approval_of
from prosfora.documents.services import (
    approve_quotation,
    change_quotation,
    request_approval,
)
from prosfora.documents.tests.approving import BOLTS, less, off
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from tests.cast import DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company", "on_monday")
TODAY = MONDAY.date()
JSON = "application/json"


class TestDelegation:
    def test_who_stands_in_decides_and_the_trail_says_for_whom(
        self, cheap: SalesDocument, seller: User, sales_lead: User, sales_support: User
    ) -> None:
        delegated(sales_lead, sales_support)
        request_approval(quotation=cheap, by=seller, at=MONDAY)

        approve_quotation(quotation=cheap, by=sales_support, at=MONDAY)

        entry = JournalEntry.objects.get(verb="approve_quotation")
        assert (cheap.status, entry.actor, entry.data["decided_for"]) == ("approved", "sales_support", "Sales Lead")

    def test_only_within_its_period_and_until_it_is_ended(
        self, cheap: SalesDocument, seller: User, sales_lead: User, sales_support: User
    ) -> None:
        given = delegated(sales_lead, sales_support)
        request_approval(quotation=cheap, by=seller, at=MONDAY)

        days = [TODAY - dt.timedelta(days=1), TODAY, given.ends, given.ends + dt.timedelta(days=1)]
        assert [waiting_for(hats_of(sales_support, day)).count() for day in days] == [0, 1, 1, 0]
        end_delegation(delegation=given, by=sales_lead, at=MONDAY)

        with pytest.raises(NotYourStep):
            approve_quotation(quotation=cheap, by=sales_support, at=MONDAY)

    def test_a_lead_does_not_approve_his_own_through_another(
        self, rule: object, sales_lead: User, sales_support: User
    ) -> None:
        a_user("other_lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
        own = a_quotation(owner=sales_lead, items=[replace(BOLTS, manual=less("30"))])
        delegated(sales_lead, sales_support)
        request_approval(quotation=own, by=sales_lead, at=MONDAY)

        assert waiting_for(hats_of(sales_support, TODAY)).count() == 0
        with pytest.raises(NotYourStep):
            approve_quotation(quotation=own, by=sales_support, at=MONDAY)


def delegated(giver: User, taker: User) -> Any:
    ends = TODAY + dt.timedelta(days=7)
    return delegate_approvals(giver=giver, taker=taker, starts=TODAY, ends=ends, by=giver, at=MONDAY)


class TestStatements:
    def test_issuing_costs_one_statement_where_no_rule_is_in_force(self, seller: User, company: object) -> None:
        quotation = a_quotation(owner=seller)

        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert approval_of(quotation, today=TODAY) is None

        assert len(asked) == 1

    def test_as_many_for_one_item_as_for_fifty(self, rule: object, seller: User) -> None:
        def statements(items: int) -> int:
            quotation = a_quotation(owner=seller, items=[replace(BOLTS, manual=less("30"))] * items)
            with CaptureQueriesContext(connection) as asked:
                assert approval_of(quotation, today=TODAY) is not None
            return len(asked)

        assert statements(1) == statements(50) == 3

    def test_a_change_of_a_draft_costs_none(self, rule: object, seller: User) -> None:
        quotation = a_quotation(owner=seller, items=[BOLTS])
        with CaptureQueriesContext(connection) as asked:
            change_quotation(quotation=quotation, changed=off("30"), by=seller, at=MONDAY)

        assert not [query for query in asked if "approvals_" in query["sql"]]
