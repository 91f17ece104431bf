"""Creating and changing products."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.catalog.models import Product, ProductText, ProductUnit
from prosfora.catalog.queries import data_of
from prosfora.catalog.rules.checks import Problem, attribute_problems, number_problem, problems_of
from prosfora.catalog.rules.facts import ProductData, plain
from prosfora.catalog.rules.search import dimensions_apart
from prosfora.catalog.rules.tidy import tidied
from prosfora.catalog.services.refusals import ProductInvalid
from prosfora.catalog.services.versions import refuse_if_stale
from prosfora.company.models import SalesArea
from prosfora.company.queries.attributes import known_values
from prosfora.company.services import next_number
from prosfora.kit.errors import Refused
from prosfora.kit.search import fold, search_text

ROWS = {"units", "texts", "areas"}  # kept in tables of their own
SORTED_LENGTH = 60
COST = {"cost", "cost_currency"}  # for those who may see cost: journalled apart


class ProductNumberTaken(Refused):
    """Another product has this number."""


class BaseUnitInUse(Refused):
    """Stock or expected receipts are kept in the present base unit."""


@transaction.atomic
def create_product(*, data: ProductData, by: Actor, at: dt.datetime, number: str = "") -> Product:
    """Take up a product under `number` (kept in capitals), or under the next one of the range.

    Raises ProductInvalid, ProductNumberTaken.
    """
    number, data = number.strip().upper(), tidied(data)
    if number and (code := number_problem(number)):
        raise ProductInvalid([Problem("number", code)])
    _check(data)
    product = Product(number=_free_number(number), created_at=at, changed_at=at)
    put(product, data)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError:  # another took the number since we looked
        raise _taken(number) from None
    _replace_rows(product, data)
    record(verb="create_product", subject=subject_of(product, data), by=by, at=at)
    return product


@transaction.atomic
def change_product(
    *, product: Product, data: ProductData, by: Actor, at: dt.datetime, version: int | None = None
) -> Product:
    """Make a product as stated in `data`, all of it; a product that is so already stays untouched.

    `version` is the one the user saw. Raises ChangedMeanwhile, ProductInvalid, BaseUnitInUse.
    """
    refuse_if_stale(product, version)
    data = tidied(data)
    _check(data)
    before = data_of(product)
    changes = changes_between(journalled(before), journalled(data))
    if not changes:
        return product
    if data.base_unit != before.base_unit and (product.stocks.exists() or product.receipts.exists()):
        raise BaseUnitInUse(_("Stock is kept in %(unit)s; clear it first") % {"unit": before.base_unit}, "base_unit")
    put(product, data)
    product.version += 1
    product.changed_at = at
    product.save()
    _replace_rows(product, data, before)
    journal_change(product, data, changes, verb="change_product", by=by, at=at)
    return product


def _free_number(number: str) -> str:
    if not number:
        drawn = next_number("product")
        while Product.objects.filter(number=drawn).exists():  # somebody chose it by hand before
            drawn = next_number("product")
        return drawn
    if Product.objects.filter(number=number).exists():
        raise _taken(number)
    return number


def _taken(number: str) -> ProductNumberTaken:
    return ProductNumberTaken(_("There is already a product %(number)s") % {"number": number}, "number")


def put(product: Product, data: ProductData) -> None:
    """Lay the stated facts on the row, and what it is found by."""
    for name, value in asdict(data).items():
        if name not in ROWS:
            setattr(product, name, value)
    names = (product.number, data.name, *(row.name for row in data.texts), data.gtin, data.group)
    product.search_text = search_text(*map(dimensions_apart, names))
    product.sort_name = fold(dimensions_apart(data.name))[:SORTED_LENGTH]


def journalled(data: ProductData) -> dict[str, Any]:
    """The facts as the journal compares them: units, texts and areas one by one."""
    flat = {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in asdict(data).items()
        if name not in ROWS
    }
    for unit in data.units:
        flat[f"unit {unit.unit}"] = f"{unit.numerator}/{unit.denominator}"
    for text in data.texts:
        flat[f"text {text.language}"] = f"{text.name}\n{text.sales_text}".strip()
    return flat | {"areas": ", ".join(data.areas) or None}


def journal_change(
    product: Product,
    data: ProductData,
    changes: Mapping[str, list[str | None]],
    *,
    verb: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """One entry for what everybody may read, another for the cost."""
    subject = subject_of(product, data)
    open_changes = {name: pair for name, pair in changes.items() if name not in COST}
    cost_changes = {name: pair for name, pair in changes.items() if name in COST}
    record(verb=verb, subject=subject, by=by, at=at, changes=open_changes)
    if cost_changes:
        record(verb=verb, subject=cost_subject(subject), by=by, at=at, changes=cost_changes)


def subject_of(product: Product, data: ProductData) -> Subject:
    """The product for the journal; one that belongs to a single sales area is that area's affair."""
    return Subject("product", product.number, product.name, data.areas[0] if len(data.areas) == 1 else "")


def cost_subject(subject: Subject) -> Subject:
    """The same product's cost, whose history fewer people may read."""
    return Subject("product_cost", subject.key, subject.label, subject.scope)


def _check(data: ProductData) -> None:
    problems = problems_of(data)
    asked = [code for code in data.areas if code.isprintable()]
    known = set(SalesArea.objects.filter(code__in=asked).values_list("code", flat=True)) if asked else set()
    problems += [Problem("areas", "unknown_area", code) for code in data.areas if code not in known]
    problems += attribute_problems(data, known_values("product") if data.attributes else {})
    if problems:
        raise ProductInvalid(problems)


def _replace_rows(product: Product, data: ProductData, before: ProductData | None = None) -> None:
    old = before or ProductData(name="")
    if data.units != old.units:
        if before:
            product.units.all().delete()
        ProductUnit.objects.bulk_create(
            ProductUnit(product=product, unit=row.unit, numerator=row.numerator, denominator=row.denominator)
            for row in data.units
        )
    if data.texts != old.texts:
        if before:
            product.texts.all().delete()
        ProductText.objects.bulk_create(
            ProductText(product=product, language=row.language, name=row.name, sales_text=row.sales_text)
            for row in data.texts
        )
    if data.areas != old.areas:
        product.areas.set(SalesArea.objects.filter(code__in=data.areas))
