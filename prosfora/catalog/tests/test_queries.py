"""Products as people and documents find them, and who may see them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.catalog.models import Product
from prosfora.catalog.permissions import product_to
from prosfora.catalog.queries import (
    ORDERS,
    ProductFilter,
    availability_facts,
    listed_products,
    lists,
    products_by_number,
    search_products,
    visible_products,
)
from prosfora.catalog.tests.builders import a_product
from prosfora.company.tests.builders import a_company
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import Role
from prosfora.kit.errors import Forbidden, NotVisible
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


@pytest.fixture
def shelf(company: object) -> None:
    """A few products as a fastener dealer has them."""
    a_product("BOLT-M8", "Κοχλίας εξαγωνικός M8×40", "Hexagon bolt M8×40", gtin="4006381333931")
    a_product("BOLT-M8-A4", "Κοχλίας ανοξείδωτος M8×60", "Stainless bolt M8×60")
    a_product("NUT-M8", "Περικόχλιο M8", "Hexagon nut M8", group="NUTS", kind="order")
    a_product("PAINT-5", "Χρώμα ακρυλικό 5 l", "Acrylic paint 5 l", group="PAINT", status="phased_out")
    a_product("8", "Γάντια νιτριλίου", "Nitrile gloves", group="SAFETY")


def numbers(products: Iterable[Product]) -> list[str]:
    return [product.number for product in products]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("BOLT-M8", ["BOLT-M8", "BOLT-M8-A4"]),
        ("bolt-m8-a", ["BOLT-M8-A4"]),
        ("8", ["8"]),
        ("κοχλιας", ["BOLT-M8-A4", "BOLT-M8"]),
        ("kochlias", ["BOLT-M8-A4", "BOLT-M8"]),
        ("ΑΝΟΞΕΙΔΩΤΟΣ", ["BOLT-M8-A4"]),
        ("anoxeid", ["BOLT-M8-A4"]),
        ("m8x40", ["BOLT-M8"]),
        ("M8 x 60", ["BOLT-M8-A4"]),
        ("hexagon m8", ["BOLT-M8", "NUT-M8"]),
        ("4006381333931", ["BOLT-M8"]),
        ("nuts", ["NUT-M8"]),
        ("χρωμα", ["PAINT-5"]),
        ("xyzzy", []),
        ("", []),
        ("   ", []),
        ("'; DROP TABLE", []),
        ('"*', []),
        ("\x00", []),
        ("%", []),
        ("_", []),
    ],
)
def test_products_are_found_by_what_people_remember(seller: User, typed: str, found: list[str]) -> None:
    assert sorted(numbers(search_products(user=seller, text=typed))) == sorted(found)


@pytest.mark.usefixtures("shelf")
def test_the_exact_number_comes_first_then_numbers_that_begin_so_then_names(seller: User) -> None:
    a_product("M8", "Ροδέλα", "Washer")
    a_product("M8-DIN", "Βίδα", "Screw")

    assert numbers(search_products(user=seller, text="m8"))[:2] == ["M8", "M8-DIN"]
    assert set(numbers(search_products(user=seller, text="m8"))) == {"M8", "M8-DIN", "BOLT-M8", "BOLT-M8-A4", "NUT-M8"}


def test_a_greek_number_is_found_by_its_beginning(seller: User, company: object) -> None:
    a_product("ΒΙΔΑ-8", "Βίδα", "Screw")

    assert numbers(search_products(user=seller, text="βιδα-")) == ["ΒΙΔΑ-8"]


@pytest.mark.usefixtures("shelf")
def test_a_search_stops_at_its_limit(seller: User) -> None:
    assert len(search_products(user=seller, text="m8", limit=2)) == 2


def test_a_search_asks_as_often_for_fifty_hits_as_for_one(
    seller: User, company: object, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_product("BOLT-0")
    seller.rights  # noqa: B018  # loads the grants
    with django_assert_max_num_queries(3) as one:
        search_products(user=seller, text="hexagon")
    for number in range(1, 50):
        a_product(f"BOLT-{number}")
    with django_assert_max_num_queries(3) as fifty:
        assert len(search_products(user=seller, text="hexagon", limit=50)) == 50

    assert len(one) == len(fifty)


def test_a_product_of_other_sales_areas_is_invisible(seller: User, outsider: User, company: object) -> None:
    a_product("BOLT-M8")
    a_product("BOLT-M8-DEALER", areas=["GR01-20-00"])
    a_product("BOLT-M8-BOTH", areas=["GR01-10-00", "GR01-20-00"])

    assert numbers(search_products(user=seller, text="bolt")) == ["BOLT-M8", "BOLT-M8-BOTH"]
    assert numbers(search_products(user=outsider, text="bolt")) == ["BOLT-M8", "BOLT-M8-BOTH", "BOLT-M8-DEALER"]
    assert visible_products(User(username="nobody", pk=4711)).count() == 0


def test_what_areas_a_product_is_restricted_to_reaches_the_documents(company: object) -> None:
    a_product("BOLT-M8", areas=["GR01-20-00"])

    facts = products_by_number(["BOLT-M8"])["BOLT-M8"]

    assert not facts.is_sold_in("GR01-10-00")
    assert facts.is_sold_in("GR01-20-00")


def test_a_thousand_numbers_are_looked_up_in_two_statements(
    company: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    customer = a_party("Papadopoulos")
    for number in range(30):
        a_product(f"BOLT-{number}", customer_numbers=[(customer, f"P{number}")])

    with django_assert_num_queries(2):
        found = products_by_number([f"p{number}" for number in range(1000)], customer_id=customer.pk)

    assert len(found) == 30


@pytest.mark.parametrize("number", ["", " ", "\x00", "'", "x" * 5000])
def test_numbers_that_cannot_be_are_simply_not_found(company: object, number: str) -> None:
    assert products_by_number([number], customer_id=1) == {}


def test_overdue_receipts_are_no_promise(company: object) -> None:
    yesterday, today = date(2026, 11, 22), date(2026, 11, 23)
    bolt = a_product("BOLT-M8", receipts=[(yesterday, 10), (today, 20)])

    facts = availability_facts([bolt.pk], ["AT01"], today)

    assert facts[bolt.pk, "AT01"].receipts == ((today, Decimal(20)),)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (ProductFilter(), ["8", "BOLT-M8", "BOLT-M8-A4", "NUT-M8", "PAINT-5"]),
        (ProductFilter(q="hexagon"), ["BOLT-M8", "NUT-M8"]),
        (ProductFilter(group="NUTS"), ["NUT-M8"]),
        (ProductFilter(kind="stock", q="m8"), ["BOLT-M8", "BOLT-M8-A4"]),
        (ProductFilter(kind="order", status="active"), ["NUT-M8"]),
        (ProductFilter(status="phased_out"), ["PAINT-5"]),
        (ProductFilter(status="blocked"), []),
        (ProductFilter(group="NUTS", q="paint"), []),
    ],
)
def test_a_list_holds_what_its_filter_leaves(seller: User, wanted: ProductFilter, left: list[str]) -> None:
    assert numbers(listed_products(seller, wanted).order_by("number")) == left


@pytest.mark.usefixtures("shelf")
def test_a_list_is_the_same_whether_few_or_many_rows_are_left(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    filters = [ProductFilter(q="m8", group="FASTENERS"), ProductFilter(kind="order"), ProductFilter(q="8")]
    few = [numbers(listed_products(seller, wanted).order_by("number")) for wanted in filters]
    monkeypatch.setattr(lists, "FEW", 0)

    assert [numbers(listed_products(seller, wanted).order_by("number")) for wanted in filters] == few


@pytest.mark.usefixtures("shelf")
def test_every_order_of_the_list_sorts_by_what_it_says(seller: User) -> None:
    by = {name: numbers(listed_products(seller, ProductFilter()).order_by(*ORDERS[name])) for name in ORDERS}

    assert by["number"] == ["8", "BOLT-M8", "BOLT-M8-A4", "NUT-M8", "PAINT-5"]
    assert by["name"] == ["PAINT-5", "8", "BOLT-M8-A4", "BOLT-M8", "NUT-M8"]  # chroma, gantia, kochlias a, kochlias e
    assert set(by["changed"]) == set(by["number"])


def test_a_product_is_loaded_for_the_verbs_of_ones_roles(seller: User, sales_support: User, company: object) -> None:
    a_product("BOLT-M8")

    assert product_to("display_product", user=seller, number="bolt-m8").number == "BOLT-M8"
    assert product_to("set_stock", user=sales_support, number="BOLT-M8", lock=True).number == "BOLT-M8"
    with pytest.raises(Forbidden):
        product_to("change_product", user=seller, number="BOLT-M8")
    with pytest.raises(NotVisible):
        product_to("display_product", user=seller, number="NUT-M8")


def test_a_restricted_product_is_kept_by_people_of_its_areas(
    sales_lead: User, outsider: User, administrator: User, company: object
) -> None:
    a_product("BOLT-M8", areas=["GR01-10-00"])
    RoleGrant.objects.create(user=outsider, role=Role.AUDITOR, scope="GR01-10-00")
    RoleGrant.objects.create(user=outsider, role=Role.SALES_LEAD, scope="GR01-20-00")

    assert product_to("change_product", user=sales_lead, number="BOLT-M8")
    assert product_to("change_product", user=administrator, number="BOLT-M8")
    with pytest.raises(Forbidden):  # sees it as auditor here, keeps products elsewhere only
        product_to("change_product", user=outsider, number="BOLT-M8")


@pytest.mark.parametrize(
    ("role", "sees_cost"),
    [
        ("seller", True),
        ("sales_lead", True),
        ("pricing_clerk", True),
        ("auditor", True),
        ("administrator", True),
        ("sales_support", False),
    ],
)
def test_who_may_see_cost(request: pytest.FixtureRequest, role: str, sees_cost: bool) -> None:
    user: User = request.getfixturevalue(role)

    assert user.rights.allows("catalog.display_cost") is sees_cost
