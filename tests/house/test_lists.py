"""The number of statements of a list never depends on the number of its rows."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.tests.builders import a_quotation, an_inquiry
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import a_price
from tests.cast import DIRECT_SALES, a_user
from tests.house.addresses import Address, api_calls, pages
from tests.house.test_matrix import a_key
from tests.house.world import World, a_draft, a_world

MORE = 8


@pytest.fixture
def world(company: object) -> World:
    return a_world()


def lists() -> Iterator[Address]:
    """Every page and call that lists."""
    yield from (page for page in pages() if page.name.startswith("list_") and not page.parts)
    yield from (call for call in api_calls() if call.name.startswith("GET ") and not call.parts)


def grow(seller: User) -> None:
    """Several more of everything that lists list."""
    for number in range(MORE):
        party = a_party(name=f"Customer {number}", email=f"mail{number}@customer.example")
        a_product(number=f"NUT-{number}", stock="5")
        a_price(product=f"NUT-{number}", amount="3.00")
        a_product(number=f"PIN-{number}")
        a_draft(f"PIN-{number}")
        a_quotation(owner=seller, sold_to=party)
        an_inquiry(owner=seller, sold_to=party)
        a_user(f"colleague{number}", role=Role.SELLER, scope=DIRECT_SALES)


def statements(client: Client, world: World, key: str) -> dict[str, int]:
    counts = {}
    for address in lists():
        query = world.forms.get(address.name, {})
        headers = {"Authorization": f"Bearer {key}"} if address.name.startswith("GET ") else {}
        client.get(address.path(world), query, headers=headers)  # what is cached once is cached now
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address.path(world), query, headers=headers).status_code in (200, 403, 404, 422)
        counts[address.name] = len(asked)
    return counts


@pytest.mark.parametrize("who", ["seller", "everywhere"])
def test_lists_ask_as_much_for_many_rows_as_for_one(world: World, client: Client, who: str) -> None:
    user = world.people[who]
    key = a_key(user)
    client.force_login(user)
    cache.clear()
    few = statements(client, world, key)
    grow(world.people["seller"])
    many = statements(client, world, key)
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown, f"more rows, more statements (few, many): {grown}"
