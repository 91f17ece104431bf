"""The examples of docs/develop/pricing.md compute to the figures they print."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from prosfora.pricing.rules.engine import price
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual

PAGE = Path(settings.BASE_DIR) / "docs" / "develop" / "pricing.md"
LINE = re.compile(r"^price (\w+) ([\d.]+) × ([\d.]+)(?:; (.*))? = net ([\d.]+)$", re.MULTILINE)
KEYS = {"K007": "K007|customer=C", "K020": "K020|price_group=01"}
EXAMPLES = LINE.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_has_examples_and_all_of_them_are_read() -> None:
    assert len(EXAMPLES) == PAGE.read_text(encoding="utf-8").count("\nprice ") >= 9


@pytest.mark.parametrize(("product", "quantity", "amount", "conditions", "net"), EXAMPLES)
def test_an_example_computes_to_its_figure(product: str, quantity: str, amount: str, conditions: str, net: str) -> None:
    records, entered = [(f"PR00|product={product}", amount)], []
    for part in re.split("[;,] ", conditions) if conditions else []:
        code, figure = part.split()
        if code in KEYS:
            records.append((KEYS[code], figure))
        else:
            entered.append(manual(code, figure, currency="EUR" if code.startswith("P") else ""))

    answer = price(
        a_header(customer="C", price_group="01"), [an_item(product, quantity, manual=tuple(entered))], a_book(*records)
    )

    assert answer.net == Decimal(net)
