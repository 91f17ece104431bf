"""Why an item costs what it costs and what would have to change: on the page and for programs, in both languages."""

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.documents.models import SalesDocument
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.documents.tests.test_api import Call, program_of
from prosfora.identity.models import User

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def draft(seller: User) -> SalesDocument:
    an_offering()
    return a_quotation(owner=seller, items=2)


def told(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def explained(program: Call, draft: SalesDocument, question: str = "", position: int = 10) -> HttpResponse:
    return program("GET", f"/quotations/{draft.number}/items/{position}/explain_price{question}")


def test_programs_read_the_waterfall_and_what_lost(seller: User, draft: SalesDocument) -> None:
    answer = told(explained(program_of(seller), draft))

    item = draft.items.get(position=10)
    assert answer["net"] == str(round(item.net, 2))
    assert answer["trace"][0]["type"] == "PR00"
    assert any(loser["reason"] == "no_record" and loser["reason_words"] for loser in answer["losers"])
    assert "target" not in answer


def test_programs_read_what_would_have_to_change(seller: User, draft: SalesDocument) -> None:
    item = draft.items.get(position=10)
    wanted = item.unit_price - 1
    answer = told(explained(program_of(seller), draft, f"?unit_price={wanted}"))["target"]

    assert answer["now"] == str(round(item.net, 2))
    net_price = next(way for way in answer["ways"] if way["type"] == "PN00")
    assert net_price["rate"] == str(wanted.normalize())
    assert net_price["net"] == answer["wanted"]
    assert net_price["reaches"] is True


def test_the_margin_of_a_way_is_for_those_who_may_see_cost(
    sales_support: User, seller: User, draft: SalesDocument
) -> None:
    question = "?unit_price=9"
    for_support = told(explained(program_of(sales_support), draft, question))
    for_seller = told(explained(program_of(seller), draft, question))

    assert {way["margin"] for way in for_support["target"]["ways"]} == {None}
    assert all(way["margin"] for way in for_seller["target"]["ways"])
    assert "VPRS" not in [line["type"] for line in for_support["trace"]]
    assert "VPRS" in [line["type"] for line in for_seller["trace"]]


def test_what_others_quote_is_explained_to_nobody_else(outsider: User, draft: SalesDocument) -> None:
    assert explained(program_of(outsider), draft).status_code == 404


def test_an_item_that_is_not_there_has_no_price(seller: User, draft: SalesDocument) -> None:
    assert explained(program_of(seller), draft, position=15).status_code == 404


@pytest.mark.parametrize("wrong", ["-1", "many", "1e20", "0.00001"])
def test_a_price_that_is_none_is_refused(seller: User, draft: SalesDocument, wrong: str) -> None:
    assert explained(program_of(seller), draft, f"?unit_price={wrong}").status_code == 422


def test_statements_do_not_grow_with_the_items(seller: User) -> None:
    an_offering()
    program = program_of(seller)
    counted = []
    for items in (1, 30):
        draft = a_quotation(owner=seller, items=items)
        explained(program, draft, "?unit_price=9")
        with CaptureQueriesContext(connection) as captured:
            assert explained(program, draft, "?unit_price=9").status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_the_panel_answers_in_the_readers_language(client: Client, seller: User, draft: SalesDocument) -> None:
    client.force_login(seller)
    address = f"/quotations/{draft.number}/items/10?unit_price=9"

    english = client.get(address).content.decode()
    User.objects.filter(pk=seller.pk).update(language="el")
    greek = client.get(address).content.decode()

    assert "What would have to change for a net value of 360.00" in english
    assert "Τι θα έπρεπε να αλλάξει" in greek


def test_a_price_that_is_no_number_is_said_at_its_field(client: Client, seller: User, draft: SalesDocument) -> None:
    client.force_login(seller)
    page = client.get(f"/quotations/{draft.number}/items/10?unit_price=cheap").content.decode()

    assert "“cheap” is not a number" in page
    assert "What would have to change for" not in page


def test_the_simulation_answers_it_too(client: Client, sales_lead: User, draft: SalesDocument) -> None:
    client.force_login(sales_lead)
    item = draft.items.get(position=10)
    page = client.get(f"/prices/simulation?product={item.product_number}&quantity=10&unit_price=9").content.decode()

    assert "What would have to change for a net value of 90.00" in page


def test_programs_ask_before_there_is_a_document(sales_lead: User, draft: SalesDocument) -> None:
    line = {"product": draft.items.get(position=10).product_number, "quantity": "10"}
    answer = told(program_of(sales_lead)("POST", "/price/target", {"line": line, "unit_price": "9"}))

    assert answer["wanted"] == "90.00"
    assert {"entered", "record"} <= {way["means"] for way in answer["ways"]}
