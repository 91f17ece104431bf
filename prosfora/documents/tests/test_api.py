"""Documents for programs: priced on creation, one version per change, every wrong body a readable 4xx."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.services import System
from prosfora.documents.models import SalesDocument
from prosfora.documents.services import accept_quotation, issue_quotation
from prosfora.documents.tests.builders import a_customer, a_quotation, an_inquiry, an_offering
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.clock import now
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
type Call = Callable[..., HttpResponse]


def program_of(user: User) -> Call:
    """A program that calls with a token of the user."""
    at = now()
    _, secret = issue_token(user=user, name="test", expires_at=at + dt.timedelta(days=1), by=System(), at=at)
    client = Client()

    def call(method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        text = body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {})
        return client.generic(
            method,
            f"/api/v1{path}",
            text if method != "GET" else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **{k.replace("_", "-"): v for k, v in headers.items()}},
        )

    return call


@pytest.fixture
def program(seller: User) -> Call:
    an_offering()
    return program_of(seller)


def told(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def an_order_body(items: int = 2, **more: object) -> dict[str, object]:
    lines = [{"product": "BOLT-M8", "quantity": "40"}] * items
    return {"sold_to": a_customer().number, "items": lines, **more}


def test_creating_a_quotation_prices_it(program: Call) -> None:
    made = program("POST", "/quotations", an_order_body(customer_reference="RFQ 7"))

    body = told(made)
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/quotations/{body['number']}"
    assert made["ETag"] == '"1"'
    assert (body["net"], body["tax"], body["total"], body["currency"]) == ("800.00", "192.00", "992.00", "EUR")
    assert [item["position"] for item in body["items"]] == [10, 20]
    assert body["items"][0]["schedule"][0]["quantity"] == "40"
    assert {partner["function"] for partner in body["partners"]} == {"AG", "WE", "RE", "RG"}
    assert "issue_quotation" in body["possible"]
    assert "withdraw_quotation" not in body["possible"]  # the status allows it, the seller's role does not


def test_what_creating_answers_is_what_displaying_answers(program: Call) -> None:
    made = told(program("POST", "/quotations", an_order_body(texts={"intro": "Hello"})))

    assert exactly(told(program("GET", f"/quotations/{made['number']}"))) == exactly(made)


def exactly(body: Any) -> Any:
    """The same body with every number in its shortest spelling: databases add zeros."""
    if isinstance(body, dict):
        return {name: exactly(value) for name, value in body.items()}
    if isinstance(body, list):
        return [exactly(value) for value in body]
    try:
        return f"{Decimal(body).normalize():f}" if isinstance(body, str) else body
    except ArithmeticError:
        return body


@pytest.mark.parametrize("items", [10, 100])
def test_creating_takes_the_same_few_statements_for_ten_lines_and_a_hundred(program: Call, items: int) -> None:
    body = an_order_body(items)
    program("POST", "/quotations", body, Idempotency_Key="warm")  # the process reads its configuration once

    with CaptureQueriesContext(connection) as captured:
        made = program("POST", "/quotations", body, Idempotency_Key="measured")

    assert made.status_code == 201
    statements = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 20, "\n".join(sql[:160] for sql in statements)


def test_a_repeated_call_makes_one_quotation(program: Call) -> None:
    first = program("POST", "/quotations", an_order_body(), Idempotency_Key="k1")
    again = program("POST", "/quotations", an_order_body(), Idempotency_Key="k1")

    assert told(first)["number"] == told(again)["number"]
    assert SalesDocument.objects.count() == 1


def test_an_item_is_changed_added_and_removed(program: Call) -> None:
    made = told(program("POST", "/quotations", an_order_body(3)))
    patch = {
        "changed": {"10": {"quantity": "50"}},
        "added": [{"product": "BOLT-M8", "quantity": "1"}],
        "removed": [20],
        "valid_to": None,
    }

    everything = {"Prefer": "return=representation"}
    changed = program("PATCH", f"/quotations/{made['number']}", patch, If_Match='"1"', **everything)

    body = told(changed)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert [(item["position"], Decimal(item["quantity"])) for item in body["items"]] == [(10, 50), (30, 40), (40, 1)]
    assert Decimal(body["net"]) == Decimal("910.00")
    assert body["valid_to"] is None
    assert [(gap["field"], gap["blocks"]) for gap in body["gaps"] if gap["blocks"]] == [("valid_to", "issue_quotation")]


def test_a_change_answers_the_rows_that_changed_and_the_new_total(program: Call) -> None:
    number = told(program("POST", "/quotations", an_order_body(3)))["number"]

    changed = told(program("PATCH", f"/quotations/{number}", {"changed": {"20": {"quantity": "50"}}}))

    assert [item["position"] for item in changed["items"]] == [20]
    assert Decimal(changed["net"]) == Decimal("1300.00")


def test_changing_one_of_many_rows_takes_as_many_statements_as_one_of_few(program: Call) -> None:
    counts = []
    for items in (2, 60):
        number = told(program("POST", "/quotations", an_order_body(items)))["number"]
        patch = {"changed": {"20": {"quantity": "50"}}}
        with CaptureQueriesContext(connection) as captured:
            assert program("PATCH", f"/quotations/{number}", patch).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 32


def test_a_stale_etag_is_refused(program: Call) -> None:
    number = told(program("POST", "/quotations", an_order_body()))["number"]
    program("PATCH", f"/quotations/{number}", {"customer_reference": "A"}, If_Match='"1"')

    late = program("PATCH", f"/quotations/{number}", {"customer_reference": "B"}, If_Match='"1"')

    assert late.status_code == 412
    assert "seller" in told(late)["detail"]


def test_a_quotations_whole_life(program: Call) -> None:
    inquiry = told(program("POST", "/inquiries", an_order_body()))
    answered = told(program("POST", f"/inquiries/{inquiry['number']}/answer_inquiry"))
    assert answered["items"][0]["answer"]["available"] is True
    quoted = program("POST", f"/inquiries/{inquiry['number']}/quote_inquiry")
    number = told(quoted)["number"]
    assert quoted.status_code == 201
    assert told(program("POST", f"/quotations/{number}/reprice_quotation"))["version"] == 1
    assert told(program("POST", f"/quotations/{number}/issue_quotation"))["status"] == "issued"
    accepted = program("POST", f"/quotations/{number}/accept_quotation", {"evidence": "mail"})
    order = told(accepted)
    assert accepted["Location"] == f"/api/v1/orders/{order['number']}"
    assert Decimal(order["total"]) == Decimal("992.00")
    flow = told(program("GET", f"/orders/{order['number']}/flow"))
    assert [step["number"] for step in flow["documents"]] == [inquiry["number"], number, order["number"]]
    assert told(program("GET", f"/quotations/{number}/flow"))["items"][0]["target_position"] == 10
    assert told(program("GET", f"/inquiries/{inquiry['number']}/flow"))["documents"]
    again = program("POST", f"/quotations/{number}/accept_quotation")
    assert again.status_code == 409


def test_the_other_verbs(program: Call, sales_lead: User) -> None:
    first = told(program("POST", "/quotations", an_order_body(3)))["number"]
    copy = program("POST", f"/quotations/{first}/copy_quotation")
    assert copy.status_code == 201
    rejected = told(program("POST", f"/quotations/{first}/reject_items", {"reasons": {"10": "30"}}))
    assert Decimal(rejected["net"]) == Decimal("800.00")
    program("POST", f"/quotations/{first}/issue_quotation", {"deliver": False})
    assert told(program("POST", f"/quotations/{first}/deliver_quotation"))["delivery_status"] == "waiting"
    declined = program("POST", f"/quotations/{first}/decline_quotation", {"reason": "01"})
    assert told(declined)["status"] == "declined"
    forbidden = program("POST", f"/quotations/{told(copy)['number']}/withdraw_quotation", {"reason": "03"})
    assert forbidden.status_code == 403
    lead = program_of(sales_lead)
    assert lead("POST", f"/quotations/{told(copy)['number']}/withdraw_quotation", {"reason": "03"}).status_code == 200
    inquiry = told(program("POST", "/inquiries", an_order_body()))["number"]
    changed = program("PATCH", f"/inquiries/{inquiry}", {"changed": {"10": {"note": "blue"}}})
    assert told(changed)["items"][0]["note"] == "blue"
    assert program("POST", f"/inquiries/{inquiry}/reject_items", {"reasons": {"20": "50"}}).status_code == 200
    assert program("POST", f"/inquiries/{inquiry}/close_inquiry", {"reason": "02"}).status_code == 200


def test_the_pdf_is_fetched(program: Call) -> None:
    number = told(program("POST", "/quotations", an_order_body()))["number"]

    pdf = program("GET", f"/quotations/{number}/pdf")

    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_an_incomplete_offer_is_not_issued_and_says_what_is_missing(program: Call) -> None:
    number = told(program("POST", "/quotations", an_order_body(valid_to=None)))["number"]

    refused = program("POST", f"/quotations/{number}/issue_quotation")

    assert refused.status_code == 422
    assert told(refused)["gaps"] == [{"field": "valid_to", "position": None}]
    assert told(refused)["errors"][0]["pointer"] == "/valid_to"


def test_another_areas_people_see_nothing(seller: User, outsider: User) -> None:
    quotation, inquiry = a_quotation(owner=seller), an_inquiry(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    order = accept_quotation(quotation=quotation, by=seller, at=MONDAY)
    program = program_of(outsider)

    for path in (f"/quotations/{quotation.number}", f"/inquiries/{inquiry.number}", f"/orders/{order.number}"):
        assert program("GET", path).status_code == 404
        assert program("GET", f"{path}/flow").status_code == 404
    assert program("GET", f"/quotations/{quotation.number}/pdf").status_code == 404
    for verb in ("issue", "deliver", "accept", "copy", "reprice"):
        assert program("POST", f"/quotations/{quotation.number}/{verb}_quotation").status_code == 404
    assert program("PATCH", f"/quotations/{quotation.number}", {}).status_code == 404
    assert told(program("GET", "/quotations"))["items"] == []
    assert told(program("GET", "/quotations?area=GR01-10-00"))["items"] == []
    body = {"sold_to": a_customer().number, "sales_area": "GR01-10-00"}
    assert program("POST", "/quotations", body).status_code in (403, 404)


def test_auditors_read_and_change_nothing(seller: User, auditor: User) -> None:
    quotation = a_quotation(owner=seller)
    program = program_of(auditor)

    assert program("GET", f"/quotations/{quotation.number}").status_code == 200
    assert told(program("GET", f"/quotations/{quotation.number}"))["possible"] == []
    assert program("PATCH", f"/quotations/{quotation.number}", {}).status_code == 403
    assert program("POST", f"/quotations/{quotation.number}/issue_quotation").status_code == 403


def test_lists_are_filtered_ordered_and_paged(program: Call, seller: User) -> None:
    numbers = [a_quotation(owner=seller, items=count).number for count in (1, 3, 2)]

    by_net = told(program("GET", "/quotations?order=-net&limit=2"))
    assert [row["number"] for row in by_net["items"]] == [numbers[1], numbers[2]]
    rest = told(program("GET", f"/quotations?order=-net&limit=2&cursor={by_net['next_cursor']}"))
    assert ([row["number"] for row in rest["items"]], rest["next_cursor"]) == ([numbers[0]], None)
    assert told(program("GET", "/quotations?status=issued"))["items"] == []
    assert len(told(program("GET", "/quotations?status=draft&status=issued&responsible=me&q=papadop"))["items"]) == 3
    assert told(program("GET", "/quotations?net_from=1000"))["items"][0]["number"] == numbers[1]


ORDERS = ("number", "-number", "date", "-date", "net", "-net", "valid_to", "-valid_to", "customer", "-customer")


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_pages_through_everything_once(program: Call, seller: User, order: str) -> None:
    numbers = {a_quotation(owner=seller, items=1, valid_to=None).number for _ in range(2)}
    numbers |= {a_quotation(owner=seller, items=2).number for _ in range(3)}

    seen, cursor = [], ""
    for _ in range(5):
        page = told(program("GET", f"/quotations?order={order}&limit=1&cursor={cursor}"))
        seen += [row["number"] for row in page["items"]]
        cursor = page["next_cursor"]

    assert cursor is None
    assert sorted(seen) == sorted(numbers)


WRONG_BODIES = [
    {},
    [],
    "x",
    None,
    {"sold_to": "1"},
    {"sold_to": 1},
    {"sold_to": "\u0000"},
    {"sold_to": None},
    {"items": 5},
    {"items": [{"product": "BOLT-M8", "quantity": "1e999999"}]},
    {"items": [{"product": "BOLT-M8", "quantity": "NaN"}]},
    {"items": [{"product": "BOLT-M8", "quantity": True}]},
    {"items": [{"product": "BOLT-M8", "quantity": "999999999999"}]},
    {"items": [{"product": "BOLT-M8", "quantity": "0.0001"}]},
    {"items": [{"product": "BOLT-M8", "quantity": "1", "requested_date": "0001-01-01"}]},
    {"items": [{"product": "BOLT-M8", "quantity": "1", "requested_date": "9999-12-31"}]},
    {"items": [{"product": "BOLT-M8", "quantity": "1", "position": 10**17}]},
    {"items": [{"product": "BOLT-M8", "quantity": "1", "position": 10}] * 2},
    {"items": [{"product": "BOLT-M8", "quantity": "1", "unit": "\u0130"}]},
    {"items": [{"product": "BOLT-M8", "quantity": "1", "conditions": [{"condition_type": "XXXX"}]}]},
    {"items": [{"product": "\ud83d\ude00" * 20, "quantity": "1"}]},
    {"document_date": "2026-02-30"},
    {"document_date": "9999-12-31"},
    {"valid_to": "1980-01-01"},
    {"currency": "\u20ac\u20ac\u20ac"},
    {"currency": "XXX"},
    {"probability": 10**9},
    {"unknown": 1},
    {"texts": {"intro": "x" * 10_001}},
    {"texts": {"other": "x"}},
    {"partners": {"AG": "1"}},
    {"partners": {"WE": "9999999"}},
    {"responsible": "\u202e"},
    {"language": "\u4e2d\u6587"},
]


@pytest.mark.parametrize("body", WRONG_BODIES)
def test_no_body_whatever_makes_the_server_fail(program: Call, body: object) -> None:
    if isinstance(body, dict) and "sold_to" not in body and body:
        body = {**an_order_body(1), **body}
    answer = program("POST", "/quotations", body)

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert told(answer)["detail"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"sold_to": "\\ud800"}',
        b'{"sold_to": NaN}',
        b'{"a": 1' + b"0" * 400 + b"}",
        b"[" * 9999,
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_so(program: Call, text: bytes) -> None:
    assert 400 <= program("POST", "/quotations", text).status_code < 500


@pytest.mark.parametrize(
    "query",
    [
        "cursor=xyz", "cursor=WyJ4Il0=", "cursor=WzFlOTk5LCAxXQ==", "order=price", "limit=0", "limit=999",
        "status=lost",
        "date_from=9999-12-31", "net_from=1e99", "responsible=99999999999999999999", "q=%00", "area=%00", "sold_to=%00",
        "customer=%ED%A0%80", "order=net&cursor=WyJ4IiwgIngiXQ==",
        "order=date&cursor=WyJ4IiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5OV0=",
    ],
)  # fmt: skip
def test_no_query_whatever_makes_the_server_fail(program: Call, query: str) -> None:
    assert program("GET", f"/quotations?{query}").status_code < 500


@pytest.mark.parametrize("number", ["0", "%00", "20000000%00", "x" * 300, "../orders", "%ED%A0%80", "20000000x"])
def test_numbers_that_are_none_are_not_found(program: Call, number: str) -> None:
    assert program("GET", f"/quotations/{number}").status_code in (404, 422)
