"""Customer hierarchies: who stands under whom, on which days; never in a circle."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.audit.models import JournalEntry
from prosfora.identity.models import User
from prosfora.parties.models import FOREVER, CustomerHierarchy, Party
from prosfora.parties.queries.hierarchy import hierarchies
from prosfora.parties.services import BadHierarchy, UnknownSalesArea, place_in_hierarchy
from prosfora.parties.tests.builders import a_party
from prosfora.parties.tests.test_api import program
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")
JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 1)


@pytest.fixture
def chain(seller: User) -> tuple[Party, Party, Party]:
    """A shop under a region under a head office, since January."""
    shop, region, head = (a_party(name) for name in ("Shop", "Region", "Head office"))
    _place(shop, region, seller)
    _place(region, head, seller)
    return shop, region, head


def _place(party: Party, higher: Party | None, by: User, first: dt.date = JANUARY, last: dt.date = FOREVER) -> None:
    place_in_hierarchy(
        party=party, sales_area=DIRECT_SALES, higher=higher, valid_from=first, valid_to=last, by=by, at=MONDAY
    )


def _nodes(party: Party, day: dt.date) -> tuple[str, ...]:
    return hierarchies([(party.number, day)], DIRECT_SALES)[party.number, day]


def test_the_way_up_is_read_in_one_statement_nearest_first(
    chain: tuple[Party, Party, Party], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shop, region, head = chain

    with django_assert_num_queries(1):
        found = hierarchies([(shop.number, JUNE), (head.number, JUNE)], DIRECT_SALES)

    assert found[shop.number, JUNE] == (shop.number, region.number, head.number)
    assert found[head.number, JUNE] == (head.number,)


def test_a_place_of_some_days_leaves_the_days_around_it(chain: tuple[Party, Party, Party], seller: User) -> None:
    shop, region, head = chain

    _place(shop, head, seller, JUNE, dt.date(2026, 6, 30))

    assert _nodes(shop, dt.date(2026, 5, 31)) == (shop.number, region.number, head.number)
    assert _nodes(shop, JUNE) == (shop.number, head.number)
    assert _nodes(shop, dt.date(2026, 7, 1)) == (shop.number, region.number, head.number)
    assert _nodes(shop, dt.date(2025, 12, 31)) == (shop.number,)


def test_under_nobody_from_a_day_on(chain: tuple[Party, Party, Party], seller: User) -> None:
    shop, region, head = chain

    _place(shop, None, seller, JUNE)

    assert _nodes(shop, JUNE) == (shop.number,)
    assert _nodes(shop, dt.date(2026, 5, 31)) == (shop.number, region.number, head.number)


def test_a_circle_is_refused_with_the_day(chain: tuple[Party, Party, Party], seller: User) -> None:
    shop, _region, head = chain

    with pytest.raises(BadHierarchy, match=f"{shop.number} stands under {head.number} itself"):
        _place(head, shop, seller)
    with pytest.raises(BadHierarchy, match="under itself"):
        _place(head, head, seller)


def test_a_circle_that_would_begin_later_is_refused(chain: tuple[Party, Party, Party], seller: User) -> None:
    shop, region, head = chain
    _place(shop, None, seller)
    _place(shop, region, seller, JUNE)

    with pytest.raises(BadHierarchy):
        _place(head, shop, seller)
    _place(head, shop, seller, last=dt.date(2026, 5, 31))


def test_an_unknown_sales_area_and_days_in_disorder_are_refused(
    chain: tuple[Party, Party, Party], seller: User
) -> None:
    shop, _region, head = chain

    with pytest.raises(UnknownSalesArea):
        place_in_hierarchy(party=shop, sales_area="XX", higher=head, valid_from=JUNE, by=seller, at=MONDAY)
    with pytest.raises(BadHierarchy):
        _place(shop, head, seller, JUNE, JANUARY)


def test_the_journal_tells_before_and_after(chain: tuple[Party, Party, Party], seller: User) -> None:
    shop, region, head = chain
    _place(shop, head, seller, JUNE)

    entry = JournalEntry.objects.filter(verb="place_in_hierarchy", key=shop.number).latest("id")

    before, after = entry.changes["customer_hierarchy"]
    assert before == f"{region.number} 2026-01-01 – 9999-12-31"
    assert after == f"{region.number} 2026-01-01 – 2026-05-31; {head.number} 2026-06-01 – 9999-12-31"


def test_the_page_places_a_customer(seller: User, client: Client) -> None:
    shop, head = a_party("Shop"), a_party("Head office")
    client.force_login(seller)

    sent = client.post(
        f"/parties/{shop.number}/place_in_hierarchy",
        {"sales_area": DIRECT_SALES, "higher": head.number, "valid_from": "2026-01-01"},
    )

    assert sent.status_code == 302
    assert CustomerHierarchy.objects.get().higher == head
    assert head.name in client.get(f"/parties/{shop.number}/").content.decode()
    assert shop.name in client.get(f"/parties/{head.number}/").content.decode()


def test_the_page_says_why_a_circle_is_refused(chain: tuple[Party, Party, Party], seller: User, client: Client) -> None:
    shop, _region, head = chain
    client.force_login(seller)

    sent = client.post(
        f"/parties/{head.number}/place_in_hierarchy",
        {"sales_area": DIRECT_SALES, "higher": shop.number, "valid_from": "2026-01-01"},
    )

    assert sent.status_code == 422
    assert "itself" in sent.content.decode()


def test_programs_place_and_read(seller: User, client: Client) -> None:
    shop, head = a_party("Shop"), a_party("Head office")
    call = program(client, seller)
    body = {"sales_area": DIRECT_SALES, "higher": head.number, "valid_from": "2026-01-01"}

    placed = call("POST", f"parties/{shop.number}/place_in_hierarchy", body)

    assert placed.status_code == 200
    told = call("GET", f"parties/{shop.number}/hierarchy").json()
    assert [(row["party"], row["higher"], row["valid_to"]) for row in told] == [
        (shop.number, head.number, "9999-12-31")
    ]
