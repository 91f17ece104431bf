"""A customer's net price list: what it says, what quotations say, who may see it, as page, file, print and API."""

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import accept_quotation, issue_quotation
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.identity.services import issue_token
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.pricelists.queries.net_prices import (
    NetPriceQuestion,
    listed_for,
    price_list_for,
    priced_products,
    whole_order,
)
from prosfora.pricelists.queries.printing import net_prices_pdf
from prosfora.pricing.queries.simulation import AskedLine, simulate
from prosfora.pricing.services import create_condition
from prosfora.pricing.tests.builders import SETUP, a_discount, a_price, standard_pricing
from tests.cast import DEALERS, MONDAY, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
TODAY = MONDAY.date()
BOLT_SCALE = (("1", "24.07"), ("10", "22.53"), ("100", "20.91"))


@pytest.fixture(autouse=True)
def customer(company: object) -> Party:
    standard_pricing()
    party = a_party(number="1000001")
    a_price("BOLT-M8", "24.07", scales=BOLT_SCALE)
    a_price("NUT-M8", "3.10")
    a_discount("K007", "3.33", customer="1000001")
    return party


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def the_list(user: User, **asked: Any) -> Any:
    question = NetPriceQuestion(**{"customer": "1000001", "day": TODAY, **asked})
    buyer = price_list_for(user, question)
    return priced_products(buyer, list(listed_for(user, question, buyer).order_by("number")))


def sheet(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/net-prices/?customer=1000001&export=csv{query}")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_list_and_a_quotation_agree_to_the_cent(seller: User) -> None:
    bolt = next(row for row in the_list(seller) if row.number == "BOLT-M8")

    for level in bolt.prices.levels:
        line = AskedLine("BOLT-M8", level.quantity)
        quoted = simulate(
            user=seller, customer="1000001", sales_area="", currency="", day=TODAY, lines=[line], trace=False
        )
        assert (level.net, level.net_price) == (quoted.items[0].net, quoted.items[0].unit_price)
    assert [level.quantity for level in bolt.prices.levels] == [1, 10, 100]


def test_the_list_and_a_stored_quotation_agree_to_the_cent(seller: User, customer: Party) -> None:
    bolt = next(row for row in the_list(seller) if row.number == "BOLT-M8")

    for level in bolt.prices.levels:
        asked = [ItemLine(product="BOLT-M8", quantity=level.quantity)]
        item = a_quotation(owner=seller, sold_to=customer, items=asked).items.get()
        assert (item.net, item.unit_price) == (level.net, level.net_price)


def test_it_is_filtered_by_text_and_group_and_leaves_out_what_is_not_sold(seller: User) -> None:
    a_product("OLD-1", status="blocked")
    a_product("LATER-1", sold_from=dt.date(2027, 6, 1))
    a_product("PUMP-1", name="Αντλία", name_en="Pump", group="PUMPS")

    assert [row.number for row in the_list(seller)] == ["BOLT-M8", "NUT-M8", "PUMP-1"]
    assert [row.number for row in the_list(seller, group="PUMPS")] == ["PUMP-1"]
    assert [row.number for row in the_list(seller, q="nut")] == ["NUT-M8"]


def test_it_may_hold_only_what_the_customer_bought_or_was_offered(seller: User, customer: Party) -> None:
    quotation = a_quotation(owner=seller, sold_to=customer)
    assert the_list(seller, selection="offered") == []  # a draft offers nothing

    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert [row.number for row in the_list(seller, selection="offered")] == ["BOLT-M8"]
    assert the_list(seller, selection="bought") == []

    accept_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert [row.number for row in the_list(seller, selection="bought")] == ["BOLT-M8"]


def test_a_least_order_value_is_said_above_the_list(seller: User) -> None:
    create_condition(
        condition_type="AMIW", key={"customer": "1000001"}, amount=Decimal(500), currency="EUR",
        valid_from=dt.date(2026, 1, 1), by=a_user("chief"), at=SETUP,
    )  # fmt: skip

    page = signed_in(seller).get("/net-prices/?customer=1000001").content.decode()

    assert whole_order(price_list_for(seller, NetPriceQuestion("1000001", TODAY))).minimum == Decimal(500)
    assert "Least order value: 500.00" in page
    assert next(row for row in the_list(seller) if row.number == "NUT-M8").prices.levels[0].net == Decimal("3.00")


def test_fifty_products_take_as_many_statements_as_two(seller: User) -> None:
    def statements() -> int:
        question = NetPriceQuestion("1000001", TODAY)
        buyer = price_list_for(seller, question)
        products = list(Product.objects.order_by("number"))
        with CaptureQueriesContext(connection) as asked:
            priced_products(buyer, products)
        return len(asked)

    statements()
    few = statements()
    for number in range(48):
        a_price(f"P-{number}", "1.00", scales=(("1", "1.00"), ("50", "0.90")))
    assert statements() == few


def test_the_page_shows_prices_scales_and_their_last_day(seller: User) -> None:
    page = signed_in(seller).get("/net-prices/?customer=1000001&order=name").content.decode()

    assert "23.27" in page
    assert "from 10 pc: 21.78" in page
    assert "Customer discount -3.33" in page
    assert "/prices/simulation?customer=1000001&amp;product=BOLT-M8" in page


def test_without_a_customer_or_with_an_unknown_one_the_page_says_so(seller: User) -> None:
    client = signed_in(seller)

    assert "Name the customer" in client.get("/net-prices/").content.decode()
    assert "There is no customer 999" in client.get("/net-prices/?customer=999").content.decode()


def test_a_product_without_a_price_says_so(seller: User) -> None:
    a_product("PUMP-1")

    assert "no price" in signed_in(seller).get("/net-prices/?customer=1000001&q=PUMP").content.decode()
    assert sheet(signed_in(seller), "&q=PUMP")[0]["Remark"] == "no price"


def test_a_file_holds_one_line_for_each_level(seller: User) -> None:
    rows = sheet(signed_in(seller), "")

    assert [(row["Number"], row["From quantity"], row["Net price"]) for row in rows] == [
        ("BOLT-M8", "1", "23.27"), ("BOLT-M8", "10", "21.78"), ("BOLT-M8", "100", "20.2137"), ("NUT-M8", "1", "3.00"),
    ]  # fmt: skip


def test_a_workbook_holds_numbers(seller: User) -> None:
    answer = signed_in(seller).get("/net-prices/?customer=1000001&export=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)

    assert (rows[1][0], rows[1][5], rows[1][9]) == ("BOLT-M8", 1, 23.27)


def test_a_greek_reader_gets_greek_headings_even_in_a_stream() -> None:
    maria = a_user("maria", role=Role.SELLER, scope="GR01-10-00", language="el")

    assert "Καθαρή τιμή" in sheet(signed_in(maria), "")[0]


def test_the_print_speaks_the_customers_language(seller: User, customer: Party) -> None:
    question = NetPriceQuestion("1000001", TODAY)
    buyer = price_list_for(seller, question)
    rows = listed_for(seller, question, buyer).order_by("number")

    pdf = net_prices_pdf(buyer, rows, at=MONDAY)

    assert pdf.startswith(b"%PDF")
    assert b"/Lang(el)" in pdf
    assert net_prices_pdf(buyer, rows, at=MONDAY) == pdf
    answer = signed_in(seller).get("/net-prices/pdf?customer=1000001")
    assert (answer["Content-Type"], answer.status_code) == ("application/pdf", 200)


def test_a_print_of_too_many_products_says_what_to_do(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prosfora.pricelists.queries.printing.MOST_PRINTED", 1)

    answer = signed_in(seller).get("/net-prices/pdf?customer=1000001")

    assert answer.status_code == 422
    assert "narrow the list" in answer.content.decode()


def test_another_sales_area_sees_no_such_customer(outsider: User) -> None:
    client = signed_in(outsider)

    assert "23.27" not in client.get("/net-prices/?customer=1000001").content.decode()
    assert client.get("/net-prices/pdf?customer=1000001").status_code == 404
    assert client.get("/net-prices/?customer=1000001&sales_area=GR01-10-00&export=csv").status_code == 200
    assert "BOLT" not in client.get("/net-prices/?customer=1000001&sales_area=GR01-10-00").content.decode()


def test_a_product_of_another_area_is_not_in_the_list(seller: User) -> None:
    a_product("DEALER-1", areas=(DEALERS,))
    a_price("DEALER-1", "5.00")

    assert "DEALER-1" not in [row.number for row in the_list(seller)]


def test_costs_are_in_no_form_of_the_list(seller: User) -> None:
    a_product("GOLD-1", cost="77.77")
    a_price("GOLD-1", "99.00")
    client = signed_in(seller)

    for query in ("", "&export=csv", "&export=xlsx"):
        assert b"77.77" not in client.get(f"/net-prices/?customer=1000001{query}").getvalue()


def test_programs_read_it_page_by_page(seller: User) -> None:
    _token, key = issue_token(user=seller, name="t", expires_at=MONDAY + dt.timedelta(days=1), by=seller, at=MONDAY)
    headers = {"Authorization": f"Bearer {key}"}
    first = Client().get("/api/v1/net_prices?customer=1000001&limit=1", headers=headers).json()
    second = Client().get(
        "/api/v1/net_prices", {"customer": "1000001", "limit": 1, "cursor": first["next_cursor"]}, headers=headers
    ).json()  # fmt: skip

    bolt = first["items"][0]
    assert (bolt["product"], bolt["levels"][1]["quantity"], bolt["levels"][1]["net_price"]) == (
        "BOLT-M8",
        "10",
        "21.78",
    )
    assert bolt["levels"][0]["discounts"] == "Customer discount -3.33\u00a0%"
    assert second["items"][0]["product"] == "NUT-M8"
    unnamed = Client().get("/api/v1/net_prices", headers=headers)
    assert (unnamed.status_code, unnamed.json()["errors"][0]["pointer"]) == (422, "/customer")
    assert Client().get("/api/v1/net_prices/pdf?customer=1000001", headers=headers).content.startswith(b"%PDF")
