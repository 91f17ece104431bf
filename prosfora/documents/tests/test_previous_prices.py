"""The price given before as a base price: switched on in the set-up, kept, made again, loaded at once."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import issue_quotation
from prosfora.documents.services.mass_repricing import reprice_quotations
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import Exclusion
from prosfora.pricing.rules.settings import DeterminationRow, DeterminationSetting, StepSetting, TypeSetting
from prosfora.pricing.services import configure_prices
from prosfora.pricing.tests.builders import a_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")
LATER = MONDAY + dt.timedelta(days=10)
CRANES = [ItemLine(product="CRANE", quantity=Decimal(2))]
AT_SEVENTY = [replace(CRANES[0], manual=(ManualCondition("PN00", Decimal(70), unit="PCE"),))]


@pytest.fixture
def by_previous(company: object, pricing_clerk: User) -> None:
    """A copy of the standard procedure in which the price given before stands in for a price that is not there."""
    an_offering()
    a_product(number="CRANE", cost="5.00")
    kind = TypeSetting("ZPRV", "Price given before", "Προηγούμενη τιμή", "price", "quantity")
    standard = set_up().procedures["RVAA01"]
    step = StepSetting(12, condition_type="ZPRV", formula="previous_price_365")
    copy = replace(
        standard, code="ZVAA01", name="Ours", steps=(*standard.steps, step),
        exclusions=(Exclusion("first", ("PR00", "ZPRV")),),
    )  # fmt: skip
    for wanted in (kind, copy):
        configure_prices(wanted=wanted, is_new=True, version=None, by=pricing_clerk, at=MONDAY)
    determination = DeterminationSetting((DeterminationRow("ZVAA01"),))
    configure_prices(wanted=determination, is_new=False, version=None, by=pricing_clerk, at=MONDAY)


def sold(seller: User, at: dt.datetime = MONDAY, lines: list[ItemLine] = AT_SEVENTY) -> SalesDocument:
    """An issued offer of cranes."""
    quotation = a_quotation(owner=seller, items=lines, at=at)
    return issue_quotation(quotation=quotation, by=seller, at=at, deliver=False)


def test_what_was_offered_last_stands_in(by_previous: None, seller: User, client: Client) -> None:
    given = sold(seller)

    quotation = a_quotation(owner=seller, items=CRANES, at=LATER)

    item = quotation.items.get()
    assert (item.unit_price, item.net, quotation.is_complete) == (70, 140, True)
    assert [problem["code"] for problem in item.problems] == ["previous_price"]
    client.force_login(seller)
    page = client.get(f"/quotations/{quotation.number}/items/10").content.decode()
    assert f"this is the one given in {given.number}, item 10" in page
    assert '<p class="error">' not in page


def test_a_draft_is_no_price_given_nor_is_one_too_old_or_of_another_customer(by_previous: None, seller: User) -> None:
    a_quotation(owner=seller, items=AT_SEVENTY)
    assert a_quotation(owner=seller, items=CRANES).net == 0

    SalesDocument.objects.update(document_date=MONDAY.date() - dt.timedelta(days=366), status="issued")
    assert a_quotation(owner=seller, items=CRANES).net == 0


def test_it_is_made_again_from_what_was_kept_whatever_was_offered_since(by_previous: None, seller: User) -> None:
    sold(seller)
    quotation = sold(seller, LATER, CRANES)
    dearer = replace(CRANES[0], manual=(ManualCondition("PN00", Decimal(99), unit="PCE"),))
    sold(seller, LATER + dt.timedelta(days=1), [dearer])
    a_price("CRANE", "500")

    assert list(recompute(SalesDocument.objects.all())) == []
    kept = explain_price(quotation, 10)
    assert kept is not None
    assert next(one for one in kept.elements if one.condition_type == "ZPRV").rate == 70


def test_a_price_recorded_since_wins_at_the_next_pricing(by_previous: None, seller: User) -> None:
    sold(seller)
    quotation = a_quotation(owner=seller, items=CRANES, at=LATER)
    a_price("CRANE", "80")

    reprice_quotations(ids=[quotation.pk], by=seller, at=LATER)

    item = Item.objects.get(document=quotation)
    assert (item.unit_price, item.problems) == (80, [])


def test_it_is_loaded_for_all_items_at_once_and_only_where_a_step_asks(by_previous: None, seller: User) -> None:
    sold(seller)
    counts = []
    for items in (1, 50):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            a_quotation(owner=seller, items=CRANES * items, at=LATER)
        counts.append(sum("rejection_reason" in row["sql"] and "unit_price" in row["sql"] and
                          row["sql"].startswith("SELECT") for row in asked))  # fmt: skip

    assert counts == [1, 1]


def test_the_standard_procedure_asks_for_nothing(company: object, seller: User) -> None:
    an_offering()
    with CaptureQueriesContext(connection) as asked:
        a_quotation(owner=seller, items=1)

    assert not any("documents_item" in row["sql"] and "document_date" in row["sql"] for row in asked)
