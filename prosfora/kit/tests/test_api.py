"""What every endpoint shares: versions as tags, problem documents, pages that a cursor leads through."""

import base64
import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prosfora.kit.api import PAGE_LIMIT_MOST, BadCursor, cursor_page, etag, expected_version, problem
from prosfora.kit.errors import ChangedMeanwhile, Forbidden, NotVisible, Refused

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
BY_NAME = ("first_name", "id")


class NothingToIssue(Refused):
    """A refusal of these tests."""


def sending(tag: str | None) -> Any:
    """A request with this If-Match."""
    return RequestFactory().get("/", headers={} if tag is None else {"If-Match": tag})


@given(st.integers(0, 10**18 - 1))
def test_the_tag_of_a_version_is_read_back_as_that_version(version: int) -> None:
    assert expected_version(sending(etag(version))) == version


@pytest.mark.parametrize("tag", [None, "", "  ", "*", '"*"', 'W/"*"'])
def test_who_sends_no_tag_takes_whatever_version_there_is(tag: str | None) -> None:
    assert expected_version(sending(tag)) is None


@pytest.mark.parametrize(("tag", "version"), [('"7"', 7), ("7", 7), ('W/"7"', 7), (' "7" ', 7)])
def test_a_tag_is_read_however_a_program_quotes_it(tag: str, version: int) -> None:
    assert expected_version(sending(tag)) == version


@pytest.mark.parametrize("tag", ['"x"', '"-1"', '"1.5"', '"\u00b2"', '"1", "2"', '"' + "9" * 19 + '"'])
def test_a_tag_that_was_never_ours_is_refused_as_a_stale_one(tag: str) -> None:
    with pytest.raises(ChangedMeanwhile) as refusal:
        expected_version(sending(tag))

    assert (refusal.value.status, list(refusal.value.problems)) == (412, ["If-Match"])


def told(refusal: Refused) -> dict[str, Any]:
    """A refusal as a program reads it."""
    answer = problem(RequestFactory().post("/api/v1/quotations/20000042/issue"), refusal)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.status_code == refusal.status
    return json.loads(answer.content)  # type: ignore[no-any-return]  # the document


def test_a_problem_document_names_kind_place_and_remedy() -> None:
    document = told(NothingToIssue("Add an item, then issue", "items"))

    assert document == {
        "type": "https://prosfora.example/problems/nothing-to-issue",
        "title": "nothing to issue",
        "status": 422,
        "detail": "Add an item, then issue",
        "instance": "/api/v1/quotations/20000042/issue",
        "errors": [{"pointer": "/items", "detail": "Add an item, then issue"}],
    }


def test_every_sentence_about_every_field_has_its_own_pointer() -> None:
    problems = {"addresses.0.city": ["Too long"], "phones.1": ["No phone number", "Given twice"]}

    assert told(Refused("Some fields need your attention", problems=problems))["errors"] == [
        {"pointer": "/addresses/0/city", "detail": "Too long"},
        {"pointer": "/phones/1", "detail": "No phone number"},
        {"pointer": "/phones/1", "detail": "Given twice"},
    ]


def test_a_refusal_of_the_whole_points_nowhere() -> None:
    assert told(NotVisible("There is no such offer"))["errors"] == []


@pytest.mark.parametrize(("refusal", "status"), [(Refused, 422), (Forbidden, 403), (NotVisible, 404)])
def test_a_refusal_has_the_status_of_its_kind(refusal: type[Refused], status: int) -> None:
    assert told(refusal("No"))["status"] == status


def test_what_a_refusal_tells_programs_stands_beside_its_sentence() -> None:
    document = told(Refused("Too late", data={"valid_to": "2026-11-20", "status_now": "expired"}))

    assert (document["valid_to"], document["status_now"]) == ("2026-11-20", "expired")


@pytest.fixture
def people(db: None) -> Any:
    """Ten people of whom several share a first name."""
    users = get_user_model()
    names = ["Άννα", "Anna", "Anna", "Anna", "Νίκος", "Νίκος", "", "", "Zoë", "Μαρία"]
    users.objects.bulk_create([users(username=f"user{place}", first_name=name) for place, name in enumerate(names)])
    return users.objects.filter(username__startswith="user")


def walk(rows: Any, order: tuple[str, ...], limit: int) -> tuple[list[Any], int]:
    """All rows as a program meets them page by page, and how many pages it took."""
    met, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page, cursor = cursor_page(rows, order=order, cursor=cursor, limit=limit)
        met, pages = met + page, pages + 1
    return met, pages


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 9, 10, 11])
@pytest.mark.parametrize("order", [("id",), ("-id",), BY_NAME, ("-first_name", "-id"), ("-first_name", "id")])
def test_pages_of_any_size_hold_every_row_once_and_in_order(people: Any, order: tuple[str, ...], limit: int) -> None:
    met, pages = walk(people, order, limit)

    assert met == list(people.order_by(*order))
    assert pages == max(1, -(-10 // limit))


def test_a_row_added_meanwhile_neither_doubles_nor_hides_another(people: Any) -> None:
    first, cursor = cursor_page(people, order=BY_NAME, cursor=None, limit=4)
    get_user_model().objects.create(username="user_new", first_name="")

    rest, end = cursor_page(people, order=BY_NAME, cursor=cursor, limit=50)

    assert end is None
    assert first + rest == list(people.exclude(username="user_new").order_by(*BY_NAME))


@pytest.mark.parametrize(("asked", "given_rows"), [(-5, 1), (0, 1), (1, 1), (10**9, PAGE_LIMIT_MOST)])
def test_no_page_is_empty_or_endless_whatever_is_asked(people: Any, asked: int, given_rows: int) -> None:
    users = get_user_model()
    users.objects.bulk_create([users(username=f"user1{place:03}") for place in range(PAGE_LIMIT_MOST)])

    page, _cursor = cursor_page(people, order=("id",), cursor=None, limit=asked)

    assert len(page) == given_rows


def cursor_of(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "values",
    [(), ("Anna",), ("Anna", 1, 2), ("Anna", "one"), (None, 1), ("Anna", None), (["Anna"], 1), ({}, 1),
     ("A\0nna", 1), ("\ud800", 1), ("Anna", float("inf")), ("Anna", float("nan")), ("Anna", "")],
)  # fmt: skip
def test_a_cursor_holds_what_its_columns_can_hold_or_is_refused(people: Any, values: tuple[object, ...]) -> None:
    with pytest.raises(BadCursor) as refusal:
        cursor_page(people, order=BY_NAME, cursor=cursor_of(*values), limit=5)

    assert (refusal.value.status, list(refusal.value.problems)) == (400, ["cursor"])


@pytest.mark.parametrize("values", [("yesterday", 1), (20261123.5, 1), ("2026-13-01T00:00:00Z", 1), ("", 1)])
def test_a_cursor_of_a_list_by_time_holds_a_moment(people: Any, values: tuple[object, ...]) -> None:
    with pytest.raises(BadCursor):
        cursor_page(people, order=("date_joined", "id"), cursor=cursor_of(*values), limit=5)


@pytest.mark.parametrize("text", ["x", "é", "====", "bnVsbA==", "W10", "\ud800", "MQ=="])
def test_a_text_that_is_no_cursor_is_refused(people: Any, text: str) -> None:
    with pytest.raises(BadCursor):
        cursor_page(people, order=BY_NAME, cursor=text, limit=5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**25), 10**25) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.lists(JSON, max_size=3) | JSON)
@FUZZ
def test_whatever_a_cursor_holds_it_gives_a_page_or_is_refused(people: Any, values: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    try:
        page, _next = cursor_page(people, order=BY_NAME, cursor=cursor, limit=5)
    except BadCursor:
        return
    assert len(page) <= 5


def test_a_page_far_behind_costs_one_statement_as_the_first_does(people: Any, django_assert_num_queries: Any) -> None:
    met, cursor = cursor_page(people, order=BY_NAME, cursor=None, limit=8)

    with django_assert_num_queries(1):
        rest, _end = cursor_page(people, order=BY_NAME, cursor=cursor, limit=8)

    assert not set(met) & set(rest)
