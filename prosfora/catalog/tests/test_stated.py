"""A product as a line of a file states it, and as an undo puts it back: no database."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.catalog.rules.facts import ProductData, TextData, UnitData
from prosfora.catalog.rules.stated import KEPT_WHERE_BLANK, NotUnits, kept, restated, taken_back, units_said
from prosfora.catalog.rules.tidy import tidied

BOLT = ProductData(
    name="Κοχλίας",
    cost=Decimal("0.11"),
    minimum_quantity=Decimal(100),
    lead_time_days=10,
    gtin="4006381333931",
    sold_until=date(2026, 12, 31),
    units=(UnitData("BX", 12),),
    texts=(TextData("en", "Bolt", "Zinc-plated"),),
    areas=("GR01-10-00",),
)
AMOUNT = st.decimals(0, 10**6, places=3)
DAY = st.none() | st.dates()
PRODUCTS = st.builds(
    ProductData,
    name=st.text(max_size=8),
    kind=st.sampled_from(["stock", "service", "order"]),
    cost=st.none() | st.decimals(0, 10**4, places=4),
    gross_weight=AMOUNT,
    minimum_quantity=AMOUNT,
    whole_units_only=st.booleans(),
    lead_time_days=st.integers(0, 999),
    sold_from=DAY,
    sold_until=DAY,
    units=st.lists(st.builds(UnitData, st.sampled_from(["BX", "CT"]), st.integers(1, 99)), max_size=2).map(tuple),
    texts=st.lists(st.builds(TextData, st.sampled_from(["en", "el"]), st.text(max_size=5)), max_size=2).map(tuple),
    areas=st.lists(st.sampled_from(["GR01-10-00", "GR01-20-00"]), max_size=2, unique=True).map(tuple),
)


@given(before=PRODUCTS, after=PRODUCTS)
def test_what_a_line_changed_is_put_back_from_what_was_kept_of_it(before: ProductData, after: ProductData) -> None:
    stored = json.loads(json.dumps(kept(before, after)))  # as the run keeps it until somebody takes it back

    assert taken_back(after, stored) == before


@given(before=PRODUCTS, after=PRODUCTS)
def test_only_what_differs_is_kept(before: ProductData, after: ProductData) -> None:
    differing = {
        field.name for field in fields(ProductData) if getattr(before, field.name) != getattr(after, field.name)
    }

    assert kept(before, after).keys() == differing


@given(PRODUCTS, st.sets(st.sampled_from(["gtin", "status", "group"])))
def test_a_column_that_is_not_in_the_file_leaves_its_field_alone(before: ProductData, columns: set[str]) -> None:
    after = restated(before, dict.fromkeys(columns, "X"))

    assert kept(before, after).keys() <= columns


@pytest.mark.parametrize("name", sorted(KEPT_WHERE_BLANK))
def test_a_blank_cell_never_empties_what_a_product_cannot_do_without(name: str) -> None:
    blank = None if name == "whole_units_only" else ""

    assert restated(BOLT, {name: blank}) == BOLT


@pytest.mark.parametrize(
    ("name", "blank", "emptied"),
    [
        ("gtin", "", ""),
        ("group", "", ""),
        ("cost", None, None),
        ("minimum_quantity", None, Decimal(0)),
        ("gross_weight", None, Decimal(0)),
        ("lead_time_days", None, 0),
        ("sold_until", None, None),
        ("units", "", ()),
        ("areas", " ", ()),
    ],
)
def test_a_blank_cell_empties_any_other_field(name: str, blank: object, emptied: object) -> None:
    assert getattr(restated(BOLT, {name: blank}), name) == emptied


def test_a_new_product_is_the_usual_one_but_for_what_its_line_says() -> None:
    stated = restated(None, {"name": "Ροδέλα", "cost": Decimal("0.02"), "kind": ""})

    assert stated == ProductData(name="Ροδέλα", cost=Decimal("0.02"))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("BX=12", [("BX", 12, 1)]),
        ("BX=12; CT=144", [("BX", 12, 1), ("CT", 144, 1)]),
        ("MTR = 1 / 3", [("MTR", 1, 3)]),
        ("κουτί: 12\nΧΚΒ=144,", [("κουτί", 12, 1), ("ΧΚΒ", 144, 1)]),
        ("", []),
        (" ; ", []),
    ],
)
def test_sales_units_are_said_as_so_many_base_units(text: str, units: list[tuple[str, int, int]]) -> None:
    assert units_said(text) == tuple(UnitData(*unit) for unit in units)


@pytest.mark.parametrize("text", ["BX", "BX=", "=12", "BX=-12", "BX=1.5", "BX=12/", "12=BX", "BX=12 CT=144", "BX==12"])
def test_a_sales_unit_without_its_size_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUnits) as refusal:
        units_said(text)

    assert str(refusal.value) == text


def test_the_pieces_of_a_box_stand_beside_the_other_units_and_replace_the_old_box() -> None:
    assert restated(BOLT, {"box": 25}).units == (UnitData("BX", 25),)
    assert restated(BOLT, {"units": "CT=144", "box": 25}).units == (UnitData("CT", 144), UnitData("BX", 25))
    assert restated(BOLT, {"box": None}).units == BOLT.units


def test_texts_are_stated_language_by_language() -> None:
    greek = restated(BOLT, {"name_el": "Κοχλίας M8"})
    assert greek.texts == (TextData("en", "Bolt", "Zinc-plated"), TextData("el", "Κοχλίας M8"))

    renamed = restated(BOLT, {"name_en": "Hexagon bolt"})
    assert renamed.texts == (TextData("en", "Hexagon bolt", "Zinc-plated"),)

    assert restated(BOLT, {"name_en": "", "sales_text_en": ""}).texts == ()


@pytest.mark.parametrize(
    ("typed", "areas"),
    [("GR01-10-00", 1), ("GR01-10-00, GR01-20-00", 2), ("GR01-10-00;GR01-20-00", 2), (" GR01-10-00 GR01-20-00 ", 2)],
)
def test_sales_areas_are_parted_however_people_part_them(typed: str, areas: int) -> None:
    assert restated(None, {"areas": typed}).areas == ("GR01-10-00", "GR01-20-00")[:areas]


@given(PRODUCTS)
def test_a_product_tidied_twice_is_tidied_once(product: ProductData) -> None:
    assert tidied(tidied(product)) == tidied(product)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"name": "  Bolt "}, {"name": "Bolt"}),
        ({"base_unit": "τεμ."}, {"base_unit": "PCE"}),
        ({"base_unit": "FUR"}, {"base_unit": "FUR"}),
        ({"sales_unit": " "}, {"sales_unit": ""}),
        ({"sales_unit": "κουτί"}, {"sales_unit": "BX"}),
        ({"group": " fast "}, {"group": "FAST"}),
        ({"item_category_group": ""}, {"item_category_group": "NORM"}),
        ({"cost_currency": "eur"}, {"cost_currency": "EUR"}),
        ({"gtin": " 96385074 "}, {"gtin": "96385074"}),
        ({"areas": ("B", "A", "B")}, {"areas": ("A", "B")}),
        (
            {"texts": (TextData(" EL ", " Β "), TextData("EN", "A"))},
            {"texts": (TextData("el", "Β"), TextData("en", "A"))},
        ),
        (
            {"units": (UnitData("χκβ", 144), UnitData("box", 12))},
            {"units": (UnitData("BX", 12), UnitData("CT", 144))},
        ),
    ],
)  # fmt: skip
def test_equal_statements_have_one_spelling(typed: dict[str, Any], stored: dict[str, Any]) -> None:
    assert tidied(replace(ProductData(name="Bolt"), **typed)) == replace(ProductData(name="Bolt"), **stored)
