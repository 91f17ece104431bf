"""A stored price is made again from what it kept, whatever happened since."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.catalog.models import Product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.recomputing import Difference, recompute
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import accept_quotation, issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.rules.facts import ManualCondition
from prosfora.pricing.services import change_condition, create_condition, delete_condition
from prosfora.pricing.tests.builders import a_discount, standard_pricing
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
type Happening = Callable[[User], None]


@pytest.fixture(autouse=True)
def _prices(company: object) -> None:
    standard_pricing()


def found(*documents: SalesDocument) -> list[Difference]:
    return list(recompute(SalesDocument.objects.filter(pk__in=[document.pk for document in documents])))


def dearer(seller: User) -> None:
    for record in ConditionRecord.objects.filter(condition_type="PR00", status="released"):
        change_condition(
            condition=record, changes={"amount": record.amount * 2}, valid_from=record.valid_from, by=seller, at=MONDAY
        )


def ended(seller: User) -> None:
    for record in ConditionRecord.objects.filter(status="released"):
        delete_condition(condition=record, ends_on=record.valid_from - dt.timedelta(days=1), by=seller, at=MONDAY)


def a_better_price(seller: User) -> None:
    number = SalesDocument.objects.values_list("sold_to__number", flat=True)[0]
    create_condition(
        condition_type="PR00", key={"customer": number, "product": "BOLT-M8"}, amount=Decimal(1), currency="EUR",
        unit="PCE", valid_from=dt.date(2026, 1, 1), by=seller, at=MONDAY,
    )  # fmt: skip


def a_new_discount(seller: User) -> None:
    a_discount("K029", "50", product_group=Product.objects.values_list("group", flat=True)[0] or "X")


@pytest.mark.parametrize("happens", [dearer, ended, a_better_price, a_new_discount])
def test_a_price_is_made_again_whatever_happened_to_prices(seller: User, happens: Happening) -> None:
    an_offering()
    a_discount("K004", "3", product="BOLT-M8")
    quotation = a_quotation(owner=seller, items=3)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    order = accept_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert found(quotation, order) == []

    happens(seller)

    assert found(quotation, order) == []


def test_what_people_entered_is_part_of_it(seller: User) -> None:
    entered = (ManualCondition("PB00", Decimal(9), "EUR", unit="PCE"), ManualCondition("RA00", Decimal("3.85")))
    quotation = a_quotation(
        owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(7), manual=entered)],
        manual=(ManualCondition("HB00", Decimal("1.01"), "EUR"),),
    )  # fmt: skip
    dearer(seller)

    assert found(quotation) == []


def test_an_amount_that_was_tampered_with_is_named(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    Item.objects.filter(document=quotation, position=10).update(net=Decimal("1.23"))
    quotation.refresh_from_db()

    (difference,) = found(quotation)

    assert (difference.number, difference.position, difference.field) == (quotation.number, 10, "net")
    assert difference.stored == "1.23"


def test_totals_that_do_not_follow_from_the_items_are_named(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    SalesDocument.objects.filter(pk=quotation.pk).update(total=Decimal(1))

    assert [(one.position, one.field, one.stored) for one in found(quotation)] == [(0, "total", "1")]


def test_a_record_whose_amount_was_tampered_with_is_found(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    ConditionRecord.objects.filter(condition_type="PR00").update(amount=Decimal(1))

    assert {one.field for one in found(quotation)} == {"gross_value", "net", "unit_price", "tax", "total"}


def test_a_record_that_is_gone_is_named(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=1)
    (record,) = ConditionRecord.objects.filter(condition_type="PR00")
    ConditionRecord.objects.filter(pk=record.pk).delete()

    gone = found(quotation)

    assert Difference(quotation.number, 10, "record", str(record.pk), "") in gone
    assert Difference(quotation.number, 10, "price", "", "no_base_price") in gone


def test_a_procedure_that_is_gone_is_named(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    SalesDocument.objects.filter(pk=quotation.pk).update(procedure="GONE")

    assert found(quotation) == [Difference(quotation.number, 0, "procedure", "GONE", "")]


def test_documents_without_goods_have_nothing_to_make_again(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=[ItemLine(category="text", text="Thank you")])

    assert found(quotation) == []


def test_a_cost_that_changed_since_changes_no_price(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    Product.objects.update(cost=Decimal(99))

    assert found(quotation) == []


def test_statements_do_not_grow_with_documents(seller: User) -> None:
    def statements(count: int) -> int:
        documents = [a_quotation(owner=seller) for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert found(*documents) == []
        return len(captured)

    statements(1)  # reads the configuration
    assert statements(2) == statements(7)
