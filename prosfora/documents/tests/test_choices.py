"""What an offer comes to when the customer chooses: the arithmetic of every other total, whichever way it is summed."""

import time
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prosfora.documents.rules.choices import (
    choosable,
    counted_with,
    totals_of_each_choice,
    totals_with,
    totals_with_options,
)
from prosfora.documents.rules.totals import Worth, add_up
from prosfora.offers.rules.content import OfferItem, OfferReckoning
from prosfora.offers.tests.builders import an_item
from prosfora.pricing.rules.facts import Reckoning
from prosfora.pricing.rules.taxes import own_tax
from prosfora.values.money import minor_unit, round_money

ON_TOP = OfferReckoning(False, "rate", None)
RATES = (("S", Decimal(24)), ("S", Decimal(13)), ("AE", Decimal(0)))


@st.composite
def offered(draw: Any, currency: str, reckoning: OfferReckoning) -> list[OfferItem]:
    """Items as an offer has them: alternatives behind the item they may replace, parts behind their bundle."""
    found: list[OfferItem] = []
    main: int | None = None
    for place in range(draw(st.integers(1, 8))):
        position = 10 * (place + 1)
        category = draw(st.sampled_from(["standard", "option", "alternative", "section"])) if found else "standard"
        (code, rate), value = draw(st.sampled_from(RATES)), draw(st.integers(0, 99999)) * minor_unit(currency)
        tax = own_tax(value, rate, currency, included=reckoning.tax_included)
        facts: dict[str, Any] = {
            "category": category, "net": value - tax if reckoning.tax_included else value, "tax": tax,
            "tax_code": code, "tax_rate": rate, "counts": category == "standard",
            "alternative_to": main if category == "alternative" else None,
        }  # fmt: skip
        if category == "section":
            facts |= {"net": Decimal(0), "tax": Decimal(0), "tax_code": "", "tax_rate": Decimal(0)}
        found.append(an_item(position, **facts))
        if category != "section" and draw(st.booleans()):  # a part with a price of its own
            part = facts | {"part_of": position, "counts": facts["counts"]}
            found.append(an_item(position + 1, **part))
        main = position if category == "standard" else main
    return found


def item_by_item(items: list[OfferItem], currency: str, reckoning: OfferReckoning) -> tuple[Decimal, Decimal, Decimal]:
    """Net, tax and what is paid, every item by itself."""
    worths = [
        Worth(item.position, item.net, item.tax, item.tax_code, item.tax_rate, None, 0, counts=True) for item in items
    ]
    ways = Reckoning(reckoning.tax_included, reckoning.tax_rounding, reckoning.rounding_unit)
    totals = add_up(worths, currency, ways)
    return totals.net, totals.tax, totals.payable


@given(
    st.data(), st.sampled_from(["EUR", "JPY", "KWD"]), st.booleans(), st.sampled_from(["rate", "item"]),
    st.sampled_from([None, Decimal(1), Decimal("0.05")]),
)  # fmt: skip
def test_totals_of_choices_are_those_of_the_items_that_count(
    data: Any, currency: str, included: bool, rounding: str, unit: Decimal | None
) -> None:
    reckoning = OfferReckoning(included, rounding, unit)
    items = data.draw(offered(currency, reckoning))
    chosen = data.draw(st.sets(st.sampled_from([item.position for item in items])))

    found = totals_with(items, chosen, currency, reckoning)

    assert (found.net, found.tax, found.payable) == item_by_item(counted_with(items, chosen), currency, reckoning)
    assert found.total == found.net + found.tax
    for choice in totals_of_each_choice(items, currency, reckoning):
        assert choice.totals == totals_with(items, {choice.position}, currency, reckoning)


def test_an_alternative_takes_the_place_of_its_main_item_with_all_that_belongs_to_it() -> None:
    bundle = [an_item(10), an_item(11, part_of=10, net=Decimal(5)), an_item(20, free_for=10, category="free")]
    other = an_item(30, category="alternative", alternative_to=10, counts=False)
    part = an_item(31, category="alternative", alternative_to=10, part_of=30, counts=False)
    items = [*bundle, other, part, an_item(40)]

    assert [item.position for item in counted_with(items, ())] == [10, 11, 20, 40]
    assert [item.position for item in counted_with(items, {30})] == [30, 31, 40]
    assert [item.position for item in choosable(items)] == [30]


def test_without_options_there_is_no_total_with_them() -> None:
    assert totals_with_options([an_item()], "EUR", ON_TOP) is None
    assert totals_of_each_choice([an_item()], "EUR", ON_TOP) == ()


def test_a_thousand_options_are_reckoned_in_no_time() -> None:
    items = [an_item(10), *(an_item(20 + 10 * place, category="option", counts=False) for place in range(1000))]
    start = time.perf_counter()

    found = totals_of_each_choice(items, "EUR", ON_TOP)

    assert time.perf_counter() - start < 2
    assert {choice.totals.net for choice in found} == {round_money(Decimal(800), "EUR")}
