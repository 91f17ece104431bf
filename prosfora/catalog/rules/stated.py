"""A product as a line of a file states it, and as an import keeps it to take itself back."""

import re
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from prosfora.catalog.rules.facts import ProductData, TextData, UnitData

LANGUAGES = ("en", "el")
# What a blank cell means: of these, that nothing is said; of all others, that the field is empty.
KEPT_WHERE_BLANK = {
    "name", "kind", "base_unit", "item_category_group", "tax_class", "cost_currency", "status", "whole_units_only",
}  # fmt: skip
_ZERO = ("gross_weight", "net_weight", "volume", "minimum_quantity", "rounding_quantity")
_UNIT = re.compile(r"([^\W\d_][\w.]{0,19})\s*[=:]\s*(\d{1,9})(?:\s*/\s*(\d{1,9}))?")
_PLAIN = frozenset(field.name for field in fields(ProductData)) - {"units", "texts", "areas"}


class NotUnits(ValueError):
    """The text does not say how many base units a sales unit is."""


def restated(before: ProductData | None, values: Mapping[str, Any]) -> ProductData:
    """The product after a line with these values, on top of what it was. Raises NotUnits."""
    data = before or ProductData(name="")
    said = {name: value for name, value in values.items() if name in _PLAIN}
    changes = {name: value for name, value in said.items() if not (name in KEPT_WHERE_BLANK and value in ("", None))}
    changes |= {name: Decimal(0) for name in _ZERO if name in changes and changes[name] is None}
    if "lead_time_days" in changes:
        changes["lead_time_days"] = changes["lead_time_days"] or 0
    if "units" in values or values.get("box"):
        changes["units"] = _units(data.units, values)
    if any(name.startswith(("name_", "sales_text_")) for name in values):
        changes["texts"] = _texts(data.texts, values)
    if "areas" in values:
        changes["areas"] = tuple(re.split(r"[\s,;]+", values["areas"].strip())) if values["areas"].strip() else ()
    return replace(data, **changes)


def units_said(text: str) -> tuple[UnitData, ...]:
    """`BX=12; CT=144; MTR=1/3` as units: so many base units, or so many in so many of these. Raises NotUnits."""
    parts = [part.strip() for part in re.split(r"[;,\n]", text) if part.strip()]
    matches = [_UNIT.fullmatch(part) for part in parts]
    for part, match in zip(parts, matches, strict=True):
        if match is None:
            raise NotUnits(part)
    return tuple(UnitData(match[1], int(match[2]), int(match[3] or 1)) for match in matches if match)


def _units(before: tuple[UnitData, ...], values: Mapping[str, Any]) -> tuple[UnitData, ...]:
    units = units_said(values["units"]) if "units" in values else before
    if box := values.get("box"):
        units = (*(row for row in units if row.unit != "BX"), UnitData("BX", box))
    return units


def _texts(before: tuple[TextData, ...], values: Mapping[str, Any]) -> tuple[TextData, ...]:
    texts = {row.language: row for row in before}
    for language in LANGUAGES:
        old = texts.get(language, TextData(language, ""))
        name = values.get(f"name_{language}", old.name)
        sales_text = values.get(f"sales_text_{language}", old.sales_text)
        texts[language] = TextData(language, name, sales_text)
    return tuple(row for row in texts.values() if row.name or row.sales_text)


def kept(before: ProductData, after: ProductData) -> dict[str, Any]:
    """The values of `before` that `after` changed, as JSON keeps them."""
    old, new = asdict(before), asdict(after)
    return {name: _json(value) for name, value in old.items() if value != new[name]}


def taken_back(present: ProductData, values: Mapping[str, Any]) -> ProductData:
    """The product with kept values in their old place."""
    changes = {name: _value(name, value) for name, value in values.items() if name in ProductData.__slots__}
    return replace(present, **changes)


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, value: Any) -> Any:
    match name:
        case "units":
            return tuple(UnitData(**row) for row in value)
        case "texts":
            return tuple(TextData(**row) for row in value)
        case "areas":
            return tuple(value)
        case "sold_from" | "sold_until":
            return None if value is None else date.fromisoformat(value)
    is_amount = name in _ZERO or name == "cost"
    return Decimal(value) if is_amount and value is not None else value
