"""The worked examples of the research that are about documents; those about prices stand in the pricing room."""

import inspect
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from prosfora.documents.rules.references import item_status, open_quantity
from prosfora.documents.rules.worth import expected_value, proposed_probability, weighted_probability
from prosfora.pricing.tests import test_worked_examples as of_prices

FILE = Path(settings.BASE_DIR).parent / "shared" / "research" / "sap-metadata" / "worked-examples.json"


def examples() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    assert FILE.exists(), f"{FILE} is missing"
    return {row["id"]: (row["input"], row["expected"]) for row in json.loads(FILE.read_text(encoding="utf-8"))}


def test_probability_item() -> None:
    given, expected = examples()["probability-item"]

    assert proposed_probability(given["docType"], given["customer"]) == expected["item"]


def test_probability_header() -> None:
    given, expected = examples()["probability-header"]
    items = [(Decimal(net), percent) for net, percent in given["items"]]

    worth = expected_value(items, "EUR")

    assert worth == Decimal(expected["expectedValue"])
    assert weighted_probability(sum((net for net, _percent in items), Decimal(0)), worth) == expected["header"]


def test_expected_value() -> None:
    given, expected = examples()["expected-value"]
    percent = proposed_probability(given["docType"], given["customer"])

    assert expected_value([(Decimal(given["net"]), percent)], "EUR") == Decimal(expected["expected"])


def test_the_minimal_documents_expected_value() -> None:
    """sap.md 2.9: net 2,032.00 at 40 per cent."""
    assert expected_value([(Decimal("1846.63"), 40), (Decimal("185.37"), 40)], "EUR") == Decimal("812.80")


def test_reference_partial() -> None:
    given, expected = examples()["reference-partial"]
    quoted, ordered = Decimal(given["quotation"]), Decimal(given["order"])
    taken = {"rejected": False, "closes_on_first_reference": False}

    assert open_quantity(quoted, ordered, **taken) == expected["openInQuotation"]
    assert {"partly": "B"}[item_status(quoted, ordered, **taken)] == expected["status"]


def test_every_example_of_the_file_has_a_test_of_its_name() -> None:
    tests = {
        name.removeprefix("test_").replace("_", "-")
        for module in (of_prices, inspect.getmodule(examples))
        for name in vars(module)
        if name.startswith("test_")
    }

    assert sorted(set(examples()) - tests) == []
