"""Products as documents find them."""

from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.catalog.queries import availability_facts, products_by_number
from prosfora.catalog.tests.builders import a_product
from prosfora.company.tests.builders import a_company
from prosfora.parties.tests.builders import a_party
from prosfora.values.quantity import Conversion

pytestmark = pytest.mark.django_db


def test_a_product_is_found_by_its_number_however_it_is_typed() -> None:
    a_product("BOLT-M8")

    found = products_by_number(["bolt-m8 ", "NUT-M8"])

    assert list(found) == ["bolt-m8 "]
    assert found["bolt-m8 "].number == "BOLT-M8"
    assert found["bolt-m8 "].units == {"BX": Conversion(12)}
    assert found["bolt-m8 "].text("en").name == "Hexagon bolt M8×40"


def test_a_product_is_found_by_the_customers_own_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_company()
    customer, stranger = a_party("Papadopoulos"), a_party("Acme")
    a_product("BOLT-M8", customer_numbers=[(customer, "4711"), (stranger, "0815")])

    with django_assert_num_queries(2):
        found = products_by_number(["4711", "0815"], customer_id=customer.pk)

    assert list(found) == ["4711"]
    assert (found["4711"].number, found["4711"].customer_number) == ("BOLT-M8", "4711")


def test_availability_facts_cover_every_plant_asked_for(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_company()
    bolt = a_product("BOLT-M8", stock=100, safety_stock=20)

    with django_assert_num_queries(3):
        facts = availability_facts([bolt.pk], ["AT01", "TH01"], bolt.created_at.date())

    assert facts[bolt.pk, "AT01"].stock == Decimal(100)
    assert facts[bolt.pk, "AT01"].safety_stock == Decimal(20)
    assert facts[bolt.pk, "TH01"].stock == 0
