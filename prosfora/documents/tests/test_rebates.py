"""Customer rebates: accrued beside the price, never in it, and told to who may see the cost."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.rules.standard import GROSS_PROCEDURE, PROCEDURE
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from prosfora.pricing.tests.test_api import client_of

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def offer(seller: User) -> SalesDocument:
    """400.00 less 10 %, of which 2 % will be given back to the customer."""
    an_offering()
    customer = a_customer().number
    a_discount("K007", "10", customer=customer)
    a_discount("BO03", "2", customer=customer)
    return a_quotation(owner=seller, items=1)


def test_a_rebate_is_accrued_on_the_net_value_and_changes_nothing_of_the_price(offer: SalesDocument) -> None:
    priced = explain_price(offer, 10)

    assert priced is not None
    accrued = next(element for element in priced.elements if element.condition_type == "BO03")
    assert (accrued.base, accrued.value, accrued.statistical) == (Decimal("360.00"), Decimal("7.20"), True)
    assert (offer.net, offer.total, priced.margin) == (Decimal("360.00"), Decimal("446.40"), Decimal("120.00"))
    assert list(recompute(SalesDocument.objects.filter(pk=offer.pk))) == []


def test_only_who_may_see_the_cost_sees_what_is_accrued(
    offer: SalesDocument, seller: User, sales_support: User, auditor: User
) -> None:
    sees: dict[str, bool] = {}
    for user in (seller, sales_support, auditor):
        browser = Client()
        browser.force_login(user)
        page = browser.get(f"/quotations/{offer.number}/items/10").content.decode()
        assert "Customer discount" in page
        sees[user.username] = "Customer rebate" in page

    assert sees == {
        user.username: user.rights.allows("catalog.display_cost", offer.sales_area_id)
        for user in (seller, sales_support, auditor)
    }
    assert set(sees.values()) == {True, False}


def test_programs_are_not_told_what_is_accrued(seller: User) -> None:
    standard_pricing()
    a_product("BOLT-M8")
    a_price("BOLT-M8", "10.00")
    customer = a_party(name="Papadopoulos", sales_area="GR01-10-00", customer=True).number
    a_discount("BO03", "2", customer=customer)
    body: dict[str, Any] = {"customer": customer, "lines": [{"product": "BOLT-M8", "quantity": "40"}]}

    answer = client_of(seller).post("/api/v1/price", body, content_type="application/json")

    assert answer.json()["net"] == "400.00"
    assert "BO03" not in answer.content.decode()


@pytest.mark.parametrize(("procedure", "base"), [(PROCEDURE, 900), (GROSS_PROCEDURE, 920)])
def test_a_rebate_is_of_the_value_without_tax(procedure: Any, base: int) -> None:
    step = next(step for step in procedure if step.type == "BO03")

    assert step.from_step == base
    assert [one.label for one in procedure if one.step == base] in (["net_value_2"], ["net_of_tax"])
