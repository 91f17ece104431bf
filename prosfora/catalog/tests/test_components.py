"""What bundles consist of: stated, changed and taken back by those who keep products."""

from decimal import Decimal

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.catalog.models import Component, Product
from prosfora.catalog.queries import product_facts, products_by_number, promise
from prosfora.catalog.services import LinkedToItself, ProductInvalid, TooManyComponents, remove_component, set_component
from prosfora.catalog.services.components import MOST_COMPONENTS
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from tests.cast import DEALERS, MONDAY

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def bundle(company: object) -> Product:
    return a_product(number="SET", units=(), item_category_group="ERLA")


@pytest.fixture
def bolt(company: object) -> Product:
    return a_product()


def put(bundle: Product, part: Product, quantity: str = "2", unit: str = "") -> Component:
    return set_component(product=bundle, part=part, quantity=Decimal(quantity), unit=unit, by=System(), at=MONDAY)


def test_a_part_is_stated_changed_and_taken_out_with_a_journal(bundle: Product, bolt: Product) -> None:
    put(bundle, bolt)
    put(bundle, bolt)
    part = put(bundle, bolt, "1", "BX")

    facts = products_by_number(["SET"])["SET"]
    assert [(one.part, one.quantity, one.unit) for one in facts.components] == [("BOLT-M8", Decimal(1), "BX")]
    assert facts.is_bundle
    remove_component(component=part, by=System(), at=MONDAY)
    assert not product_facts([bundle])[bundle.pk].is_bundle
    verbs = JournalEntry.objects.filter(kind="product", key="SET").values_list("verb", flat=True)
    assert sorted(verbs) == ["create_product", "remove_component", "set_component", "set_component"]


def test_components_alone_make_no_bundle(bolt: Product) -> None:
    plain = a_product(number="PLAIN")
    put(plain, bolt)
    assert not product_facts([plain])[plain.pk].is_bundle


@pytest.mark.parametrize(
    ("quantity", "unit", "field"),
    [("0", "", "quantity"), ("-1", "", "quantity"), ("0.0001", "", "quantity"), ("1", "KGM", "unit")],
)
def test_a_quantity_or_unit_that_cannot_be_is_refused(
    bundle: Product, bolt: Product, quantity: str, unit: str, field: str
) -> None:
    with pytest.raises(ProductInvalid) as refusal:
        put(bundle, bolt, quantity, unit)
    assert list(refusal.value.problems) == [field]
    assert not bundle.components.exists()


def test_a_product_is_no_part_of_itself_and_parts_have_an_end(bundle: Product, bolt: Product) -> None:
    with pytest.raises(LinkedToItself):
        put(bundle, bundle)
    others = [a_product(number=f"P{place}") for place in range(MOST_COMPONENTS)]
    Component.objects.bulk_create(
        Component(product=bundle, part=other, quantity=Decimal(1), unit="PCE") for other in others
    )
    with pytest.raises(TooManyComponents, match="100"):
        put(bundle, bolt)
    put(bundle, others[0], "3")


def test_the_page_shows_the_parts_and_takes_new_ones(bundle: Product, bolt: Product, sales_lead: User) -> None:
    browser = Client()
    browser.force_login(sales_lead)

    bad = browser.post(
        "/products/SET/set_component", {"part": "BOLT-M8", "quantity": "x"}, headers={"HX-Request": "true"}
    )
    browser.post("/products/SET/set_component", {"part": "BOLT-M8", "quantity": "2"})
    shown = browser.get("/products/SET/").content.decode()
    browser.post("/products/SET/remove_component", {"part": "BOLT-M8"})

    assert bad.status_code == 422
    assert "a price as a whole (ERLA)" in shown
    assert "BOLT-M8" in shown
    assert not bundle.components.exists()


@pytest.mark.parametrize(
    ("bolts", "wanted", "available", "is_later"),
    [("10", "5", "5", False), ("7", "5", "3", True), ("1", "2", "0", True)],
)
def test_as_many_bundles_leave_as_there_are_parts_for(
    bundle: Product, bolts: str, wanted: str, available: str, is_later: bool
) -> None:
    put(bundle, a_product(stock=bolts))
    put(bundle, a_product(number="ROPE", base_unit="MTR", units=(), whole_units_only=False, stock="99"), "0.5")

    told = promise(
        product=bundle, quantity=Decimal(wanted), unit="", day=MONDAY.date(), plant="AT01", today=MONDAY.date()
    )  # fmt: skip

    proposal = told.proposal
    assert proposal.available == Decimal(available)
    assert (proposal.full_day > proposal.day) is is_later
    assert sum(line.quantity for line in proposal.partial) == Decimal(wanted)


def test_parts_of_other_sales_areas_are_not_shown(bundle: Product, seller: User) -> None:
    put(bundle, a_product(number="SECRET", areas=(DEALERS,)))
    browser = Client()
    browser.force_login(seller)

    assert "SECRET" not in browser.get("/products/SET/").content.decode()
