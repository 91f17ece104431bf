"""One spelling for equal statements: codes in capitals, units by their code, rows in order."""

from dataclasses import replace

from prosfora.catalog.rules.facts import ProductData, TextData, UnitData
from prosfora.catalog.rules.units import UnknownUnit, unit_code
from prosfora.company.rules import attributes


def tidied(data: ProductData) -> ProductData:
    """The same product as stored: blanks trimmed, "τεμ." as PCE, units, texts and areas sorted.

    What is unknown stays as typed, so that its problem can quote it.
    """
    return replace(
        data,
        name=" ".join(data.name.split(" ")).strip(),
        base_unit=_unit(data.base_unit),
        sales_unit=_unit(data.sales_unit) if data.sales_unit.strip() else "",
        group=_code(data.group),
        pricing_group=_code(data.pricing_group),
        hierarchy=_code(data.hierarchy),
        item_category_group=_code(data.item_category_group) or "NORM",
        cost_currency=_code(data.cost_currency),
        gtin=data.gtin.strip(),
        attributes=attributes.tidied(data.attributes) if data.attributes else "",
        units=tuple(
            sorted((UnitData(_unit(row.unit), row.numerator, row.denominator) for row in data.units), key=_by_unit)
        ),
        texts=tuple(sorted(map(_text, data.texts), key=_by_language)),
        areas=tuple(sorted(set(data.areas))),
    )


def _code(text: str) -> str:
    return text.strip().upper()


def _unit(text: str) -> str:
    try:
        return unit_code(text)
    except UnknownUnit:
        return text


def _text(row: TextData) -> TextData:
    return TextData(row.language.strip().lower(), row.name.strip(), row.sales_text.strip())


def _by_unit(row: UnitData) -> tuple[str, int, int]:
    return row.unit, row.numerator, row.denominator


def _by_language(row: TextData) -> tuple[str, str]:
    return row.language, row.name
