"""103 invoices, orders and credit notes of the norms (EN 16931, Peppol, UBL), priced again from their lines.

The engine gets the quantities, prices, allowances and VAT rates a document states and must come to the sums it states.
Where it does not, the document contradicts itself, and the report names the line or the sum. totals_vectors.json says
of each which of its sums hold, found by others than us.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import ItemFacts, PricedDocument
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual

FILE = Path(settings.CORPORA_DIR) / "totals_vectors.json"
VECTORS: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
D = Decimal
KEY = "MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class="
# Their VAT is right on the base they state, but that base is not the sum of their own lines and charges of this rate:
# a line without a rate was taken in, a charge left out. Whoever checks base × rate alone does not see it.
BASE_NOT_OF_ITS_LINES = {
    "peppol_poacc/rules/examples/OrderAgreement_Example.xml",
    "peppol_poacc/rules/snippets/order-agreement/snippet-oa.xml",
}


class Difference(NamedTuple):
    """Where a document states something else than its own lines come to. `line` is 1 for the first, 0 for a sum."""

    line: int
    what: str
    stated: Decimal
    computed: Decimal


def tax_class(category: str | None, rate: str | None) -> str:
    return f"{category or ''} {D(rate or 0).normalize():f}"


def taxed(amount: str, quantity: str, place: int, row: dict[str, Any], currency: str, per: str | None) -> ItemFacts:
    """A line, or an allowance or charge of one VAT rate, which is an item of its own."""
    side = -1 if D(quantity) < 0 else 1
    entered = [manual("PB00", amount, currency=currency, per=D(per or 1))]
    for is_charge, given, *_share in row["ac"] if isinstance(row.get("ac"), list) else ():
        off = -D(given) if is_charge == "true" else D(given)
        entered.append(manual("RB00", str(off * side), currency=currency))
    return an_item(
        "X", quantity, position=place, tax_class=tax_class(row["cat"], row["vat"]), manual=tuple(entered)
    )  # fmt: skip


def priced(document: dict[str, Any], *, stated_lines: bool) -> PricedDocument:
    """The document by the engine: from quantity × price, or from the lines' amounts as they stand."""
    currency = document["currency"] or "GBP"
    items = [
        taxed(row["net"], "1", place, {**row, "ac": []}, currency, None)
        if stated_lines or row["qty"] is None
        else taxed(row["price"], row["qty"], place, row, currency, row["base_qty"])
        for place, row in enumerate(document["lines"], 1)
    ]
    for place, row in enumerate(document["ac"], len(items) + 1):
        items.append(taxed(row["amount"], "1" if row["charge"] else "-1", place, row, currency, None))
    rates = {tax_class(row["cat"], row["vat"]): row for row in (*document["lines"], *document["ac"])}
    lookups = {f"{KEY}{name}": row for name, row in rates.items()}
    book = a_book(
        *((lookup, row["vat"] or "0") for lookup, row in lookups.items()),
        records={lookup: {"tax_code": row["cat"] or ""} for lookup, row in lookups.items()},
    )
    return price(a_header(currency=currency), items, book)


def differences(document: dict[str, Any]) -> list[Difference]:
    """Everything in which the document contradicts itself, lines first; sums are those of the lines as stated."""
    computed = priced(document, stated_lines=False)
    lines = [
        Difference(place, "net", D(row["net"]), item.net)
        for place, (row, item) in enumerate(zip(document["lines"], computed.items, strict=False), 1)
        if D(row["net"]) != item.net
    ]
    return [*lines, *_sums(document, priced(document, stated_lines=True) if lines else computed)]


def _sums(document: dict[str, Any], answer: PricedDocument) -> Iterator[Difference]:
    totals = {name: D(text) for name, text in document["totals"].items() if text is not None}
    total = answer.net + tax_of(document, answer)
    computed = {
        "LineExtensionAmount": sum((item.net for item in answer.items[: len(document["lines"])]), D(0)),
        "TaxExclusiveAmount": answer.net,
        "TaxInclusiveAmount": total,
    }
    if "TaxInclusiveAmount" in totals or "TaxExclusiveAmount" in totals:
        prepaid, rounding = totals.get("PrepaidAmount", D(0)), totals.get("PayableRoundingAmount", D(0))
        computed["PayableAmount"] = total - prepaid + rounding
    for name, amount in computed.items():
        if name in totals and totals[name] != amount:
            yield Difference(0, name, totals[name], amount)
    rows = {(line.code, line.rate): line for line in answer.taxes}
    for row in document["vat"] if states_rates(document) else ():
        line = rows.get((row["cat"] or "", D(row["vat"] or 0)))
        if line is None or (line.base, line.tax) != (D(row["base"]), D(row["tax"])):
            yield Difference(0, f"VAT {row['cat']} {row['vat']}", D(row["tax"]), line.tax if line else D(0))


def states_rates(document: dict[str, Any]) -> bool:
    """Whether the VAT can be computed: orders and UBL 2.0 often state its sum alone."""
    return bool(document["vat"]) and any(row["cat"] for row in document["lines"])


def tax_of(document: dict[str, Any], answer: PricedDocument) -> Decimal:
    """The VAT computed, or as stated where the document gives no rates."""
    return answer.tax if states_rates(document) else D(document["tax_total"] or 0)


def test_the_documents_are_there() -> None:
    assert len(VECTORS) == 103, f"the corpora are at {settings.CORPORA_DIR} (PROSFORA_CORPORA)"


@pytest.mark.parametrize("name", VECTORS)
def test_a_document_comes_to_its_sums_or_is_told_where_it_does_not(name: str) -> None:
    document, check = VECTORS[name], VECTORS[name]["check"]

    told = differences(document)

    holding, stating = check["lines"]
    assert len([one for one in told if one.line]) == stating - holding
    assert all(document["lines"][one.line - 1]["net"] for one in told if one.line)
    rows_hold = check.get("vat_rows_half_up", [0, 0])
    sums_hold = all(check.get(sum_, True) for sum_ in ("sum_lines", "net_total", "vat_sum", "gross", "payable"))
    expected = sums_hold and rows_hold[0] == rows_hold[1] and name not in BASE_NOT_OF_ITS_LINES
    assert all(one.line for one in told) == expected, told


def test_a_contradiction_names_its_line_and_both_amounts() -> None:
    """UBL's own quotation of 100 kg beeswax at 100.00 says 100.00."""
    told = differences(VECTORS["ubl/xml/UBL-Quotation-2.0-Example.xml"])

    assert told == [Difference(1, "net", D("100.00"), D("10000.00"))]


def test_eighty_documents_hold_and_the_others_are_told_with_thirty_seven_lines() -> None:
    told = [differences(document) for document in VECTORS.values()]

    assert (sum(not found for found in told), sum(bool(one.line) for found in told for one in found)) == (80, 37)
