"""What users of the peers rely on (behaviours.md, section C, by number): tax, rounding, currency.

As theirs, or as we decided otherwise; docs/develop/pricing.md gives the reasons.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PricedDocument
from prosfora.pricing.rules.taxes import contained
from prosfora.pricing.tests.world import (
    FULL,
    a_book,
    a_header,
    an_item,
    found,
    gross,
    manual,
    nets,
    standard,
    values,
    with_steps,
)
from prosfora.values.money import round_money

D = Decimal
REDUCED = "MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class=2"
EXEMPT = {"customer_tax_class": "0"}


def statistical(answer: PricedDocument, code: str) -> list[Decimal]:
    return [e.value for item in answer.items for e in item.elements if e.condition_type == code and e.statistical]


def test_c50_halves_are_rounded_up_not_to_even() -> None:
    """Decided otherwise than Tryton: 1.005 is 1.01, as the trade and the tax office round."""
    book = a_book(("PR00|product=A", "1.070"), ("PR00|product=B", "1.005"), (FULL, "100"))

    answer = price(a_header(), [an_item("A"), an_item("B", position=20)], book)

    assert (nets(answer), answer.tax) == ([D("1.07"), D("1.01")], D("2.08"))


def test_c52_a_second_levy_is_a_surcharge_and_part_of_what_is_taxed() -> None:
    """Decided otherwise: an item has one VAT rate (EN 16931 BG-30). Other duties belong to the amount on which VAT is
    paid (Directive 2006/112/EC, Article 78), so 20 % on the second item makes 24.00 of its 20.00.
    """
    book = a_book(("PR00|product=A", "10"), ("PR00|product=B", "20"), ("KS00|product=B", "20"), (FULL, "10"))

    answer = price(a_header(), [an_item("A"), an_item("B", position=20)], book)

    assert [(line.base, line.tax) for line in answer.taxes] == [(D("34.00"), D("3.40"))]


def test_c52_two_rates_in_one_document_have_a_line_each() -> None:
    book = a_book(("PR00|product=A", "10"), ("PR00|product=B", "20"), (FULL, "10"), (REDUCED, "20"))

    answer = price(a_header(), [an_item("A"), an_item("B", position=20, tax_class="2")], book)

    assert {line.rate: (line.base, line.tax) for line in answer.taxes} == {
        D(10): (D("10.00"), D("1.00")), D(20): (D("20.00"), D("4.00")),
    }  # fmt: skip


def test_c54_a_price_that_contains_the_tax_leaves_the_remainder_as_net() -> None:
    book = a_book(("PR01|product=A", "52.50"), (FULL, "12"), procedure=gross())

    answer = price(a_header(), [an_item()], book)

    assert (answer.total, answer.tax, answer.net) == (D("52.50"), D("5.63"), D("46.87"))


@pytest.mark.parametrize(("net", "tax", "total"), [("22689", "4311", "27000"), ("9176", "1743", "10919")])
def test_c56_a_currency_without_minor_unit(net: str, tax: str, total: str) -> None:
    book = a_book(("PR00|product=A", net), (FULL, "19"), per={"PR00|product=A": ("CLP", "1", "PCE")})

    answer = price(a_header(currency="CLP"), [an_item()], book)

    assert (answer.tax, answer.total) == (D(tax), D(total))


def test_c56_what_tax_on_top_makes_tax_within_does_not_unmake() -> None:
    pesos = {"PR01|product=A": ("CLP", "1", "PCE")}
    book = a_book(("PR01|product=A", "10920"), (FULL, "19"), per=pesos, procedure=gross())

    answer = price(a_header(currency="CLP"), [an_item()], book)

    assert (answer.net, answer.tax, answer.total) == (D(9176), D(1744), D(10920))


def test_c58_amounts_of_many_decimals_round_at_the_currencys_last() -> None:
    """Decided otherwise as to the engine: no currency of ISO 4217 has six decimals, the most are four (CLF)."""
    units = {"PR01|product=A": ("CLF", "1", "PCE")}
    book = a_book(("PR01|product=A", "399.9999"), (FULL, "20"), per=units, procedure=gross())

    answer = price(a_header(currency="CLF"), [an_item()], book)

    assert (answer.net, answer.tax, answer.total) == (D("333.3332"), D("66.6667"), D("399.9999"))


def test_c58_the_tax_within_is_exact_before_it_is_rounded() -> None:
    tax = contained(D("399.999999"), D(20)).quantize(D("0.000001"), ROUND_HALF_UP)

    assert (D("399.999999") - tax, tax) == (D("333.333333") - D("0.000001"), D("66.666667"))


def test_c60_chained_taxes_are_a_surcharge_the_vat_and_a_deduction_from_what_is_paid() -> None:
    """Decided otherwise in form, equal in money: the levy of 4 % raises what VAT is paid on, the 20 % withheld is a
    statistical condition, since it lowers neither the net value nor the VAT but what the customer transfers.
    """
    withheld = TypeRule("QST0", "discount", "percent", "minus", is_statistical=True, is_manual=True)
    steps = with_steps(standard(), StepRule(930, 0, withheld, from_step=100, manual_only=True, statistical=True))
    book = a_book(("PR00|product=A", "50"), ("KS00|product=A", "4"), (FULL, "22"), procedure=steps)

    answer = price(a_header(), [an_item(manual=(manual("QST0", "20"),))], book)

    held, levy = statistical(answer, "QST0"), values(answer, "KS00")
    assert (held, levy, answer.tax) == ([D("-10.00")], [D("2.00")], D("11.44"))
    assert answer.total + sum(held) == D("53.44")


@pytest.mark.parametrize(
    ("percent", "net", "tax"),
    [("0", "31.78", "1.91"), ("2", "31.14", "1.87"), ("7", "29.56", "1.77"), ("18", "26.06", "1.56")],
)
def test_c62_a_discount_of_the_document_is_rounded_once(percent: str, net: str, tax: str) -> None:
    """Decided otherwise: the discount is a rounded share of the net (0.64 of 31.78 at 2 %) and the tax follows from it;
    Odoo rounds the discounted total instead and lets the net give way.
    """
    book = a_book(("PR00|product=A", "15.89"), (FULL, "6"))
    items = [an_item("A"), an_item("A", position=20)]

    answer = price(a_header(manual=(manual("HA00", percent),)), items, book)

    assert (answer.net, answer.tax) == (D(net), D(tax))
    assert sum(nets(answer)) == answer.net


def test_c62_tax_is_rounded_per_rate_not_per_line() -> None:
    """Of Odoo's two settings, per line and global, ours is the global one: EN 16931 knows no other (BR-CO-17)."""
    book = a_book(("PR00|product=A", "15.89"), (FULL, "3"))

    answer = price(a_header(), [an_item("A"), an_item("A", position=20)], book)

    assert (answer.net, answer.tax, answer.total) == (D("31.78"), D("0.95"), D("32.73"))
    assert 2 * round_money(D("15.89") * D("0.03"), "EUR") == D("0.96")


def test_c64_a_free_item_costs_nothing_its_levies_included() -> None:
    """Decided otherwise: Odoo's net of -0.30 would be a negative taxable amount. Both levies stay in the trace."""
    levies = ("KS00|product=A", "0.05"), ("KS00|product_group=G", "0.25")
    per = {lookup: ("EUR", "1", "PCE") for lookup, _amount in levies}
    both = (AccessRule(10, ("product",), exclusive=False), AccessRule(20, ("product_group",), exclusive=False))
    book = a_book(
        ("PR00|product=A", "0"), *levies, per=per, changes={"KS00": {"accesses": both}},
        records={lookup: {"calculation": "quantity"} for lookup, _amount in levies},
    )  # fmt: skip

    answer = price(a_header(), [an_item(is_free=True, product_group="G")], book)

    assert values(answer, "KS00") == [D("0.05"), D("0.25")]
    assert (answer.net, answer.tax, answer.total) == (0, 0, 0)


def rounding_total() -> ProcedureRule:
    """The standard procedure with an amount to be paid in whole units."""
    kind = found("DIFF", "sales_area", condition_class="rounding", calculation="fixed", sign="plus")
    return with_steps(standard(), StepRule(919, 0, kind))


@pytest.mark.parametrize(("records", "adjustment", "payable"), [(["1"], "0.20", "74.00"), ([], "0.00", "73.80")])
def test_c66_the_amount_to_be_paid_is_rounded_and_the_difference_told(
    records: list[str], adjustment: str, payable: str
) -> None:
    key = "DIFF|sales_area=GR01-10-00"
    lines = [("PR00|product=A", "12.3"), *((key, unit) for unit in records)]
    book = a_book(*lines, per={key: ("EUR", "1", "")}, procedure=rounding_total())

    answer = price(a_header(**EXEMPT), [an_item("A", "6")], book)

    assert (answer.total, answer.rounding, answer.payable) == (D("73.80"), D(adjustment), D(payable))
