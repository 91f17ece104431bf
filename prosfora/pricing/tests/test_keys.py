"""Keys that climb the hierarchy of customers, and keys with parts that may be blank."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.audit.services import System
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import Role
from prosfora.parties.models import Party
from prosfora.parties.services import place_in_hierarchy
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import Access, AccessSequence, ConditionRecord, ConditionType
from prosfora.pricing.queries.book import load_book, load_shared_book
from prosfora.pricing.rules.book import AccessRule, ConditionBook, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PriceElement
from prosfora.pricing.rules.keys import access_of, lookups_of
from prosfora.pricing.rules.setup import check_sequence
from prosfora.pricing.services import UnknownKey, copy_condition, create_condition
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP, a_price, standard_pricing
from prosfora.pricing.tests.importing import brought, table
from prosfora.pricing.tests.world import a_book, a_header, an_item, reasons
from tests.cast import MONDAY, a_user

SHOP, REGION, HEAD = "1000001", "1000002", "1000003"
CLIMBING = AccessRule(10, ("customer_hierarchy", "product"))
BY_PRODUCT = AccessRule(10, ("customer", "product"), "", True, ("product",))
PRICE = ("PR00|product=A", "100.00")
ABOVE = (SHOP, REGION, HEAD)


def _book(access: AccessRule, *lines: tuple[str, str], **facts: object) -> ConditionBook:
    """The standard book whose customer discount K007 has this access alone."""
    return a_book(PRICE, *lines, changes={"K007": {"accesses": (access,), **facts}})


def _climbed(book: ConditionBook, nodes: tuple[str, ...] = ABOVE) -> ConditionBook:
    header = a_header(customer=SHOP)
    return replace(book, nodes={(SHOP, header.pricing_date): nodes})


def _found(book: ConditionBook, **item: str) -> list[PriceElement]:
    answer = price(a_header(customer=SHOP), [an_item("A", **item)], book)
    return [element for element in answer.items[0].elements if element.condition_type == "K007"]


@pytest.mark.parametrize(
    ("nodes", "winner"),
    [((SHOP, REGION, HEAD), SHOP), ((REGION, HEAD), REGION), ((HEAD,), HEAD)],
)
def test_the_nearest_node_with_a_record_wins_and_the_trace_names_it(nodes: tuple[str, ...], winner: str) -> None:
    lines = [(f"K007|customer_hierarchy={node}|product=A", str(place)) for place, node in enumerate(nodes, 1)]

    (element,) = _found(_climbed(_book(CLIMBING, *lines)))

    assert element.key == (("customer_hierarchy", winner), ("product", "A"))
    assert element.value == Decimal("-1.00")


def test_farther_nodes_lose_and_say_so() -> None:
    book = _climbed(
        _book(
            CLIMBING, (f"K007|customer_hierarchy={REGION}|product=A", "5"),
            (f"K007|customer_hierarchy={HEAD}|product=A", "9"),
        )
    )  # fmt: skip

    answer = price(a_header(customer=SHOP), [an_item("A")], book)

    assert reasons(answer.items[0], "K007") == [(10, "no_record"), (10, "less_specific_record")]


def test_an_access_that_is_not_exclusive_takes_one_node_only() -> None:
    access = replace(CLIMBING, exclusive=False)
    book = _climbed(
        _book(access, *((f"K007|customer_hierarchy={node}|product=A", "5") for node in (SHOP, HEAD)))
    )  # fmt: skip

    assert len(_found(book)) == 1


def test_a_customer_without_higher_ones_is_tried_alone() -> None:
    book = _book(CLIMBING, (f"K007|customer_hierarchy={SHOP}|product=A", "5"))

    assert len(_found(book)) == 1


def test_without_a_customer_the_key_is_blank() -> None:
    answer = price(a_header(), [an_item("A")], _book(CLIMBING))

    assert reasons(answer.items[0], "K007") == [(10, "key_blank")]


def test_a_filled_part_beats_a_blank_one_and_a_blank_one_holds_for_any_value() -> None:
    book = _book(BY_PRODUCT, (f"K007|customer={SHOP}|product=", "5"), (f"K007|customer={SHOP}|product=A", "9"))
    answer = price(a_header(customer=SHOP), [an_item("A"), an_item("B", position=20)], book)

    first, second = ([e for e in item.elements if e.condition_type == "K007"] for item in answer.items)

    assert [element.rate for element in first] == [Decimal(9)]
    assert [element.key for element in second] == [(("customer", SHOP), ("product", ""))]
    assert (10, "less_specific_record") in reasons(answer.items[0], "K007")


def test_a_blank_fact_of_the_document_finds_only_the_blank_part() -> None:
    access = AccessRule(10, ("customer", "price_list"), "", True, ("price_list",))
    book = _book(access, (f"K007|customer={SHOP}|price_list=", "5"))

    assert [element.key for element in _found(book)] == [(("customer", SHOP), ("price_list", ""))]


def test_of_two_blanks_the_earlier_part_of_the_key_weighs_more() -> None:
    access = AccessRule(10, ("product", "customer", "plant"), "", True, ("customer", "plant"))
    book = _book(access, ("K007|product=A|customer=|plant=ATH1", "5"), (f"K007|product=A|customer={SHOP}|plant=", "7"))

    assert [element.rate for element in _found(book, plant="ATH1")] == [Decimal(7)]


def test_where_the_access_does_not_say_so_a_blank_matches_nothing() -> None:
    book = _book(AccessRule(10, ("customer", "product")), (f"K007|customer={SHOP}|product=", "5"))

    assert _found(book) == []


def test_the_engine_looks_up_what_was_loaded() -> None:
    access = AccessRule(10, ("customer_hierarchy", "product"), "", True, ("product",))
    book = _climbed(_book(access))
    asked = {
        lookup
        for kind, texts in lookups_of(book.procedure, a_header(customer=SHOP), [an_item("A")], ABOVE)
        for lookup in texts
        if kind.code == "K007"
    }

    assert asked == {f"K007|customer_hierarchy={node}|product={name}" for node in ABOVE for name in ("A", "")}


def test_a_key_finds_its_access() -> None:
    exact = AccessRule(20, ("customer",))
    both = (BY_PRODUCT, exact)

    assert access_of(both, {"customer": "1", "product": "A"}) == BY_PRODUCT
    assert access_of(both, {"customer": "1", "product": ""}) == BY_PRODUCT
    assert access_of(both, {"customer": "1"}) == exact
    assert access_of((BY_PRODUCT,), {"customer": "1"}) == BY_PRODUCT
    assert access_of(both, {"product": "A"}) is None


@pytest.mark.parametrize(
    ("accesses", "codes"),
    [
        ([AccessRule(10, ("customer",), optional=("product",))], ["optional_is_no_part"]),
        ([AccessRule(10, ("customer",), optional=("customer",))], ["key_may_be_nothing"]),
        ([BY_PRODUCT, AccessRule(20, ("customer",))], ["same_key_by_blank"]),
        ([AccessRule(5, ("customer",)), BY_PRODUCT], ["same_key_by_blank"]),
        ([BY_PRODUCT, AccessRule(20, ("customer", "plant"))], ["general_before_specific"]),
        ([AccessRule(5, ("customer", "plant")), BY_PRODUCT], []),
        ([BY_PRODUCT, AccessRule(20, ("customer", "product"))], ["access_unreachable"]),
    ],
)
def test_the_check_of_a_sequence_understands_blanks(accesses: list[AccessRule], codes: list[str]) -> None:
    assert [finding.code for finding in check_sequence("Z001", accesses)] == codes


# With records in the database


@pytest.fixture
def keyed(company: object) -> TypeRule:
    """K007 by customer hierarchy and product, which may be blank."""
    standard_pricing()
    sequence = AccessSequence.objects.create(code="ZHIE", name="Hierarchy")
    Access.objects.create(sequence=sequence, number=10, fields=["customer_hierarchy", "product"], optional=["product"])
    ConditionType.objects.filter(code="K007").update(sequence=sequence)
    touch_configuration()
    return TypeRule("K007", "discount", "percent")


def _record(percent: str = "5", **key: str) -> ConditionRecord:
    return create_condition(
        condition_type="K007", key=key, amount=Decimal(percent), valid_from=dt.date(2026, 1, 1), by=System(), at=SETUP
    )


def _chain() -> tuple[Party, Party]:
    shop, head = a_party("Shop", number=SHOP), a_party("Head", number=HEAD)
    place_in_hierarchy(
        party=shop, sales_area="GR01-10-00", higher=head, valid_from=dt.date(2026, 6, 1), by=System(), at=SETUP
    )
    return shop, head


@pytest.mark.usefixtures("keyed")
def test_a_record_of_a_higher_node_holds_from_the_day_the_customer_stands_under_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _chain()
    a_price("BOLT-M8")
    made = _record(customer_hierarchy=HEAD)
    header, items = a_header(customer=SHOP), [an_item("BOLT-M8")]
    load_book(header, items)

    with django_assert_num_queries(3):  # the configuration's mark, the hierarchy, the records
        book = load_book(header, items)
    early = replace(header, pricing_date=dt.date(2026, 5, 31))

    assert made.lookup == f"K007|customer_hierarchy={HEAD}|product="
    assert [e.record for e in price(header, items, book).items[0].elements if e.condition_type == "K007"] == [made.pk]
    assert not [e for e in price(early, items, load_book(early, items)).items[0].elements if e.condition_type == "K007"]


@pytest.mark.usefixtures("keyed")
def test_many_documents_share_one_statement_for_all_hierarchies(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    shop, head = _chain()
    headers = [a_header(customer=party.number) for party in (shop, head)]
    load_book(headers[0], [an_item("BOLT-M8")])

    with django_assert_num_queries(3):
        book = load_shared_book([(header, [an_item("BOLT-M8")]) for header in headers])

    assert book.nodes_of(SHOP, headers[0].pricing_date) == (SHOP, HEAD)


@pytest.mark.usefixtures("keyed")
def test_a_key_of_a_customer_that_does_not_exist_and_a_wrong_blank_are_refused() -> None:
    a_party(number=SHOP)
    with pytest.raises(UnknownKey, match="There is no customer 99"):
        _record(customer_hierarchy="99")
    with pytest.raises(UnknownKey, match="customer hierarchy needs a value"):
        _record(customer_hierarchy="", product="A")
    with pytest.raises(UnknownKey, match=r"product \(may be blank\)"):
        _record(product="A")


@pytest.mark.usefixtures("keyed")
def test_a_copy_may_blank_a_part() -> None:
    a_price("BOLT-M8")
    a_party(number=SHOP)
    made = _record(customer_hierarchy=SHOP, product="BOLT-M8")

    copied = copy_condition(condition=made, key={"product": ""}, valid_from=dt.date(2026, 1, 1), by=System(), at=SETUP)

    assert copied.key == {"customer_hierarchy": SHOP, "product": ""}


@pytest.mark.usefixtures("keyed")
def test_the_page_of_a_record_says_any_for_a_blank_part(pricing_clerk: User, client: Client) -> None:
    a_party(number=SHOP)
    made = _record(customer_hierarchy=SHOP)
    client.force_login(pricing_clerk)

    shown = client.get(f"/prices/{made.pk}/").content.decode()

    assert f"customer hierarchy {SHOP}" in shown
    assert "product (any)" in shown


def test_the_set_up_says_which_parts_may_be_blank(pricing_clerk: User, client: Client, company: object) -> None:
    standard_pricing()
    RoleGrant.objects.filter(user=pricing_clerk).update(scope="")
    client.force_login(pricing_clerk)
    blanks = {f"accesses-{place}-number": "" for place in range(1, 8)}
    sent = client.post(
        "/prices/set_up/sequences/new",
        {
            "code": "ZBLK", "name": "Blank", "accesses-TOTAL_FORMS": "8", "accesses-INITIAL_FORMS": "0", **blanks,
            "accesses-0-number": "10", "accesses-0-fact_1": "customer", "accesses-0-fact_2": "product?",
            "accesses-0-exclusive": "on",
        },
    )  # fmt: skip

    assert sent.status_code == 302, sent.content.decode()
    access = Access.objects.get(sequence="ZBLK")
    assert (access.fields, access.optional) == (["customer", "product"], ["product"])
    assert "product (may be blank)" in client.get("/prices/set_up/sequences/ZBLK/").content.decode()
    assert 'value="product?" selected' in client.get("/prices/set_up/sequences/ZBLK/configure_prices").content.decode()


@pytest.mark.usefixtures("keyed")
def test_a_file_may_leave_an_optional_part_out_and_leaves_the_list_as_it_came(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    clerk = a_user("head_clerk", role=Role.PRICING_CLERK)
    a_party(number=HEAD)
    headers = ("condition_type", "customer_hierarchy", "product", "amount", "valid_from")

    bad = brought(table(("K007", "", "BOLT-M8", "5", "2026-01-01"), headers=headers), clerk)
    good = brought(table(("K007", HEAD, "", "5", "2026-01-01"), headers=headers), clerk)
    client.force_login(clerk)
    content = client.get("/prices/?export=csv&condition_type=K007").getvalue()

    assert ConditionRecord.objects.get(condition_type="K007").key == {"customer_hierarchy": HEAD, "product": ""}
    assert good.errors == []
    assert (2, "condition_type") in [(error["line"], error["column"]) for error in bad.errors]
    again = brought(content, clerk, at=MONDAY + dt.timedelta(hours=1))
    assert again.errors == []
    assert ConditionRecord.objects.filter(condition_type="K007").count() == 1


def test_items_alike_in_what_a_key_joins_ask_for_it_once_whatever_stands_in_the_facts() -> None:
    book = a_book(PRICE, changes={"K007": {"accesses": (AccessRule(10, ("customer", "product_group")),)}})
    items = [an_item(number, product_group=group) for number, group in (("A", "5%s"), ("B", "5%s"), ("C", ""))]

    found = [text for _kind, texts in lookups_of(book.procedure, a_header(customer="1%d"), items) for text in texts]

    assert [lookup for lookup in found if lookup.startswith("K007")] == ["K007|customer=1%d|product_group=5%s"]
    assert {f"PR00|product={number}" for number in "ABC"} <= set(found)
    assert [text for _kind, texts in lookups_of(book.procedure, a_header(), []) for text in texts] == []
