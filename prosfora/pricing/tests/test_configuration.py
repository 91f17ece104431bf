"""What a procedure says beyond its steps is data: kept in the tables, read by the engine."""

from decimal import Decimal

import pytest

from prosfora.audit.services import System
from prosfora.pricing.models import ConditionType, PricingProcedure, Step
from prosfora.pricing.queries import configuration, price_document, procedure_for
from prosfora.pricing.rules.book import Exclusion
from prosfora.pricing.rules.formulas import CONSTANTS, GROUP_FORMULAS, ITEM_FORMULAS
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services.bulk import NewCondition, create_conditions
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP, SINCE, a_discount, a_price, standard_pricing
from prosfora.pricing.tests.world import a_header, an_item

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def standard(company: object) -> None:
    standard_pricing()


def test_an_exclusion_is_read_and_applied() -> None:
    PricingProcedure.objects.update(exclusions=[["best", ["K004", "K007"], []]])
    touch_configuration()
    a_price("BOLT-M8", "100")
    a_discount("K004", "3", product="BOLT-M8")
    a_discount("K007", "5", customer="1000001")

    answer = price_document(a_header(customer="1000001"), [an_item("BOLT-M8")])

    assert procedure_for("GR01-10-00", "QT").exclusions == (Exclusion("best", ("K004", "K007")),)
    assert answer.net == D("95.00")


def test_the_key_of_the_customer_determines_the_procedure() -> None:
    found = {key: procedure_for("GR01-10-00", "QT", key) for key in ("", "1", "2", "3")}

    assert [one.code for one in found.values()] == ["RVAA01", "RVAA01", "RVAB02", "RVNP01"]
    assert [one.tax_included for one in found.values()] == [False, False, True, False]
    assert {one.steps[-1].type.condition_class for one in found.values() if one.steps[-1].type} == {"rounding"}


def test_nothing_without_tax_is_mixed_into_prices_that_contain_it() -> None:
    known = configuration().procedures
    amounts = {
        step.type.code
        for step in known["RVAB02"].steps
        if step.type and step.type.accesses and step.type.calculation != "percent"
    }

    assert amounts == {"PR01", "PMI1", "KF01", "AMI1", "DIFF"}


def test_a_procedure_of_prices_with_tax() -> None:
    conditions = [NewCondition("PR01", {"product": "BOLT-M8"}, Terms(D("124"), SINCE, currency="EUR", unit="PCE"))]
    create_conditions(conditions=conditions, by=System(), at=SETUP)

    answer = price_document(a_header(customer_procedure="2"), [an_item("BOLT-M8", "3", cost=D(80))])

    assert (answer.net, answer.tax, answer.total, answer.margin) == (D(300), D(72), D(372), D(60))
    lines = {e.label_key: e.value for e in answer.items[0].elements if not e.condition_type}
    assert (lines["total"], lines["net_of_tax"], lines["margin"]) == (D(372), D(300), D(60))


def test_every_name_that_the_engine_knows_fits_its_column() -> None:
    longest = {name: Step._meta.get_field(name).max_length for name in ("formula", "requirement")}

    assert [name for name in (*ITEM_FORMULAS, *GROUP_FORMULAS, *CONSTANTS) if len(name) > longest["formula"]] == []
    assert [name for name in REQUIREMENTS if len(name) > longest["requirement"]] == []


def test_a_scale_over_a_type_and_one_over_a_basket() -> None:
    ConditionType.objects.filter(code="K004").update(is_group=True, group_over="type")
    ConditionType.objects.filter(code="K005").update(group_over="basket")
    touch_configuration()
    levels = ((D(0), D(0)), (D(10), D(10)))
    for product in ("BOLT-M8", "NUT-M8"):
        a_price(product, "10")
    own = [NewCondition("K004", {"product": name}, Terms(D(0), SINCE, scales=levels)) for name in ("BOLT-M8", "NUT-M8")]
    terms = Terms(D(0), SINCE, scales=levels, basket="product=NUT-M8")
    basket = NewCondition("K005", {"customer": "1000001", "product": "BOLT-M8"}, terms)
    create_conditions(conditions=[*own, basket], by=System(), at=SETUP)
    items = [an_item("BOLT-M8", "1"), an_item("NUT-M8", "9", position=20)]

    plain = price_document(a_header(), items)
    ten = price_document(a_header(customer="1000001"), [items[0], an_item("NUT-M8", "10", position=20)])

    assert [item.net for item in plain.items] == [D("9.00"), D("81.00")]
    assert [item.net for item in ten.items] == [D("8.00"), D("90.00")]
