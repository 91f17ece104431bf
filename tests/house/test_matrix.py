"""Every address × every role: invisible is 404, visible but not allowed is 403, nobody else's secret is told."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from prosfora.audit.services import System
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from tests.house.addresses import Address, api_calls, pages, sample
from tests.house.rights import PUBLIC, Answer, expected, rule_of
from tests.house.world import World, a_world

WHO = (
    "seller", "sales_lead", "pricing_clerk", "sales_support", "auditor", "administrator", "everywhere", "outsider",
    "nobody",
)  # fmt: skip

TELL_HOW_FAR_NUMBERS_ARE = {"list_number_ranges"}  # the last number drawn is no secret, whoever drew it


@pytest.fixture
def world(company: object) -> World:
    return a_world()


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    point = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def ask_page(client: Client, page: Address, method: str, world: World) -> HttpResponseBase:
    """What a page answers to whoever is signed in."""
    form = world.forms.get(page.name, {})
    with undone():
        return client.post(page.path(world), form) if method == "POST" else client.get(page.path(world), form)


def ask_call(client: Client, call: Address, key: str, world: World) -> HttpResponseBase:
    """What a call answers to the owner of a key; its body is the smallest that the OpenAPI document permits."""
    body = ""
    if call.body:
        smallest = sample(call.body, world, call.body["$schemas"])
        body = json.dumps({**smallest, **world.forms.get(call.verb, {})} if isinstance(smallest, dict) else smallest)
    headers = {"Authorization": f"Bearer {key}"}
    with undone():
        return client.generic(call.methods[0], call.path(world), body, "application/json", headers=headers)


def a_key(user: User) -> str:
    at = dt.datetime.now(dt.UTC)
    _token, key = issue_token(user=user, name="test", expires_at=at + dt.timedelta(days=1), by=System(), at=at)
    return key


def wrong(address: Address, user: User, response: HttpResponseBase, method: str = "") -> str | None:
    """What is wrong with an answer to somebody who is signed in; None where nothing is."""
    rule = rule_of(address)
    if rule is None or response.status_code == 405:
        return None  # unlisted ones fail in the two tests below
    if response.status_code >= 500:
        return f"{method} {address.name}: crashed with {response.status_code}"
    answer = {403: Answer.FORBIDDEN, 404: Answer.INVISIBLE}.get(response.status_code, Answer.OPEN)
    wanted = expected(rule, user, address)
    if answer in wanted:
        return None
    names = " or ".join(sorted(one.name for one in wanted))
    return f"{method} {address.name} ({rule.right}): {response.status_code}, expected {names}"


def none(failures: list[str | None]) -> None:
    found = [failure for failure in failures if failure]
    assert not found, "\n" + "\n".join(found)


def test_every_page_is_in_the_matrix() -> None:
    unlisted = [page.name for page in pages() if rule_of(page) is None]
    assert not unlisted, f"say in tests/house/rights.py (PAGES) which right opens: {unlisted}"


def test_every_call_is_in_the_matrix() -> None:
    unlisted = [call.name for call in api_calls() if rule_of(call) is None]
    assert not unlisted, f"say in tests/house/rights.py (CALLS) which right opens: {unlisted}"


@pytest.mark.parametrize("who", WHO)
def test_pages_answer_each_role_as_its_rights_say(world: World, client: Client, who: str) -> None:
    user = world.people[who]
    client.force_login(user)
    client.raise_request_exception = False
    asked = [(page, method) for page in pages() for method in page.methods]
    none([wrong(page, user, ask_page(client, page, method, world), method) for page, method in asked])


@pytest.mark.parametrize("who", WHO)
def test_calls_answer_each_role_as_its_rights_say(world: World, client: Client, who: str) -> None:
    user, key = world.people[who], a_key(world.people[who])
    client.raise_request_exception = False
    none([wrong(call, user, ask_call(client, call, key, world)) for call in api_calls()])


@pytest.mark.parametrize("who", ["outsider", "nobody"])
def test_lists_tell_nothing_of_another_sales_area(world: World, client: Client, who: str) -> None:
    """Lists, options, home, palette and exports: whatever answers without naming a record."""
    client.force_login(world.people[who])
    key, told = a_key(world.people[who]), []
    for address in [*pages(), *api_calls()]:
        if address.parts or "GET" not in address.methods or address.name in TELL_HOW_FAR_NUMBERS_ARE:
            continue
        for query in ("", "?q=BOLT", "?q=Παπαδ", "?format=csv"):
            answer = client.get(address.path(world) + query, headers={"Authorization": f"Bearer {key}"})
            text = answer.getvalue().decode(errors="replace") if answer.status_code == 200 else ""
            told += [f"{address.name}{query} tells {secret}" for secret in world.secrets if secret in text]
    assert not told, "\n".join(told)


def test_pages_send_strangers_to_the_sign_in(world: World, client: Client) -> None:
    open_doors = []
    for page in pages():
        rule = rule_of(page)
        if rule is None or rule.right == PUBLIC:
            continue
        for method in page.methods:
            response = client.generic(method, page.path(world))
            to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
            if not to_sign_in and response.status_code not in (401, 405):
                open_doors.append(f"{method} {page.name}: {response.status_code}")
    assert not open_doors, "\n".join(open_doors)


def test_calls_refuse_strangers(world: World, client: Client) -> None:
    answers = {call.name: client.generic(call.methods[0], call.path(world)).status_code for call in api_calls()}
    assert {name: code for name, code in answers.items() if code != 401} == {}
