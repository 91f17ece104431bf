"""Stock from files: what lies in which plant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Happening, record_all
from prosfora.catalog.models import Product, Stock
from prosfora.catalog.queries import visible_products
from prosfora.catalog.rules.checks import MOST_QUANTITY, Problem, amount_problem
from prosfora.catalog.rules.facts import plain
from prosfora.catalog.services.imports.columns import STOCK_COLUMNS
from prosfora.catalog.services.refusals import sentence
from prosfora.catalog.services.stock import stock_subject
from prosfora.company.models import Plant
from prosfora.files.imports import Clash, Flaw, Order, Row, Written
from prosfora.files.rules.columns import Column
from prosfora.identity.models import User

type Level = tuple[Decimal, Decimal]  # stock, safety stock


@dataclass(frozen=True, slots=True)
class Shelves:
    """The products and plants that lines name, and what lies there."""

    products: Mapping[str, Product]
    plants: Collection[str]
    stocks: Mapping[tuple[int, str], Stock]


@dataclass(frozen=True, slots=True)
class Laid:
    """What lies in a plant after a line."""

    product: Product
    plant: str
    level: Level
    before: Stock | None


class StockImporter:
    """Stock by product number and plant."""

    kind = "stock"
    title = gettext_lazy("Stock")
    verb = "catalog.import_stock"
    scoped = False
    group_by = ""

    def columns(self) -> Sequence[Column]:
        """The columns a file may have."""
        return STOCK_COLUMNS

    def key(self, row: Row, order: Order) -> str:
        """Product number and plant: BOLT-M8@AT01."""
        return f"{_said(row, 'number')}@{_said(row, 'plant')}"

    def prepare(self, rows: Sequence[Row], order: Order) -> Shelves:
        """The products, plants and stock of these lines; three queries."""
        seen = visible_products(order.by) if isinstance(order.by, User) else Product.objects.all()
        return _shelves(seen, {_said(row, "number") for row in rows})

    def check(self, row: Row, facts: Shelves) -> Laid | list[Flaw]:
        """The stock as the line states it, or all that is wrong with it."""
        number, plant = _said(row, "number"), _said(row, "plant")
        product = facts.products.get(number)
        quantity, safety = row.values["quantity"], row.get("safety_stock")
        flaws = []
        if product is None:
            flaws.append(Flaw("number", _("There is no product %(number)s") % {"number": number}, number))
        if plant not in facts.plants:
            flaws.append(Flaw("plant", sentence(Problem("plant", "unknown_plant", plant)), plant))
        for column, amount in (("quantity", abs(quantity)), ("safety_stock", safety or Decimal(0))):
            if code := amount_problem(amount, most=MOST_QUANTITY, places=3):
                flaws.append(Flaw(column, sentence(Problem(column, code, "3")), str(amount)))
        if flaws or product is None:
            return flaws
        before = facts.stocks.get((product.pk, plant))
        kept = before.safety_stock if before else Decimal(0)
        return Laid(product, plant, (quantity, kept if safety is None else safety), before)

    def write(self, rows: Sequence[tuple[int, Laid]], facts: Shelves, order: Order) -> Sequence[Written]:
        """State these levels in a constant number of statements; levels that are so already stay untouched."""
        changed = [(line, row) for line, row in rows if row.before is None or row.level != _level(row.before)]
        store([row for _line, row in changed], order, "import_stock")
        return [
            Written(
                line=line,
                key=f"{row.product.number}@{row.plant}",
                version=row.before.version + 1 if row.before else 1,
                before=_told(_level(row.before)) if row.before else None,
            )
            for line, row in changed
        ]

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The present version of each stock that still exists."""
        numbers = {key.rpartition("@")[0] for key in keys}
        rows = Stock.objects.filter(product__number__in=numbers).values_list("product__number", "plant_id", "version")
        present = {f"{number}@{plant}": version for number, plant, version in rows}
        return {key: present[key] for key in keys if key in present}

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        """Forget the stock that the run stated first, restate the other levels as they were."""
        shelves = _shelves(Product.objects.all(), {row.key.rpartition("@")[0] for row in rows})
        back, gone = [], []
        for row in rows:
            number, _at, plant = row.key.rpartition("@")
            product = shelves.products.get(number)
            stock = shelves.stocks.get((product.pk, plant)) if product else None
            if product is None or stock is None:
                continue
            if row.before is None:
                gone.append(Laid(product, plant, (Decimal(0), Decimal(0)), stock))
            else:
                level = (Decimal(row.before["quantity"]), Decimal(row.before["safety_stock"]))
                back.append(Laid(product, plant, level, stock))
        store([*back, *gone], order, "undo_import")
        Stock.objects.filter(pk__in=[row.before.pk for row in gone if row.before]).delete()
        return []


def store(rows: Sequence[Laid], order: Order, verb: str) -> None:
    """Insert and update stock, journalled once per product; a constant number of statements."""
    if not rows:
        return
    Stock.objects.bulk_create(
        (
            Stock(
                product=row.product,
                plant_id=row.plant,
                quantity=row.level[0],
                safety_stock=row.level[1],
                version=row.before.version + 1 if row.before else 1,
            )
            for row in rows
        ),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["product", "plant"],
        update_fields=["quantity", "safety_stock", "version"],
    )
    changes: dict[Product, dict[str, list[str | None]]] = {}
    for row in rows:
        changed = changes_between(_told(_level(row.before)) if row.before else {}, _told(row.level))
        told = {f"{name} {row.plant}": pair for name, pair in changed.items()}
        changes.setdefault(row.product, {}).update(told)
    happenings = [Happening(stock_subject(product), told) for product, told in changes.items()]
    record_all(verb=verb, happenings=happenings, by=order.by, at=order.at)


def _shelves(products: "QuerySet[Product]", numbers: Collection[str]) -> Shelves:
    found = products.in_bulk(sorted(numbers), field_name="number")
    stocks = Stock.objects.filter(product__in=[product.pk for product in found.values()])
    return Shelves(
        products=found,
        plants=frozenset(Plant.objects.values_list("code", flat=True)),
        stocks={(stock.product_id, stock.plant_id): stock for stock in stocks},
    )


def _level(stock: Stock) -> Level:
    return stock.quantity, stock.safety_stock


def _told(level: Level) -> dict[str, str]:
    return {"quantity": plain(level[0]), "safety_stock": plain(level[1])}


def _said(row: Row, name: str) -> str:
    return str(row.get(name, "")).strip().upper()
