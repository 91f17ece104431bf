"""Units of measure, and what makes a product impossible."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.catalog.rules.checks import Problem, is_gtin, number_problem, problems_of
from prosfora.catalog.rules.facts import ProductData, ProductFacts, TextData, UnitData
from prosfora.catalog.rules.units import (
    UNITS,
    UnknownUnit,
    from_base,
    orderable,
    to_base,
    unit_code,
    unit_name,
    unit_short,
)
from prosfora.values.quantity import Conversion

BOLT = ProductData(name="Hexagon bolt M8×40", cost=Decimal("0.11"), units=(UnitData("BX", 12),))


def a_fact(
    conversions: dict[str, Conversion] | None = None, minimum: str = "0", rounding: str = "0", **told: object
) -> ProductFacts:
    """A product in pieces, as documents see it."""
    plain: dict[str, object] = {
        "id": 1, "number": "BOLT-M8", "name": "Κοχλίας", "kind": "stock", "base_unit": "PCE", "sales_unit": "PCE",
        "group": "", "pricing_group": "", "hierarchy": "", "item_category_group": "NORM", "tax_class": "1",
        "gross_weight": Decimal(0), "net_weight": Decimal(0), "volume": Decimal(0), "cost": None,
        "cost_currency": "EUR", "minimum_quantity": Decimal(minimum), "rounding_quantity": Decimal(rounding),
        "whole_units_only": True, "lead_time_days": 0, "gtin": "", "status": "active", "sold_from": None,
        "sold_until": None, "units": conversions or {},
    }  # fmt: skip
    return ProductFacts(**(plain | told))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("PCE", "PCE"), ("τεμ", "PCE"), ("ΤΕΜ.", "PCE"), ("τεμάχια", "PCE"), ("pcs", "PCE"), ("ST", "PCE"),
        ("H87", "PCE"),
        ("bx", "BX"), ("κουτί", "BX"), ("ΚΟΥΤΙ", "BX"), ("kg", "KGM"), ("Κιλά", "KGM"), ("m", "MTR"), ("μέτρα", "MTR"),
        ("m2", "MTK"), ("m²", "MTK"), ("τ.μ.", "MTK"), ("lt", "LTR"), ("λίτρο", "LTR"), ("h", "HUR"), ("Ώρες", "HUR"),
        ("set", "SET"), ("ζεύγη", "PR"), (" pack ", "PK"), ("συσκ.", "PK"), ("t", "TNE"), ("KGM", "KGM"),
    ],
)  # fmt: skip
def test_units_are_read_as_people_write_them(typed: str, code: str) -> None:
    assert unit_code(typed) == code


@pytest.mark.parametrize("typed", ["", "FURLONG", "12", "<b>", "PCE PCE", "\x00"])
def test_an_unknown_unit_is_refused_not_guessed(typed: str) -> None:
    with pytest.raises(UnknownUnit) as refusal:
        unit_code(typed)

    assert refusal.value.text == typed


def test_every_unit_speaks_english_and_greek_and_is_found_by_each_of_its_names() -> None:
    for code, unit in UNITS.items():
        assert all((unit.short_en, unit.short_el, unit.name_en, unit.name_el)), code
        for text in (code, unit.name_en, unit.name_el, unit.short_en, unit.short_el):
            assert unit_code(text) == code, text
        assert len(code) <= 3


def test_unit_names_follow_the_readers_language() -> None:
    assert unit_name("PCE", "el") == "τεμάχιο"
    assert unit_name("PCE", "en-gb") == "piece"
    assert unit_short("HUR", "el") == "ώρα"
    assert unit_short("XYZ", "el") == unit_name("XYZ", "en") == "XYZ"


def test_three_boxes_are_36_pieces_and_back() -> None:
    bolt = a_fact({"BX": Conversion(12)})

    assert to_base(Decimal(3), "BX", bolt) == 36
    assert from_base(Decimal(30), "BX", bolt) == Decimal("2.5")
    assert to_base(Decimal(7), "PCE", bolt) == 7


def test_a_product_is_not_sold_in_units_it_is_not_kept_in() -> None:
    with pytest.raises(UnknownUnit):
        to_base(Decimal(1), "KGM", a_fact())
    with pytest.raises(UnknownUnit):
        from_base(Decimal(1), "KGM", a_fact())


@given(
    st.integers(0, 10**6).map(Decimal), st.integers(1, 500), st.integers(1, 50).map(lambda n: Decimal(n) / 10)
)  # fmt: skip
def test_an_orderable_quantity_keeps_minimum_and_rounding_and_is_the_least(
    quantity: Decimal, minimum: int, step: Decimal
) -> None:
    product = a_fact(minimum=str(minimum), rounding=str(step))
    ordered = orderable(quantity, product)

    assert ordered >= max(quantity, minimum)
    assert ordered % step == 0
    assert ordered - step < max(quantity, minimum)


def test_without_a_rounding_quantity_any_quantity_above_the_minimum_can_be_ordered() -> None:
    assert orderable(Decimal("2.5"), a_fact()) == Decimal("2.5")
    assert orderable(Decimal(2), a_fact(minimum="10")) == 10


def test_a_product_is_sold_on_the_days_of_its_validity_unless_blocked() -> None:
    season = a_fact(sold_from=date(2026, 4, 1), sold_until=date(2026, 9, 30))

    assert not season.is_sold(date(2026, 3, 31))
    assert season.is_sold(date(2026, 4, 1))
    assert season.is_sold(date(2026, 9, 30))
    assert not season.is_sold(date(2026, 10, 1))
    assert not a_fact(status="blocked").is_sold(date(2026, 4, 1))
    assert a_fact(status="phased_out").is_sold(date(2026, 4, 1))


def test_a_restricted_product_is_offered_in_its_sales_areas_only() -> None:
    assert a_fact().is_sold_in("GR01-10-00")
    assert not a_fact(areas=frozenset({"GR01-20-00"})).is_sold_in("GR01-10-00")


def test_a_text_falls_back_from_region_to_language_to_the_companys_own() -> None:
    bolt = a_fact(texts={"en": TextData("en", "Bolt", "Zinc-plated")})

    assert bolt.text("en-gb").sales_text == "Zinc-plated"
    assert bolt.text("de") == TextData("de", "Κοχλίας")


@pytest.mark.parametrize("digits", ["4006381333931", "96385074", "036000291452", "10614141000415"])
def test_right_gtins_of_every_length(digits: str) -> None:
    assert is_gtin(digits)


@pytest.mark.parametrize("digits", ["4006381333932", "9638507", "abcdefgh", "", "٤٠٠٦٣٨١٣٣٣٩٣١", "40063813339310"])
def test_wrong_gtins(digits: str) -> None:
    assert not is_gtin(digits)


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_mistyped_digit_of_a_gtin_is_noticed(twelve: int, place: int, shift: int) -> None:
    right = next(f"{twelve:012}{digit}" for digit in range(10) if is_gtin(f"{twelve:012}{digit}"))
    mistyped = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]

    assert not is_gtin(mistyped)


@pytest.mark.parametrize("number", ["BOLT-M8", "6205-2RS/C3", "FR-R92B-58", "HL 58", "ΒΙΔΑ-Μ8", "1", "A.B", "X" * 40])
def test_numbers_makers_use(number: str) -> None:
    assert number_problem(number) == ""


@pytest.mark.parametrize(
    "number", ["", "X" * 41, "A\nB", "A\x00", "../etc/passwd", ".", "/A", "A/", "A//B", "A  B", "A/./B"]
)
def test_numbers_that_could_not_be_addressed(number: str) -> None:
    assert number_problem(number).startswith("number_")


def test_a_plain_product_has_no_problem() -> None:
    assert problems_of(BOLT) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": " "}, Problem("name", "required")),
        ({"name": "x" * 201}, Problem("name", "too_long", "200")),
        ({"name": "a\x07b"}, Problem("name", "control_characters")),
        ({"kind": "thing"}, Problem("kind", "unknown_code", "thing")),
        ({"status": "gone"}, Problem("status", "unknown_code", "gone")),
        ({"tax_class": "9"}, Problem("tax_class", "unknown_code", "9")),
        ({"cost_currency": "eur"}, Problem("cost_currency", "unknown_code", "eur")),
        ({"gtin": "123"}, Problem("gtin", "gtin_check_digit", "123")),
        ({"group": "x" * 10}, Problem("group", "too_long", "9")),
        ({"hierarchy": "a\x01"}, Problem("hierarchy", "control_characters")),
        ({"cost": Decimal(-1)}, Problem("cost", "negative", "4")),
        ({"cost": Decimal("0.00001")}, Problem("cost", "too_many_places", "4")),
        ({"cost": Decimal("NaN")}, Problem("cost", "too_large", "4")),
        ({"cost": Decimal("1e11")}, Problem("cost", "too_large", "4")),
        ({"volume": Decimal("Infinity")}, Problem("volume", "too_large", "3")),
        ({"gross_weight": Decimal(1), "net_weight": Decimal(2)}, Problem("net_weight", "heavier_than_gross")),
        ({"lead_time_days": 1000}, Problem("lead_time_days", "out_of_range", "999")),
        ({"base_unit": "FUR"}, Problem("base_unit", "unknown_unit", "FUR")),
        ({"sales_unit": "KGM"}, Problem("sales_unit", "unit_without_conversion", "KGM")),
        ({"units": (UnitData("BX", 12), UnitData("BX", 10))}, Problem("units", "unit_twice", "BX")),
        ({"units": (UnitData("PCE", 2),)}, Problem("units", "unit_twice", "PCE")),
        ({"units": (UnitData("FUR", 2),)}, Problem("units", "unknown_unit", "FUR")),
        ({"units": (UnitData("BX", 0),)}, Problem("units", "ratio_not_positive", "BX")),
        ({"units": (UnitData("BX", 1, 2**31),)}, Problem("units", "ratio_not_positive", "BX")),
        ({"texts": (TextData("en", "a"), TextData("en", "b"))}, Problem("texts", "language_twice", "en")),
        ({"texts": (TextData("English", "a"),)}, Problem("texts", "unknown_language", "English")),
        ({"texts": (TextData("en", ""),)}, Problem("texts", "text_without_name", "en")),
        ({"texts": (TextData("en", "a", "x" * 20_001),)}, Problem("texts", "too_long", "20000")),
        ({"texts": (TextData("en", "a", "\x00"),)}, Problem("texts", "control_characters")),
        (
            {"sold_from": date(2026, 2, 1), "sold_until": date(2026, 1, 31)},
            Problem("sold_until", "ends_before_it_begins"),
        ),
    ],
)
def test_what_makes_a_product_impossible(changed: dict[str, object], problem: Problem) -> None:
    assert problems_of(replace(BOLT, **changed)) == [problem]  # type: ignore[arg-type]


def test_all_problems_are_told_at_once() -> None:
    broken = replace(BOLT, name="", base_unit="FUR", cost=Decimal(-1))

    assert [problem.field for problem in problems_of(broken)] == ["name", "cost", "base_unit"]
