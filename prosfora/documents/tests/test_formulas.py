"""Documents priced with formulas that people wrote: tried on them, made again from them, all their items together."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.catalog.models import Product
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import change_quotation, issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import RoleGrant, User
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.queries.trying import Place, facts_at
from prosfora.pricing.rules.expressions import Purpose, read
from prosfora.pricing.rules.settings import DeterminationRow, DeterminationSetting, FormulaSetting
from prosfora.pricing.services import SetupInUse, configure_prices
from prosfora.pricing.tests.builders import SETUP, SYSTEM, a_formula, standard_pricing
from prosfora.pricing.tests.test_api import client_of
from prosfora.pricing.tests.test_set_up_api import send
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prices(company: object) -> None:
    standard_pricing()


def ours(expression: str, *, step: str = "PR00") -> FormulaSetting:
    """All documents take a procedure whose price has its value from a formula."""
    made = a_formula("OURS", expression)
    found = set_up().procedures["RVAA01"]
    steps = tuple(replace(one, formula="OURS") if one.condition_type == step else one for one in found.steps)
    configure_prices(wanted=replace(found, code="ZVAA01", steps=steps), is_new=True, by=SYSTEM, at=SETUP)
    configure_prices(wanted=DeterminationSetting((DeterminationRow("ZVAA01"),)), by=SYSTEM, at=SETUP)
    return made


def nets(quotation: SalesDocument) -> list[Decimal]:
    return list(quotation.items.order_by("position").values_list("net", flat=True))


def bolts(*quantities: int) -> list[ItemLine]:
    return [ItemLine(product="BOLT-M8", quantity=Decimal(quantity)) for quantity in quantities]


def test_a_stored_price_is_made_again_with_its_formula_which_stays(seller: User) -> None:
    formula = ours("value * 2 if quantity >= 100 else value")
    quotation = a_quotation(owner=seller, items=bolts(10, 100))
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)

    with pytest.raises(SetupInUse):
        configure_prices(wanted=replace(formula, expression="value"), by=SYSTEM, at=SETUP)

    small, large = nets(quotation)
    assert large == small * 20
    assert quotation.procedure == "ZVAA01"
    assert list(recompute(SalesDocument.objects.all())) == []


def test_a_formula_of_the_whole_document_prices_all_items_again(seller: User) -> None:
    ours("value / document_items")
    quotation = a_quotation(owner=seller, items=bolts(12))
    (alone,) = nets(quotation)

    change_quotation(quotation=quotation, added=bolts(12), by=seller, at=MONDAY)

    assert nets(quotation) == [alone / 2, alone / 2]
    assert list(recompute(SalesDocument.objects.all())) == []


def test_without_an_answer_the_draft_says_why_and_is_not_complete(seller: User) -> None:
    ours("value / (quantity - 10)")

    quotation = a_quotation(owner=seller, items=bolts(10, 11))

    first, second = quotation.items.order_by("position")
    assert [problem["code"] for problem in first.problems] == ["formula_divides_by_zero", "no_base_price"]
    assert (first.is_complete, second.is_complete, first.net) == (False, True, Decimal(0))


def try_on(clerk: User, quotation: SalesDocument, expression: str, **place: object) -> dict[str, object]:
    body = {"purpose": "value", "expression": expression, "document": quotation.number, "item": 10, **place}
    return dict(send(client_of(clerk), "POST", "/try_formula", body).json())


@pytest.fixture
def clerk(pricing_clerk: User) -> User:
    RoleGrant.objects.filter(user=pricing_clerk).update(scope="")
    return pricing_clerk


def test_a_formula_is_tried_on_a_stored_item_before_a_step(seller: User, clerk: User) -> None:
    quotation = a_quotation(owner=seller, items=bolts(40, 2))
    first, second = nets(quotation)

    at_price = try_on(clerk, quotation, "rate * quantity / step(11) * base", step=11)
    at_end = try_on(clerk, quotation, "value_so_far + document_items")
    typed = try_on(clerk, quotation, "document_value * quantity", facts={"quantity": "2"})

    assert at_price["problem"] == "formula_divides_by_zero"  # step 11 itself is not computed yet
    assert at_price["facts"] == {
        "rate": at_price["facts"]["rate"],
        "quantity": "40.000",
        "step(11)": "0",
        "base": "40.000",
    }
    assert Decimal(str(at_end["result"])) > first
    assert Decimal(str(typed["result"])) >= (first + second) * 2


def test_another_document_is_not_shown_and_an_item_must_exist(seller: User, clerk: User) -> None:
    quotation = a_quotation(owner=seller)

    missing = try_on(clerk, quotation, "quantity", item=990)
    unknown = send(client_of(clerk), "POST", "/try_formula",
                   {"purpose": "value", "expression": "quantity", "document": "99999999"})  # fmt: skip

    assert "has no item 990" in str(missing["detail"])
    assert unknown.status_code == 404


def test_costs_are_told_to_who_may_see_them_alone(seller: User, clerk: User, sales_support: User) -> None:
    an_offering()
    Product.objects.update(cost=Decimal("0.10"))
    quotation = a_quotation(owner=seller, items=bolts(40))
    formula = read("", Purpose.VALUE, "cost + step(940) + steps(100, 110) + steps(900, 950) + rate")

    seen = {user: facts_at(user, formula, Place(quotation.number, 10, 940)) for user in (sales_support, clerk)}

    assert not sales_support.rights.allows("catalog.display_cost", quotation.sales_area_id)
    assert [name for name, value in seen[sales_support].items() if value is not None] == ["steps(100, 110)"]
    assert seen[clerk]["cost"] == Decimal("4.00")


def test_a_trial_asks_as_much_for_many_items_as_for_one(seller: User, clerk: User) -> None:
    one, many = a_quotation(owner=seller, items=bolts(1)), a_quotation(owner=seller, items=bolts(*range(1, 31)))
    counts = []
    for quotation in (one, one, many):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            try_on(clerk, quotation, "document_value + step(100)")
        counts.append(len(statements))

    assert counts[1] == counts[2]
