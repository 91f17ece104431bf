"""Products from files: new ones are taken up, known ones changed, a whole run taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Happening, record_all
from prosfora.catalog.models import Product, ProductText, ProductUnit, Receipt, Stock
from prosfora.catalog.queries import data_of_all
from prosfora.catalog.rules.checks import Problem, attribute_problems, number_problem, problems_of
from prosfora.catalog.rules.facts import ProductData
from prosfora.catalog.rules.stated import NotUnits, kept, restated, taken_back
from prosfora.catalog.rules.tidy import tidied
from prosfora.catalog.services.imports.columns import PRODUCT_COLUMNS
from prosfora.catalog.services.products import COST, ROWS, cost_subject, journalled, put, subject_of
from prosfora.catalog.services.refusals import sentence
from prosfora.company.models import SalesArea
from prosfora.company.queries.attributes import known_values
from prosfora.company.rules.attributes import Known as KnownValues
from prosfora.files.imports import Clash, Flaw, Order, Row, Written
from prosfora.files.rules.columns import Column
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE

STATED = [name for name in ProductData.__slots__ if name not in ROWS]
UPDATED = [*STATED, "sort_name", "search_text", "version", "changed_at"]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What is there already of the products that lines name, and the sales areas that exist."""

    products: Mapping[str, Product]
    data: Mapping[str, ProductData]
    in_use: Collection[str]  # numbers with stock or receipts, whose base unit stays
    attributes: KnownValues
    areas: Collection[str]
    scopes: Collection[str]  # sales areas in which the user may import; EVERYWHERE for all


@dataclass(frozen=True, slots=True)
class Stated:
    """A product as a line leaves it."""

    number: str
    data: ProductData
    before: ProductData | None


class ProductImporter:
    """Products by number; prices come with conditions."""

    kind = "products"
    title = gettext_lazy("Products")
    verb = "catalog.import_products"
    scoped = False
    group_by = ""

    def columns(self) -> Sequence[Column]:
        """The columns a file may have."""
        return PRODUCT_COLUMNS

    def key(self, row: Row, order: Order) -> str:
        """The product number, in capitals."""
        return _number(row)

    def prepare(self, rows: Sequence[Row], order: Order) -> Known:
        """The known products of these lines; six queries."""
        products = Product.objects.in_bulk({_number(row) for row in rows}, field_name="number")
        return Known(
            products=products,
            data=data_of_all(products.values()),
            in_use=_in_use(products.values()),
            attributes=known_values("product"),
            areas=frozenset(SalesArea.objects.values_list("code", flat=True)),
            scopes=order.by.rights.scopes(self.verb) if isinstance(order.by, User) else {EVERYWHERE},
        )

    def check(self, row: Row, facts: Known) -> Stated | list[Flaw]:
        """The product as the line leaves it, or all that is wrong with it."""
        number = _number(row)
        before = facts.data.get(number)
        if before and not _is_mine(before, facts.scopes):
            return [Flaw("number", _("This product belongs to another sales area"), number)]
        try:
            data = tidied(restated(before, row.values))
        except NotUnits as error:
            return [Flaw("units", _("Write sales units as BX=12; CT=144"), str(error))]
        problems = [*problems_of(data), *_place_problems(data, before, number, facts)]
        problems += attribute_problems(data, facts.attributes)
        if before is None and (code := number_problem(number)):
            problems.append(Problem("number", code, number))
        if problems:
            return [Flaw(problem.field, sentence(problem), problem.value) for problem in problems]
        return Stated(number, data, before)

    def write(self, rows: Sequence[tuple[int, Stated]], facts: Known, order: Order) -> Sequence[Written]:
        """Take up and change these products in a constant number of statements; what is so already stays untouched."""
        changed = [(line, row) for line, row in rows if row.data != row.before]
        store([row for _line, row in changed], facts.products, order, "import_products")
        return [
            Written(
                line=line,
                key=row.number,
                version=facts.products[row.number].version + 1 if row.before else 1,
                before=kept(row.before, row.data) if row.before else None,
            )
            for line, row in changed
        ]

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The present version of each product that still exists."""
        return dict(Product.objects.filter(number__in=keys).values_list("number", "version"))

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        """Delete the products that the run took up, restate the others as they were."""
        products = Product.objects.in_bulk({row.key for row in rows}, field_name="number")
        data = data_of_all(products.values())
        created = [products[row.key] for row in rows if row.before is None and row.key in products]
        if clashes := _delete(created, data, order):
            return clashes
        back = [
            Stated(row.key, taken_back(data[row.key], row.before), data[row.key])
            for row in rows
            if row.before is not None and row.key in products
        ]
        store(back, products, order, "undo_import")
        return []


def store(rows: Sequence[Stated], known: Mapping[str, Product], order: Order, verb: str) -> None:
    """Insert and update products with their units, texts and areas, journalled; a constant number of statements."""
    if not rows:
        return
    products = [_as_row(row, known.get(row.number), order) for row in rows]
    Product.objects.bulk_create(
        products, batch_size=BATCH, update_conflicts=True, unique_fields=["number"], update_fields=UPDATED
    )
    ids = dict(Product.objects.filter(number__in=[row.number for row in rows]).values_list("number", "pk"))
    for product in products:
        product.pk = ids[product.number]
    _replace_rows(rows, ids)
    pairs = list(zip(rows, products, strict=True))
    changes = [changes_between(journalled(row.before), journalled(row.data)) if row.before else {} for row in rows]
    happenings = [
        Happening(subject_of(product, row.data), {k: v for k, v in change.items() if k not in COST})
        for (row, product), change in zip(pairs, changes, strict=True)
    ]
    record_all(verb=verb, happenings=happenings, by=order.by, at=order.at)
    costs = [
        Happening(cost_subject(subject_of(product, row.data)), {k: v for k, v in change.items() if k in COST})
        for (row, product), change in zip(pairs, changes, strict=True)
        if COST & change.keys()
    ]
    if costs:
        record_all(verb=verb, happenings=costs, by=order.by, at=order.at)


def _as_row(row: Stated, known: Product | None, order: Order) -> Product:
    """A row to insert, or to lay over the one with its number; without an id, so that both go in one statement."""
    product = Product(
        number=row.number,
        created_at=known.created_at if known else order.at,
        changed_at=order.at,
        version=known.version + 1 if known else 1,
    )
    put(product, row.data)
    return product


def _replace_rows(rows: Sequence[Stated], ids: Mapping[str, int]) -> None:
    """Units, texts and areas of the products whose line changed them."""
    blank = ProductData(name="")
    units = [(ids[r.number], r.data.units) for r in rows if r.data.units != (r.before or blank).units]
    texts = [(ids[r.number], r.data.texts) for r in rows if r.data.texts != (r.before or blank).texts]
    areas = [(ids[r.number], r.data.areas) for r in rows if r.data.areas != (r.before or blank).areas]
    in_area = Product.areas.through
    for model, changed in ((ProductUnit, units), (ProductText, texts), (in_area, areas)):
        if changed:
            model._default_manager.filter(product__in=[pk for pk, _rows in changed]).delete()
    ProductUnit.objects.bulk_create(
        (
            ProductUnit(product_id=pk, unit=row.unit, numerator=row.numerator, denominator=row.denominator)
            for pk, kept_units in units
            for row in kept_units
        ),
        batch_size=BATCH,
    )
    ProductText.objects.bulk_create(
        (
            ProductText(product_id=pk, language=row.language, name=row.name, sales_text=row.sales_text)
            for pk, kept_texts in texts
            for row in kept_texts
        ),
        batch_size=BATCH,
    )
    in_area.objects.bulk_create(
        (in_area(product_id=pk, salesarea_id=code) for pk, codes in areas for code in codes), batch_size=BATCH
    )


def _delete(products: Sequence[Product], data: Mapping[str, ProductData], order: Order) -> list[Clash]:
    """Delete products that nothing names; the clashes where something does."""
    kept_in_stock = _in_use(products)
    clashes = [
        Clash(p.number, _("Stock or receipts are kept for it; clear them first"))
        for p in products
        if p.number in kept_in_stock
    ]
    if clashes or not products:
        return clashes
    by_id = {product.pk: product.number for product in products}
    happenings = [Happening(subject_of(product, data[product.number]), data={"deleted": True}) for product in products]
    record_all(verb="undo_import", happenings=happenings, by=order.by, at=order.at)
    try:
        Product.objects.filter(pk__in=by_id).delete()
    except ProtectedError as error:
        named: set[int] = {getattr(row, "product_id", 0) for row in error.protected_objects}
        return [
            Clash(by_id[pk], _("It is used in documents and cannot be deleted")) for pk in sorted(named & by_id.keys())
        ]
    return []


def _in_use(products: Collection[Product]) -> set[str]:
    """The numbers of products with stock or receipts."""
    by_id = {product.pk: product.number for product in products}
    stocks = Stock.objects.filter(product__in=by_id).values_list("product_id", flat=True)
    used = stocks.union(Receipt.objects.filter(product__in=by_id).values_list("product_id", flat=True))
    return {by_id[pk] for pk in used} if by_id else set()


def _number(row: Row) -> str:
    return str(row.get("number", "")).strip().upper()


def _is_mine(data: ProductData, scopes: Collection[str]) -> bool:
    return EVERYWHERE in scopes or not data.areas or not set(data.areas).isdisjoint(scopes)


def _place_problems(data: ProductData, before: ProductData | None, number: str, facts: Known) -> list[Problem]:
    problems = [Problem("areas", "unknown_area", code) for code in data.areas if code not in facts.areas]
    if before and data.base_unit != before.base_unit and number in facts.in_use:
        problems.append(Problem("base_unit", "unit_in_use", before.base_unit))
    return problems
