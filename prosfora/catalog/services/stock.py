"""Stock and receipts of a plant."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.catalog.models import Product, Receipt, Stock
from prosfora.catalog.rules.checks import MOST_QUANTITY, Problem, amount_problem
from prosfora.catalog.rules.facts import plain
from prosfora.catalog.services.refusals import ProductInvalid
from prosfora.company.models import Plant
from prosfora.kit.clock import today


@transaction.atomic
def set_stock(
    *, product: Product, plant: str, quantity: Decimal, by: Actor, at: dt.datetime, safety_stock: Decimal | None = None
) -> Stock:
    """State what lies in a plant now, in base units; the safety stock stays where none is given.

    Stock may be negative (issues booked before receipts), safety stock not. Raises ProductInvalid.
    """
    _refuse([
        _quantity_problem("quantity", abs(quantity)),
        _quantity_problem("safety_stock", safety_stock or Decimal(0)),
        _plant_problem(plant),
    ])  # fmt: skip
    stock, fresh = Stock.objects.get_or_create(product=product, plant_id=plant)
    before = {} if fresh else _levels(stock)
    stock.quantity = quantity
    stock.safety_stock = stock.safety_stock if safety_stock is None else safety_stock
    if changes := changes_between(before, _levels(stock)):
        stock.version += 0 if fresh else 1
        stock.save()
        record(verb="set_stock", subject=stock_subject(product), by=by, at=at, changes=changes, data={"plant": plant})
    return stock


@transaction.atomic
def add_receipt(
    *,
    product: Product,
    plant: str,
    day: dt.date,
    quantity: Decimal,
    by: Actor,
    at: dt.datetime,
    reference: str = "",
) -> Receipt:
    """Expect a quantity (base units) in a plant on a day, today or later. Raises ProductInvalid."""
    _refuse([
        _quantity_problem("quantity", quantity),
        Problem("quantity", "not_positive") if quantity == 0 else None,
        Problem("day", "day_past") if day < today(at) else None,
        Problem("reference", "too_long", "40") if len(reference) > 40 else None,
        _plant_problem(plant),
    ])  # fmt: skip
    receipt = Receipt.objects.create(product=product, plant_id=plant, day=day, quantity=quantity, reference=reference)
    record(verb="add_receipt", subject=stock_subject(product), by=by, at=at, data=_told(receipt))
    return receipt


@transaction.atomic
def remove_receipt(*, receipt: Receipt, by: Actor, at: dt.datetime) -> None:
    """No longer expect a receipt: it came and is in stock, or it will not come."""
    record(verb="remove_receipt", subject=stock_subject(receipt.product), by=by, at=at, data=_told(receipt))
    receipt.delete()


def _levels(stock: Stock) -> dict[str, str]:
    return {"quantity": plain(stock.quantity), "safety_stock": plain(stock.safety_stock)}


def _told(receipt: Receipt) -> dict[str, str]:
    return {
        "plant": receipt.plant_id,
        "day": receipt.day.isoformat(),
        "quantity": plain(receipt.quantity),
        "reference": receipt.reference,
    }


def stock_subject(product: Product) -> Subject:
    """The product for the journal of its stock."""
    return Subject("product", product.number, product.name)


def _quantity_problem(field: str, quantity: Decimal) -> Problem | None:
    code = amount_problem(quantity, most=MOST_QUANTITY, places=3)
    return Problem(field, code, "3") if code else None


def _plant_problem(plant: str) -> Problem | None:
    known = plant.isprintable() and Plant.objects.filter(code=plant).exists()
    return None if known else Problem("plant", "unknown_plant", plant)


def _refuse(problems: list[Problem | None]) -> None:
    if found := [problem for problem in problems if problem]:
        raise ProductInvalid(found)
