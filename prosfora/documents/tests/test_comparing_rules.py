"""The rule that compares two offers: every item told once, whatever became of it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.documents.rules.comparing import ItemRow, compare, explained
from prosfora.offers.tests.builders import an_item, an_offer, totals

ITEMS = tuple(an_item(place * 10, product=f"P-{place}", text=f"Product {place}") for place in range(1, 9))
OFFER = replace(an_offer(), items=ITEMS)


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)), st.integers(0, 5))
def test_every_item_is_told_once_whatever_was_moved_removed_or_added(
    order: list[int], removed: set[int], added: int
) -> None:
    kept = [place for place in order if place not in removed]
    items = [replace(ITEMS[place], position=turn * 10 + 10) for turn, place in enumerate(kept)]
    origins = {item.position: ITEMS[place].position for item, place in zip(items, kept, strict=True)}
    fresh = [replace(ITEMS[0], position=1000 + turn, product=f"NEW-{turn}") for turn in range(added)]
    newer = replace(OFFER, items=(*items, *fresh))

    found = compare(OFFER, newer, origins)

    lefts = [row.left.position for row in found.items if row.left]
    rights = [row.right.position for row in found.items if row.right]
    assert sorted(lefts) == [item.position for item in ITEMS]
    assert rights == [item.position for item in newer.items]
    assert sum(row.kind == "added" for row in found.items) == added
    assert sum(row.kind == "removed" for row in found.items) == len(removed)
    back = compare(newer, OFFER, {old: new for new, old in origins.items()})
    assert back.count == found.count


def test_an_offer_compared_with_itself_has_no_difference() -> None:
    assert compare(OFFER, OFFER).count == 0


def test_partners_are_compared_as_they_are_written() -> None:
    moved = replace(OFFER.sold_to, name="Παπαδόπουλος και Υιοί ΑΕ")

    found = compare(OFFER, replace(OFFER, sold_to=moved, contact=None, payer=None)).differences

    assert [(fact.name, fact.kind) for fact in found.partners] == [("sold_to", "changed"), ("payer", "removed")]
    assert found.partners[0].right[0] == "Παπαδόπουλος και Υιοί ΑΕ"


def test_parts_of_a_bundle_follow_their_bundle_and_an_alternative_its_main_item() -> None:
    before = (
        an_item(10, product="SET"), an_item(20, product="PART", part_of=10),
        an_item(30, product="SET"), an_item(40, product="PART", part_of=30),
        an_item(50, product="OTHER", category="alternative", alternative_to=10),
    )  # fmt: skip
    after = (
        an_item(10, product="SET"), an_item(20, product="PART", part_of=10),
        an_item(30, product="SET"), an_item(40, product="PART", part_of=30),
        an_item(50, product="OTHER", category="alternative", alternative_to=30),
    )  # fmt: skip

    found = compare(replace(OFFER, items=before), replace(OFFER, items=after), {10: 30, 30: 10, 50: 50})

    pairs = {(row.left.position, row.right.position) for row in found.items if row.left and row.right}
    assert pairs == {(30, 10), (40, 20), (10, 30), (20, 40), (50, 50)}
    assert [fact.name for row in found.differences.items for fact in row.facts] == ["position"] * 4


@pytest.mark.parametrize(
    ("rate", "value", "told"),
    [("10.00", "400.00", []), ("10.00", "800.00", []), ("9.00", "360.00", [("PR00", "10.00", "9.00")])],
)
def test_a_quantity_alone_makes_no_element_differ(rate: str, value: str, told: list[tuple[str, str, str]]) -> None:
    quantity = Decimal(value) / Decimal(rate)
    newer = an_item(quantity=quantity, unit_price=Decimal(rate), net=Decimal(value))
    found = compare(replace(OFFER, items=(an_item(),)), replace(OFFER, items=(newer,)))

    rows = explained(found, {10: trace("10.00", "400.00")}, {10: trace(rate, value)}).items

    assert [one for row in rows for one in elements(row)] == told


def trace(rate: str, value: str) -> dict[str, object]:
    """The stored waterfall of one base price."""
    row = [
        10,
        1,
        "PR00",
        "PR00",
        "quantity",
        rate,
        "EUR",
        "1",
        "PCE",
        "40",
        value,
        2,
        "",
        7,
        1,
        1,
        [],
        None,
        None,
        None,
    ]
    return {"elements": [row]}


def elements(row: ItemRow) -> list[tuple[str, str, str]]:
    return [
        (one.condition_type, str(one.left and one.left.rate), str(one.right and one.right.rate)) for one in row.elements
    ]


def test_totals_with_all_options_are_compared_where_one_side_has_them() -> None:
    without = replace(OFFER, totals_with_options=None, totals=totals("400.00", "96.00"))

    found = compare(OFFER, without).differences

    assert [(fact.name, fact.kind) for fact in found.totals] == [
        ("net", "changed"), ("tax", "changed"), ("total", "changed"), ("payable", "changed"), ("tax 24", "changed"),
        ("total_with_options", "removed"),
    ]  # fmt: skip
