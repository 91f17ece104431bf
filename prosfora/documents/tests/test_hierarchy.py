"""A price of a higher customer in a document: found, and made again wherever the customer stands since."""

import datetime as dt
from decimal import Decimal

import pytest

from prosfora.audit.services import System
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.services import place_in_hierarchy
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import Access, AccessSequence, ConditionType
from prosfora.pricing.services import create_condition
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP

pytestmark = pytest.mark.usefixtures("company", "on_monday")
SINCE = dt.date(2026, 1, 1)


def test_a_stored_price_keeps_the_discount_of_the_head_office_it_left_since(seller: User) -> None:
    an_offering()
    quotation = a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(10))])
    without, shop, head = quotation.net, quotation.sold_to, a_party("Head", number="1000009")
    sequence = AccessSequence.objects.create(code="ZHIE", name="Hierarchy")
    Access.objects.create(sequence=sequence, number=10, fields=["customer_hierarchy"])
    ConditionType.objects.filter(code="K007").update(sequence=sequence)
    touch_configuration()
    create_condition(
        condition_type="K007", key={"customer_hierarchy": head.number}, amount=Decimal(50), valid_from=SINCE,
        by=System(), at=SETUP,
    )  # fmt: skip

    def place(higher: Party | None) -> None:
        place_in_hierarchy(
            party=shop, sales_area=quotation.sales_area_id, higher=higher, valid_from=SINCE, by=System(), at=SETUP
        )

    place(head)
    cheaper = a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(10))], sold_to=shop)
    place(None)

    assert cheaper.net < without
    assert list(recompute(SalesDocument.objects.filter(pk=cheaper.pk))) == []
