"""Which products a user sees, and products as facts for documents."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, Model, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from prosfora.catalog.models import Component, CustomerProduct, Product, ProductText, ProductUnit
from prosfora.catalog.rules.facts import ComponentData, ProductData, ProductFacts, TextData, UnitData
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.prepared import Asked, AskedAny, Prepared
from prosfora.values.quantity import Conversion

_AREAS = Product.areas.through.objects

# The columns that facts are made of, by the names they have there.
_COLUMNS = (
    "id", "number", "name", "kind", "base_unit", "sales_unit", "group", "pricing_group", "hierarchy",
    "item_category_group", "tax_class", "gross_weight", "net_weight", "volume", "cost", "cost_currency",
    "minimum_quantity", "rounding_quantity", "whole_units_only", "lead_time_days", "gtin", "status", "sold_from",
    "sold_until", "attributes",
)  # fmt: skip
# One detail row of a product: product id, what it tells of, its key, two texts, two numbers.
type _Detail = tuple[int, str, str, str, str, int, int]
NOBODY = 0  # the id of no party


def visible_products(user: User) -> "QuerySet[Product]":
    """The products of the sales areas where the user may display them; unrestricted ones are everybody's."""
    scopes = user.rights.scopes("catalog.display_product")
    if EVERYWHERE in scopes:
        return Product.objects.all()
    if not scopes:
        return Product.objects.none()
    restricted = _AREAS.filter(product_id=OuterRef("pk"))
    return Product.objects.filter(~Exists(restricted) | Exists(restricted.filter(salesarea_id__in=sorted(scopes))))


def products_by_number(numbers: Collection[str], *, customer_id: int | None = None) -> dict[str, ProductFacts]:
    """The products behind numbers as typed, whatever their case: ours, else the customer's own. Two queries.

    Unknown numbers are absent. Whether a sales area may offer a product is `ProductFacts.is_sold_in`.
    """
    typed = {number: number.strip().upper() for number in numbers}
    wanted = sorted({number for number in typed.values() if number and "\x00" not in number})
    rows = _NUMBERED(numbers=wanted, customer=customer_id or NOBODY) if wanted else []
    facts = _facts_of([row[:-1] for row in rows], customer_id)
    found = {row[-1]: facts[row[0]] for row in rows if row[-1]}
    found.update({facts[row[0]].number: facts[row[0]] for row in rows if not row[-1]})
    return {number: found[key] for number, key in typed.items() if key in found}


def product_facts(products: Iterable[Product], *, customer_id: int | None = None) -> dict[int, ProductFacts]:
    """The facts of loaded products by id, with units, texts, sales areas and the customer's own number; one query."""
    rows = [tuple(getattr(product, name) for name in _COLUMNS) for product in products]
    return _facts_of(rows, customer_id)


def _facts_of(rows: Sequence[tuple[Any, ...]], customer_id: int | None) -> dict[int, ProductFacts]:
    """The facts of products whose columns are at hand, by id; one query."""
    by_id = {row[0]: row for row in rows}
    details: dict[int, list[_Detail]] = defaultdict(list)
    for detail in _DETAILS(products=list(by_id), customer=customer_id or NOBODY) if by_id else ():
        details[detail[0]].append(detail)
    return {pk: _as_facts(row, details[pk]) for pk, row in by_id.items()}


def _numbered() -> "QuerySet[Any, Any]":
    """Products by our number, and by the customer's own with that number as the last column."""
    ours = Product.objects.filter(AskedAny("number", "numbers"))
    theirs = Product.objects.filter(AskedAny("customer_numbers__number", "numbers"))
    theirs = theirs.filter(customer_numbers__party=Asked("customer"))
    return ours.values_list(*_COLUMNS, Value("", output_field=CharField())).union(
        theirs.values_list(*_COLUMNS, F("customer_numbers__number")), all=True
    )


def _details() -> "QuerySet[Any, Any]":
    """Units, texts, areas, parts and customer's numbers of products, in one statement."""
    blank, none = Value("", output_field=TextField()), Value(0, output_field=BigIntegerField())

    def rows(model: type[Model], kind: str, key: str, **cells: F | Cast) -> "QuerySet[Any, _Detail]":
        found: QuerySet[Any, _Detail] = model._default_manager.filter(AskedAny("product", "products")).values_list(
            "product_id",
            Value(kind, output_field=TextField()),
            Cast(key, TextField()),
            cells.get("first", blank),
            cells.get("second", blank),
            cells.get("numerator", none),
            cells.get("denominator", none),
        )
        return found

    whole = BigIntegerField()
    parts = [
        rows(ProductText, "text", "language", first=Cast("name", TextField()), second=F("sales_text")),
        rows(Product.areas.through, "area", "salesarea_id"),
        rows(CustomerProduct, "own", "number").filter(party=Asked("customer")),
        rows(Component, "part", "part__number", first=Cast("quantity", TextField()), second=Cast("unit", TextField())),
    ]
    units = rows(
        ProductUnit, "unit", "unit", numerator=Cast("numerator", whole), denominator=Cast("denominator", whole)
    )
    return units.union(*parts, all=True)


_NUMBERED, _DETAILS = Prepared(_numbered), Prepared(_details)


def _as_facts(row: tuple[Any, ...], details: Iterable[_Detail]) -> ProductFacts:
    units: dict[str, Conversion] = {}
    texts: dict[str, TextData] = {}
    areas, own = set(), ""
    components: list[ComponentData] = []
    for _, kind, key, first, second, numerator, denominator in details:
        match kind:
            case "unit":
                units[key] = Conversion(numerator, denominator)
            case "text":
                texts[key] = TextData(key, first, second)
            case "area":
                areas.add(key)
            case "part":
                components.append(ComponentData(key, Decimal(first), second))
            case _:
                own = min(own or key, key)
    stated: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    stated["sales_unit"] = stated["sales_unit"] or stated["base_unit"]
    stated["attributes"] = stated["attributes"] or ""
    return ProductFacts(
        **stated, customer_number=own, units=units, texts=texts, areas=frozenset(areas),
        components=tuple(sorted(components, key=lambda one: one.part)),
    )  # fmt: skip


def data_of(product: Product) -> ProductData:
    """Everything people stated about a product, as `change_product` takes it; one query."""
    return data_of_all([product])[product.number]


def data_of_all(products: Iterable[Product]) -> dict[str, ProductData]:
    """Everything people stated about loaded products, by number; one query."""
    rows = list(products)
    facts = product_facts(rows)
    return {product.number: _as_data(product, facts[product.pk]) for product in rows}


def _as_data(product: Product, facts: ProductFacts) -> ProductData:
    return ProductData(
        name=product.name,
        kind=product.kind,
        base_unit=product.base_unit,
        sales_unit=product.sales_unit,
        group=product.group,
        pricing_group=product.pricing_group,
        hierarchy=product.hierarchy,
        item_category_group=product.item_category_group,
        tax_class=product.tax_class,
        gross_weight=Decimal(product.gross_weight),
        net_weight=Decimal(product.net_weight),
        volume=Decimal(product.volume),
        cost=product.cost,
        cost_currency=product.cost_currency,
        minimum_quantity=Decimal(product.minimum_quantity),
        rounding_quantity=Decimal(product.rounding_quantity),
        whole_units_only=product.whole_units_only,
        lead_time_days=product.lead_time_days,
        gtin=product.gtin,
        status=product.status,
        sold_from=product.sold_from,
        sold_until=product.sold_until,
        units=tuple(UnitData(u, c.numerator, c.denominator) for u, c in sorted(facts.units.items())),
        texts=tuple(facts.texts[language] for language in sorted(facts.texts)),
        areas=tuple(sorted(facts.areas)),
        attributes=product.attributes or "",
    )
