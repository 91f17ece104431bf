"""The verbs of the catalogue: what they keep, what they refuse, what they tell the journal."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.audit.queries import timeline, verify_chain
from prosfora.audit.services import System
from prosfora.catalog.models import CustomerProduct, Product, ProductLink, Receipt, Stock
from prosfora.catalog.queries import data_of, products_by_number
from prosfora.catalog.rules.facts import ProductData, TextData, UnitData
from prosfora.catalog.services import (
    BaseUnitInUse,
    CustomerNumberTaken,
    LinkedToItself,
    ProductInvalid,
    ProductNumberTaken,
    add_receipt,
    assign_customer_number,
    change_product,
    create_product,
    link_product,
    remove_customer_number,
    remove_receipt,
    set_stock,
    unlink_product,
)
from prosfora.catalog.tests.builders import a_product
from prosfora.company.models import Company
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties.tests.builders import a_party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

CLERK = System("clerk")
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = MONDAY.date()
GLOVE = ProductData(
    name="Γάντια νιτριλίου",
    base_unit="PR",
    sales_unit="BX",
    units=(UnitData("BX", 50), UnitData("CT", 500)),
    texts=(TextData("en", "Nitrile gloves", "Powder-free"),),
    cost=Decimal("0.4200"),
    areas=("GR01-10-00",),
)


def create(data: ProductData = GLOVE, number: str = "") -> Product:
    return create_product(data=data, number=number, by=CLERK, at=MONDAY)


def change(product: Product, version: int | None = None, **changed: object) -> Product:
    data = replace(data_of(product), **changed)  # type: ignore[arg-type]
    return change_product(product=product, data=data, version=version, by=CLERK, at=MONDAY)


def verbs_of(number: str, kind: str = "product") -> list[str]:
    return [entry.verb for entry in timeline(kind, number).order_by("id")]


def test_a_product_keeps_what_was_stated_about_it() -> None:
    product = create(number="glove-nit")

    assert product.number == "GLOVE-NIT"
    assert data_of(Product.objects.get(number="GLOVE-NIT")) == GLOVE
    assert verbs_of("GLOVE-NIT") == ["create_product"]


def test_a_product_without_a_number_gets_the_next_free_one() -> None:
    create(number="100000")

    assert create().number == "100001"


def test_a_number_is_given_once_whatever_its_case() -> None:
    create(number="GLOVE-NIT")

    with pytest.raises(ProductNumberTaken) as refusal:
        create(number="glove-nit")

    assert refusal.value.field == "number"


def test_everything_wrong_with_a_product_is_told_at_once_and_nothing_is_stored() -> None:
    with pytest.raises(ProductInvalid) as refusal:
        create(replace(GLOVE, name="", gtin="123", areas=("XX99-10-00",)))

    assert set(refusal.value.problems) == {"name", "gtin", "areas"}
    assert refusal.value.message == "Some fields need your attention"
    assert not Product.objects.exists()


def test_a_number_that_cannot_be_addressed_is_refused() -> None:
    with pytest.raises(ProductInvalid) as refusal:
        create(number="../secret")

    assert list(refusal.value.problems) == ["number"]


def test_a_change_is_journalled_field_by_field() -> None:
    product = create(number="GLOVE-NIT")

    change(product, name="Γάντια", units=(UnitData("BX", 100),), lead_time_days=5)

    entry = timeline("product", "GLOVE-NIT").filter(verb="change_product").get()
    assert entry.changes == {
        "name": ["Γάντια νιτριλίου", "Γάντια"],
        "lead_time_days": ["0", "5"],
        "unit BX": ["50/1", "100/1"],
        "unit CT": ["500/1", None],
    }
    assert (product.version, entry.scope) == (2, "GR01-10-00")
    assert verify_chain("product", "GLOVE-NIT") == []


def test_a_change_of_cost_is_told_only_where_cost_may_be_read() -> None:
    product = create(number="GLOVE-NIT")

    change(product, cost=Decimal("0.5"))

    assert timeline("product", "GLOVE-NIT").filter(verb="change_product").get().changes == {}
    assert timeline("product_cost", "GLOVE-NIT").get().changes == {"cost": ["0.42", "0.5"]}


def test_restating_the_same_facts_changes_nothing() -> None:
    product = create(number="GLOVE-NIT")

    change(product, cost=Decimal("0.42"))

    product.refresh_from_db()
    assert product.version == 1
    assert verbs_of("GLOVE-NIT") == ["create_product"]


def test_a_change_on_top_of_an_unseen_one_is_refused_with_who_and_when() -> None:
    product = create(number="GLOVE-NIT")
    change(product, lead_time_days=5)

    with pytest.raises(ChangedMeanwhile, match="by clerk at 23/11/2026 11:00") as refusal:
        change(product, version=1, lead_time_days=9)

    assert "GLOVE-NIT" in refusal.value.message
    product.refresh_from_db()
    assert product.lead_time_days == 5


def test_the_base_unit_stays_while_stock_is_kept_in_it() -> None:
    bolt = a_product("BOLT-M8", stock=100)

    with pytest.raises(BaseUnitInUse, match="PCE"):
        change(bolt, base_unit="KGM")

    Stock.objects.all().delete()
    assert change(bolt, base_unit="KGM", units=()).base_unit == "KGM"


def test_a_changed_name_is_found_and_the_old_one_no_longer() -> None:
    product = create(number="GLOVE-NIT")

    change(product, name="Γάντια λάτεξ", texts=())

    assert "latex" in product.search_text
    assert "nitriliou" not in product.search_text


def test_creating_a_product_costs_the_same_with_one_unit_or_ten(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    units = tuple(UnitData(unit, 2) for unit in ("BX", "CT", "PK", "BG", "BO", "CA", "DR", "RO", "PX", "SET"))

    with django_assert_max_num_queries(15) as one:
        create(replace(GLOVE, sales_unit="", units=units[:1]), "ONE")
    with django_assert_max_num_queries(15) as ten:
        create(replace(GLOVE, sales_unit="", units=units), "TEN")

    assert len(one) == len(ten)


def test_stock_is_stated_and_the_journal_tells_both_levels() -> None:
    bolt = a_product("BOLT-M8")

    set_stock(product=bolt, plant="AT01", quantity=Decimal(100), safety_stock=Decimal(20), by=CLERK, at=MONDAY)
    set_stock(product=bolt, plant="AT01", quantity=Decimal(80), by=CLERK, at=MONDAY)

    stock = Stock.objects.get()
    assert (stock.quantity, stock.safety_stock) == (80, 20)
    told = timeline("product", "BOLT-M8").filter(verb="set_stock").first()
    assert told is not None
    assert told.changes == {"quantity": ["100", "80"]}
    assert told.data == {"plant": "AT01"}


def test_stock_may_be_overdrawn_but_safety_stock_may_not() -> None:
    bolt = a_product("BOLT-M8")

    assert set_stock(product=bolt, plant="AT01", quantity=Decimal(-5), by=CLERK, at=MONDAY).quantity == -5
    with pytest.raises(ProductInvalid) as refusal:
        set_stock(product=bolt, plant="AT01", quantity=Decimal(5), safety_stock=Decimal(-1), by=CLERK, at=MONDAY)

    assert list(refusal.value.problems) == ["safety_stock"]


@pytest.mark.parametrize("quantity", ["1e12", "NaN", "0.0001"])
def test_absurd_stock_is_refused(quantity: str) -> None:
    with pytest.raises(ProductInvalid) as refusal:
        set_stock(product=a_product(), plant="XX99", quantity=Decimal(quantity), by=CLERK, at=MONDAY)

    assert set(refusal.value.problems) == {"quantity", "plant"}


def test_a_receipt_is_expected_until_it_is_removed() -> None:
    bolt = a_product("BOLT-M8")

    receipt = add_receipt(
        product=bolt, plant="AT01", day=TODAY, quantity=Decimal(50), reference="PO 4711", by=CLERK, at=MONDAY
    )
    remove_receipt(receipt=receipt, by=CLERK, at=MONDAY)

    assert not Receipt.objects.exists()
    assert verbs_of("BOLT-M8") == ["create_product", "add_receipt", "remove_receipt"]


@pytest.mark.parametrize(
    ("quantity", "day", "reference", "field"),
    [
        ("0", TODAY, "", "quantity"),
        ("-1", TODAY, "", "quantity"),
        ("NaN", TODAY, "", "quantity"),
        ("1", TODAY - dt.timedelta(days=1), "", "day"),
        ("1", TODAY, "x" * 41, "reference"),
    ],
)
def test_an_impossible_receipt_is_refused(quantity: str, day: dt.date, reference: str, field: str) -> None:
    with pytest.raises(ProductInvalid) as refusal:
        add_receipt(
            product=a_product(),
            plant="AT01",
            day=day,
            quantity=Decimal(quantity),
            reference=reference,
            by=CLERK,
            at=MONDAY,
        )

    assert list(refusal.value.problems) == [field]


def test_an_alternative_is_named_once_and_taken_back() -> None:
    bolt, other = a_product("BOLT-M8"), a_product("BOLT-M10")

    link = link_product(product=bolt, kind="alternative", other=other, by=CLERK, at=MONDAY)
    assert link_product(product=bolt, kind="alternative", other=other, by=CLERK, at=MONDAY) == link
    unlink_product(link=link, by=CLERK, at=MONDAY)

    assert not ProductLink.objects.exists()
    assert verbs_of("BOLT-M8") == ["create_product", "link_product", "unlink_product"]


def test_a_product_is_not_its_own_successor() -> None:
    bolt = a_product("BOLT-M8")

    with pytest.raises(LinkedToItself):
        link_product(product=bolt, kind="successor", other=bolt, by=CLERK, at=MONDAY)
    with pytest.raises(ProductInvalid):
        link_product(product=bolt, kind="cousin", other=a_product("NUT-M8"), by=CLERK, at=MONDAY)


def test_a_customers_own_number_leads_to_the_product_and_stands_in_his_timeline(company: Company) -> None:
    customer, bolt = a_party("Papadopoulos"), a_product("BOLT-M8")

    assigned = assign_customer_number(product=bolt, party=customer, number="pap-8", by=CLERK, at=MONDAY)

    assert products_by_number(["PAP-8"], customer_id=customer.pk)["PAP-8"].number == "BOLT-M8"
    assert assign_customer_number(product=bolt, party=customer, number="PAP-8", by=CLERK, at=MONDAY) == assigned
    assert timeline("party", customer.number).filter(verb="assign_customer_number").count() == 1

    remove_customer_number(assigned=assigned, by=CLERK, at=MONDAY)
    assert not CustomerProduct.objects.exists()


def test_a_customer_calls_one_product_by_one_number() -> None:
    customer = a_party("Papadopoulos")
    a_product("BOLT-M8", customer_numbers=[(customer, "PAP-8")])

    with pytest.raises(CustomerNumberTaken, match="BOLT-M8"):
        assign_customer_number(product=a_product("NUT-M8"), party=customer, number="pap-8", by=CLERK, at=MONDAY)


def test_two_customers_may_use_the_same_number_for_different_products() -> None:
    one, other = a_party("Papadopoulos"), a_party("Ioannou")
    a_product("BOLT-M8", customer_numbers=[(one, "8")])
    a_product("NUT-M8", customer_numbers=[(other, "8")])

    assert products_by_number(["8"], customer_id=one.pk)["8"].number == "BOLT-M8"
    assert products_by_number(["8"], customer_id=other.pk)["8"].number == "NUT-M8"
    assert products_by_number(["8"]) == {}


def test_our_own_number_comes_before_the_customers() -> None:
    customer = a_party("Papadopoulos")
    a_product("BOLT-M8", customer_numbers=[(customer, "NUT-M8")])
    a_product("NUT-M8")

    assert products_by_number(["nut-m8"], customer_id=customer.pk)["nut-m8"].number == "NUT-M8"
