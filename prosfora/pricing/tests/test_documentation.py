"""The examples of docs/develop/pricing.md compute to the figures they print."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from prosfora.pricing.rules.book import Exclusion, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import ManualCondition
from prosfora.pricing.rules.free_goods import FreeGoods, delivered
from prosfora.pricing.tests.test_base_prices import by_priority
from prosfora.pricing.tests.world import FULL, a_book, a_header, an_item, gross, manual, standard, with_steps

PAGE = (Path(settings.BASE_DIR) / "docs" / "develop" / "pricing.md").read_text(encoding="utf-8")
PRICE = re.compile(r"^price (\w+) ([\d.]+) × ([\d.]+)(?:; (.*))? = net ([\d.]+)$", re.MULTILINE)
FREE = re.compile(r"^free (\d+), (\d+) per (\d+), (\w+) = (\d+)$", re.MULTILINE)
FOUND = {"K007": "K007|customer=C", "K020": "K020|price_group=01", "KA00": "KA00|campaign=SPRING"}
NRAB = TypeRule("NRAB", "discount", "quantity", "minus", is_manual=True)
PRICES, FREE_GOODS = PRICE.findall(PAGE), FREE.findall(PAGE)


class Example:
    """The conditions of a line: records, entries, and what they say of the procedure."""

    def __init__(self, conditions: str) -> None:
        self.records: list[tuple[str, str]] = []
        self.left: dict[str, dict[str, Decimal]] = {}  # of the budgets of records
        self.is_on_request = False
        self.entered: list[ManualCondition] = []
        self.procedure, self.price_type = standard(), "PR00"
        for part in re.split("[;,] ", conditions) if conditions else []:
            word, _space, rest = part.partition(" ")
            self._take(word, rest)

    def _take(self, word: str, rest: str) -> None:
        if word in FOUND:
            amount, _of, left = rest.partition(" of ")
            self.records.append((FOUND[word], amount))
            if left:
                self.left[FOUND[word]] = {"value_left": Decimal(left.removesuffix(" left"))}
        elif word == "with":
            self.procedure, self.price_type = gross(), "PR01"
            self.records.append((FULL, rest.removeprefix("tax ")))
        elif word == "request":
            self.is_on_request = True
        elif word == "or":
            self.procedure = by_priority("PR00", "ZREC")
            self.records.append(("ZREC|product=A", rest))
        elif word.islower():
            first, _slash, second = rest.partition(" / ")
            exclusion = Exclusion(word, tuple(first.split()), tuple(second.split()))
            self.procedure = replace(self.procedure, exclusions=(exclusion,))
        elif word == "NRAB":
            self.procedure = _with_free_goods(self.procedure)
            self.entered.append(manual(word, rest, per=Decimal(10)))
        else:
            self.entered.append(manual(word, rest, currency="EUR" if word.startswith("P") else ""))


def _with_free_goods(procedure: ProcedureRule) -> ProcedureRule:
    return with_steps(procedure, StepRule(801, 0, NRAB, manual_only=True, formula="free_pro_rata"))


def test_the_page_has_examples_and_all_of_them_are_read() -> None:
    assert len(PRICES) == PAGE.count("\nprice ") >= 16
    assert len(FREE_GOODS) == PAGE.count("\nfree ") >= 4


@pytest.mark.parametrize(("product", "quantity", "amount", "conditions", "net"), PRICES)
def test_an_example_computes_to_its_figure(product: str, quantity: str, amount: str, conditions: str, net: str) -> None:
    example = Example(conditions)
    item = an_item(product, quantity, manual=tuple(example.entered))
    book = a_book(
        (f"{example.price_type}|product={product}", amount), *example.records, procedure=example.procedure,
        records={**example.left, f"PR00|product={product}": {"on_request": example.is_on_request}},
    )  # fmt: skip

    answer = price(a_header(customer="C", price_group="01", campaign="SPRING"), [item], book)

    assert answer.net == Decimal(net)


@pytest.mark.parametrize(("ordered", "free", "per", "counting", "given"), FREE_GOODS)
def test_free_goods_of_the_page_are_as_many_as_it_says(
    ordered: str, free: str, per: str, counting: str, given: str
) -> None:
    rule = FreeGoods(Decimal(per), Decimal(free), counting)

    assert delivered(Decimal(ordered), rule).free == Decimal(given)
