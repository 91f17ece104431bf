"""Drafts of prices: no document has them, before or after, until they are released."""

from decimal import Decimal

import pytest

from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.services import reprice_quotation
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.pricelists.services import release_condition
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services import change_condition
from tests.cast import MONDAY, a_user

pytestmark = pytest.mark.django_db


def test_a_document_has_a_draft_price_only_after_its_release(
    company: object, seller: User, pricing_clerk: User
) -> None:
    an_offering()
    price = ConditionRecord.objects.get(lookup="PR00|product=BOLT-M8")
    draft = change_condition(
        condition=price, changes={"amount": Decimal(11)}, valid_from=MONDAY.date(), draft=True, by=pricing_clerk,
        at=MONDAY,
    )  # fmt: skip

    quotation = a_quotation(owner=seller, items=1)
    explained = explain_price(quotation, 10)
    told = {element.record for element in explained.elements} | {loser.record for loser in explained.losers}
    assert (quotation.items.get().unit_price, draft.pk in told) == (10, False)

    release_condition(conditions=[draft], by=a_user("lead", role=Role.SALES_LEAD), at=MONDAY)
    reprice_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert quotation.items.get().unit_price == 11
