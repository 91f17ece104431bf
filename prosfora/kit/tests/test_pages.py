"""Lists: paging, sorting, sums, export; shown on the cast, because kit has no tables of its own."""

import csv
import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone
from django_htmx.middleware import HtmxDetails
from openpyxl import load_workbook

from prosfora.kit.pages import Column, Listing, cell_text, counted, export_value, footer_sums, heads, list_page

NAMES = Listing(
    name="people",
    title="People",
    columns=(
        Column("Name", "username"),
        Column("Mail", "email"),
        Column("Letters", lambda row: len(row.username), "number"),
    ),
    orders={"username": ("by name", ("username", "id")), "-username": ("by name, backwards", ("-username", "-id"))},
    open_row=lambda row: f"/people/{row.username}/",
)


def asked(query: str = "", *, htmx: bool = False, user: Any = None) -> HttpRequest:
    """A request for the list of people."""
    request = RequestFactory().get(f"/people?{query}", headers={"HX-Request": "true"} if htmx else {})
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request.user = user
    return request


def people(count: int) -> Any:
    """That many users, by number."""
    users = get_user_model()
    users.objects.bulk_create([users(username=f"user{number:03}") for number in range(count)])
    return users.objects.filter(username__startswith="user")


def body(answer: Any) -> str:
    """What the answer says."""
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


def test_a_list_shows_one_page_and_leads_to_the_next(seller: Any) -> None:
    rows = people(120)

    first = body(list_page(asked(user=seller), NAMES, rows))

    assert "user049" in first
    assert "user050" not in first
    assert "120 rows" in first
    assert "cursor=" in first


def test_the_next_page_comes_as_rows_only(seller: Any) -> None:
    rows = people(60)
    first = body(list_page(asked(user=seller), NAMES, rows))
    cursor = first.split("cursor=")[1].split('"')[0].split("&amp;")[0]

    second = body(list_page(asked(f"cursor={cursor}", htmx=True, user=seller), NAMES, rows))

    assert "<html" not in second
    assert "user050" in second
    assert "user059" in second
    assert "user049" not in second


def test_a_list_costs_the_same_queries_for_one_row_and_for_fifty(seller: Any, django_assert_num_queries: Any) -> None:
    seller.rights.allows("x")  # loaded once per request
    for wanted in (1, 50):
        rows = people(wanted).all()
        with django_assert_num_queries(2):  # the page, its capped count
            list_page(asked(user=seller), NAMES, rows)
        rows.delete()


def test_a_head_sorts_and_a_second_press_turns_the_order(seller: Any) -> None:
    first, mail, _letters = heads(asked(), NAMES, "username")

    assert (first.sort, first.url) == ("ascending", "/people?order=-username")
    assert (mail.sort, mail.url) == ("", "")
    assert heads(asked(), NAMES, "-username")[0].url == "/people?order=username"


def test_an_unknown_order_falls_back_to_the_usual_one(seller: Any) -> None:
    page = body(list_page(asked("order=password", user=seller), NAMES, people(2)))

    assert page.index("user000") < page.index("user001")


def test_an_empty_list_says_what_to_do(seller: Any) -> None:
    assert "Nothing here yet." in body(list_page(asked(user=seller), NAMES, people(0)))
    assert "Widen or clear them" in body(list_page(asked("q=x", user=seller), NAMES, people(0)))


def test_the_csv_holds_all_filtered_rows_not_one_page(seller: Any) -> None:
    answer = list_page(asked("export=csv"), NAMES, people(120))

    rows = list(csv.reader(io.StringIO(body(answer).lstrip("\ufeff"))))

    assert rows[0] == ["Name", "Mail", "Letters"]
    assert [row[0] for row in rows[1:]] == [f"user{number:03}" for number in range(120)]
    assert answer["Content-Disposition"] == 'attachment; filename="people.csv"'


def test_the_workbook_holds_numbers_as_numbers(seller: Any) -> None:
    answer = list_page(asked("export=xlsx"), NAMES, people(3))

    sheet = load_workbook(io.BytesIO(answer.content)).active  # type: ignore[union-attr]

    assert [cell.value for cell in sheet[2]] == ["user000", None, 7]  # type: ignore[index]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert export_value(text) == "'" + text


@pytest.mark.parametrize("value", [Decimal("-2.50"), -3, dt.date(2026, 1, 1), None, "BOLT-M8"])
def test_numbers_days_and_plain_texts_are_exported_as_they_are(value: object) -> None:
    assert export_value(value) == value


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Athens", 11), ("Asia/Nicosia", 11), ("UTC", 9)])
def test_a_moment_is_exported_in_the_readers_time_as_the_page_shows_it(zone: str, hour: int) -> None:
    at = dt.datetime(2026, 11, 23, 9, 0, 15, 999, tzinfo=dt.UTC)

    with timezone.override(zone):
        assert export_value(at, "moment") == dt.datetime(2026, 11, 23, hour, 0, 15)  # noqa: DTZ001  a sheet has no zones
        assert cell_text(SimpleNamespace(at=at), Column("When", "at", "moment")) == f"23/11/2026 {hour:02}:00"


def test_a_status_is_exported_as_its_word() -> None:
    assert export_value(("issued", "issued offer"), "chip") == "issued offer"


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (Column("Net", "net", "money"), "10.00\u00a0EUR"),
        (Column("Day", "day", "day"), "02/01/2026"),
        (Column("Share", "share", "percent"), "5\u00a0%"),
        (Column("Owner", "owner.name"), "Eleni"),
        (Column("Nobody", "nobody.name"), ""),
    ],
)
def test_a_cell_is_written_by_its_kind(column: Column, written: str) -> None:
    row = SimpleNamespace(
        net=Decimal(10), currency="EUR", day=dt.date(2026, 1, 2), share=5, owner=SimpleNamespace(name="Eleni")
    )

    assert cell_text(row, column) == written


def test_the_footer_sums_each_currency_by_itself() -> None:
    listing = Listing(name="x", title="X", columns=(), orders={}, open_row=str, sums=("currency", "net"))
    found = [SimpleNamespace(currency=code, net=Decimal(net)) for code, net in [("EUR", 1), ("USD", 5), ("EUR", 2)]]

    sums = footer_sums(listing, None, found, True)  # type: ignore[arg-type]

    assert sums == [("EUR", Decimal(3)), ("USD", Decimal(5))]


def test_a_count_never_claims_more_than_was_counted() -> None:
    assert counted(10_001) == "10,000+"
    assert counted(10_000) == "10,000"
