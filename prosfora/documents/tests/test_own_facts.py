"""Own attributes of customers and products from their declaration to the price of a quotation: configuration alone."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.catalog.models import Product
from prosfora.catalog.queries import data_of
from prosfora.catalog.services import ProductInvalid, change_product
from prosfora.company.services import create_attribute
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering
from prosfora.identity.models import RoleGrant, User
from prosfora.parties.models import Party, PartySalesArea
from prosfora.parties.services import change_sales_data
from prosfora.parties.services.refusals import PartyNotValid
from prosfora.parties.services.rows import terms_of
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.settings import (
    DeterminationRow,
    DeterminationSetting,
    SequenceSetting,
    StepSetting,
    TypeSetting,
)
from prosfora.pricing.services import BadSetup, UnknownKey, configure_prices
from prosfora.pricing.tests.builders import SETUP, SYSTEM, a_discount, a_formula, standard_pricing
from prosfora.pricing.tests.importing import brought, complaints, table
from prosfora.pricing.tests.test_api import client_of
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.django_db
KEY = ("customer_BRANCH", "product_SIZE")


@pytest.fixture(autouse=True)
def _declared(company: object) -> None:
    standard_pricing()
    an_offering()
    for subject, code, values in (("customer", "BRANCH", ["HOTEL", "SHIP"]), ("product", "SIZE", [])):
        create_attribute(
            subject=subject, code=code, name_en=code.title(), name_el=f"{code} ελ", values=values, by=SYSTEM, at=MONDAY
        )


def a_discount_by_own_facts(*fields: str, optional: tuple[str, ...] = ()) -> None:
    """A discount ZBRA with a key of own attributes, in the procedure of all quotations."""
    found = set_up().procedures["RVAA01"]
    steps = (*found.steps, StepSetting(117, 0, "ZBRA", from_step=100))
    for wanted in (
        SequenceSetting("ZBRA", "Branch", (AccessRule(10, fields or KEY, optional=optional),)),
        TypeSetting("ZBRA", "Branch", "Κλάδος", "discount", "percent", "minus", sequence="ZBRA"),
        replace(found, code="ZVAA01", steps=steps),
    ):
        configure_prices(wanted=wanted, is_new=True, by=SYSTEM, at=SETUP)
    configure_prices(wanted=DeterminationSetting((DeterminationRow("ZVAA01"),)), by=SYSTEM, at=SETUP)


def branch_of(party: Party, text: str) -> None:
    row = PartySalesArea.objects.get(party=party, sales_area=DIRECT_SALES)
    change_sales_data(
        party=party, sales_area=DIRECT_SALES, terms=replace(terms_of(row), attributes=text), version=None, by=SYSTEM,
        at=MONDAY,
    )  # fmt: skip


def size_of(number: str, text: str) -> None:
    product = Product.objects.get(number=number)
    change_product(product=product, data=replace(data_of(product), attributes=text), by=SYSTEM, at=MONDAY)


def bolts(*quantities: int) -> list[ItemLine]:
    return [ItemLine(product="BOLT-M8", quantity=Decimal(quantity)) for quantity in quantities]


def test_a_price_by_own_attributes_of_customer_and_product(seller: User) -> None:
    a_discount_by_own_facts()
    a_discount("ZBRA", "30", customer_BRANCH="HOTEL", product_SIZE="L")
    plain = a_quotation(owner=seller, items=bolts(10))
    branch_of(a_customer(), "branch=HOTEL")
    size_of("BOLT-M8", "SIZE=L")

    priced = a_quotation(owner=seller, items=bolts(10))

    assert priced.items.get().net * 10 == plain.items.get().net * 7
    assert list(recompute(SalesDocument.objects.filter(pk=priced.pk))) == []
    explained = explain_price(priced, 10)
    assert explained is not None
    element = next(one for one in explained.elements if one.condition_type == "ZBRA")
    assert element.key == (("customer_BRANCH", "HOTEL"), ("product_SIZE", "L"))


def test_an_own_part_may_be_blank_like_any_other(seller: User) -> None:
    a_discount_by_own_facts(optional=("product_SIZE",))
    a_discount("ZBRA", "30", customer_BRANCH="HOTEL")
    branch_of(a_customer(), "BRANCH=HOTEL")

    explained = explain_price(a_quotation(owner=seller, items=bolts(10)), 10)

    assert explained is not None
    assert [e.rate for e in explained.elements if e.condition_type == "ZBRA"] == [Decimal(30)]


def test_what_is_not_declared_is_no_part_of_a_key_and_no_fact(seller: User) -> None:
    with pytest.raises(BadSetup) as key:
        a_discount_by_own_facts("customer_COLOUR")
    with pytest.raises(BadSetup) as fact:
        a_formula("OURS", '1 if customer_COLOUR == "RED" else 2')

    assert [found["code"] for found in key.value.data["findings"]] == ["unknown_fact"]
    assert [found["code"] for found in fact.value.data["findings"]] == ["formula_unknown_name"]


def test_a_value_that_may_not_be_has_no_price(seller: User) -> None:
    a_discount_by_own_facts()

    with pytest.raises(UnknownKey):
        a_discount("ZBRA", "30", customer_BRANCH="BANK", product_SIZE="L")


def test_a_formula_reads_own_attributes(seller: User) -> None:
    a_formula("BRANCHES", '10 if customer_BRANCH == "HOTEL" and product_SIZE != "" else 0')
    found = set_up()
    steps = tuple(
        replace(one, formula="BRANCHES") if one.condition_type == "PR00" else one
        for one in found.procedures["RVAA01"].steps
    )
    configure_prices(wanted=replace(found.procedures["RVAA01"], code="ZVAA01", steps=steps), is_new=True, by=SYSTEM,
                     at=SETUP)  # fmt: skip
    configure_prices(wanted=DeterminationSetting((DeterminationRow("ZVAA01"),)), by=SYSTEM, at=SETUP)
    branch_of(a_customer(), "BRANCH=HOTEL")
    size_of("BOLT-M8", "SIZE=L")

    assert a_quotation(owner=seller, items=bolts(3)).items.get().net == Decimal(10)


def test_attributes_cost_no_statement(seller: User) -> None:
    counts = []
    for text in ("", "BRANCH=HOTEL"):
        branch_of(a_customer(), text)
        size_of("BOLT-M8", "SIZE=L" if text else "")
        a_quotation(owner=seller, items=bolts(1))
        with CaptureQueriesContext(connection) as statements:
            a_quotation(owner=seller, items=bolts(*range(1, 9)))
        counts.append(len(statements))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("text", ["BRANCH=BANK", "COLOUR=RED", "HOTEL"])
def test_what_is_no_attribute_is_refused_on_customer_and_product(seller: User, text: str) -> None:
    with pytest.raises(PartyNotValid):
        branch_of(a_customer(), text)
    with pytest.raises(ProductInvalid):
        size_of("BOLT-M8", text)


def test_programs_keep_attributes_of_customers_and_products(sales_support: User) -> None:
    client, customer = client_of(sales_support), a_customer()

    def send(method: str, path: str, body: dict[str, Any]) -> Any:
        return client.generic(method, f"/api/v1{path}", json.dumps(body), "application/json")

    area = {"currency": "EUR", "attributes": "BRANCH=SHIP"}
    made = send("PUT", f"/parties/{customer.number}/sales_areas/{DIRECT_SALES}", area)
    wrong = send("PUT", f"/parties/{customer.number}/sales_areas/{DIRECT_SALES}", {**area, "attributes": "BRANCH=X"})
    product = send("PATCH", "/products/BOLT-M8", {"attributes": "size=XL"})

    assert (made.status_code, wrong.status_code, product.status_code) == (200, 422, 200)
    assert PartySalesArea.objects.get(party=customer, sales_area=DIRECT_SALES).attributes == "BRANCH=SHIP"
    assert client.get("/api/v1/products/BOLT-M8").json()["attributes"] == "SIZE=XL"


def test_a_file_brings_prices_by_own_attributes(pricing_clerk: User) -> None:
    a_discount_by_own_facts()
    RoleGrant.objects.filter(user=pricing_clerk).update(scope="")
    headers = ("condition_type", "own_attributes", "amount", "currency", "valid_from")
    good = ("ZBRA", "customer_BRANCH=HOTEL, product_SIZE=L", "30", "%", "2026-06-01")

    bad = ("ZBRA", "customer_BRANCH=HOTEL, product_SIZE=", "30", "%", "2026-06-01")

    refused = brought(table(bad, headers=headers), pricing_clerk)
    brought(table(good, headers=headers), pricing_clerk)

    assert (2, "own_attributes") in complaints(refused)
    assert ConditionRecord.objects.get(condition_type="ZBRA").key == {"customer_BRANCH": "HOTEL", "product_SIZE": "L"}
