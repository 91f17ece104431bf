"""The demo company's products with stock and prices."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from prosfora.audit.services import Actor
from prosfora.catalog.rules.facts import ProductData, TextData, UnitData
from prosfora.catalog.services import add_receipt, create_product, set_stock
from prosfora.pricing.services import create_condition
from prosfora.site.demo.logins import DEMO_DIR

PLANT = "AT01"
FIRST_DAY = dt.date(2026, 1, 1)  # the demo's prices hold from here on
TAX_CLASSES = {"1": "1", "2": "2", "3": "3"}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demo's tables."""
    with (DEMO_DIR / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load_products(*, by: Actor, at: dt.datetime, today: dt.date) -> None:
    """Take up the products of `products.csv` with stock in Athens, the receipts in sight and their list prices."""
    for row in rows("products.csv"):
        box = (UnitData("BX", int(row["box"])),) if row["box"] else ()
        data = ProductData(
            name=row["name"], kind=row["kind"], base_unit=row["base_unit"], group=row["group"],
            pricing_group=row["pricing_group"], tax_class=row["tax_class"], cost=Decimal(row["cost"]),
            gross_weight=Decimal(row["net_weight"]), net_weight=Decimal(row["net_weight"]),
            lead_time_days=int(row["lead_time"] or 0), units=box, texts=(TextData("en", row["name_en"]),),
            whole_units_only=row["base_unit"] not in ("KGM", "MTR", "HUR"),
        )  # fmt: skip
        product = create_product(number=row["number"], data=data, by=by, at=at)
        if row["stock"]:
            set_stock(
                product=product, plant=PLANT, quantity=Decimal(row["stock"]), safety_stock=Decimal(row["safety"] or 0),
                by=by, at=at,
            )  # fmt: skip
        if row["receipt"]:
            day = today + dt.timedelta(days=int(row["receipt_days"]))
            add_receipt(product=product, plant=PLANT, day=day, quantity=Decimal(row["receipt"]), by=by, at=at)
        if row["number"] not in SCALED:
            create_condition(
                condition_type="PR00", key={"product": row["number"]}, amount=Decimal(row["price"]), currency="EUR",
                unit=row["base_unit"], valid_from=FIRST_DAY, by=by, at=at,
            )  # fmt: skip


def load_conditions(*, by: Actor, at: dt.datetime) -> None:
    """Record the scales, discounts and freight of `conditions.json`."""
    for row in conditions():
        create_condition(
            condition_type=row["type"], key=row["key"], amount=Decimal(row["amount"]),
            currency="" if row.get("percent") else "EUR", per=Decimal(row.get("per", "1")), unit=row.get("unit", ""),
            scales=[(Decimal(start), Decimal(rate)) for start, rate in row.get("scale", [])],
            valid_from=FIRST_DAY, by=by, at=at,
        )  # fmt: skip


def conditions() -> list[dict[str, Any]]:
    """The rows of `conditions.json`."""
    read: list[dict[str, Any]] = json.loads((DEMO_DIR / "conditions.json").read_text(encoding="utf-8"))
    return read


SCALED = frozenset({"BOLT-M8"})  # its list price stands in conditions.json, with a scale
