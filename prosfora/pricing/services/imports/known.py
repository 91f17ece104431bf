"""What there is already of the prices that lines name, and the keys of lines."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from prosfora.catalog.models import Product
from prosfora.company.models import SalesArea
from prosfora.files.imports import Order, Row
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.parties.models import Party
from prosfora.pricing.models import ConditionRecord, Promotion
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.queries.records import standing_records
from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.keys import HIERARCHY, access_of, lookup_of
from prosfora.pricing.services.imports.columns import AREA, CURRENCY, FROM, KEY, OWN, PROMOTION, STATUS, TYPE
from prosfora.pricing.services.laying import Place

VERB = "pricing.import_conditions"
CODES = frozenset(
    {"product", "plant", "incoterms", "departure_country", "destination_country", "sales_area", "campaign"}
)
UNSTATED = "?"  # the file has no such column
DRAFT = "draft:"  # how the name of a line begins whose record is to wait


@dataclass(frozen=True, slots=True)
class Known:
    """The types, products, customers, sales areas and records of a batch of lines, loaded once."""

    order: Order
    types: Mapping[str, TypeRule]
    products: Collection[str]
    customers: Collection[str]
    areas: Collection[str]
    scopes: Collection[str]  # sales areas in which the user may import; EVERYWHERE for all
    standing: Mapping[tuple[str, str | None], Sequence[ConditionRecord]]  # by key and sales area
    promotions: Mapping[str, Promotion]  # those that lines name, by number

    def begun(self, place: Place) -> dict[dt.date, int]:
        """The first days that lines of this file state for a place, with their lines."""
        days: dict[dt.date, int] = self.order.notes.setdefault(place, {})
        return days

    def may_write(self, area: str | None) -> bool:
        """Whether the user may import prices that hold there; None for all sales areas at once."""
        return EVERYWHERE in self.scopes or area in self.scopes


def load_known(rows: Sequence[Row], order: Order) -> Known:
    """Everything the check of these lines needs; five statements, a sixth where promotions are named."""
    types = configuration().types
    keys = [key_of(row) for row in rows]
    lookups = {lookup for row, key in zip(rows, keys, strict=True) if (lookup := lookup_in(types, type_of(row), key))}
    first = min((row.values[FROM.name] for row in rows), default=dt.date.max)
    standing: dict[tuple[str, str | None], list[ConditionRecord]] = {}
    for record in standing_records(lookups, first) if lookups else ():
        standing.setdefault((record.lookup, record.sales_area_id), []).append(record)
    return Known(
        order=order,
        types=types,
        products=_existing(Product, {key.get("product", "") for key in keys}),
        customers=_existing(Party, {key.get(name, "") for key in keys for name in ("customer", HIERARCHY)}),
        areas=frozenset(SalesArea.objects.values_list("code", flat=True)),
        scopes=scopes_of(order),
        standing=standing,
        promotions=_promotions(rows),
    )


def _promotions(rows: Sequence[Row]) -> dict[str, Promotion]:
    numbers = {number for row in rows if (number := promotion_of(row))}
    found = Promotion.objects.filter(number__in=numbers) if numbers else ()
    return {promotion.number: promotion for promotion in found}


def promotion_of(row: Row) -> str:
    """The promotion that a line belongs to: the one it names, else the one of its key."""
    return str(row.get(PROMOTION.name) or row.get(KEY["campaign"].name) or "").strip().upper()


def scopes_of(order: Order) -> Collection[str]:
    """The sales areas in which who imports may do so."""
    return order.by.rights.scopes(VERB) if isinstance(order.by, User) else {EVERYWHERE}


def _existing(model: type[Product] | type[Party], numbers: Collection[str]) -> frozenset[str]:
    found = model._default_manager.filter(number__in=numbers).values_list("number", flat=True)
    return frozenset(found)


def type_of(row: Row) -> str:
    """The condition type a line names."""
    return str(row.get(TYPE.name, "")).strip().upper()


def key_of(row: Row) -> dict[str, str]:
    """The parts of the key that a line fills in; codes in capitals."""
    said = {name: str(row.get(column.name) or "").strip() for name, column in KEY.items()}
    key = {name: value.upper() if name in CODES else value for name, value in said.items() if value}
    pieces = (piece.partition("=") for piece in str(row.get(OWN.name) or "").split(","))
    return key | {name.strip(): value.strip() for name, _equals, value in pieces if name.strip()}


def lookup_in(types: Mapping[str, TypeRule], code: str, key: Mapping[str, str]) -> str:
    """Type and key as one text; "" where the type is not looked up by these facts."""
    accesses = types[code].accesses if code in types else ()
    access = access_of(accesses, key)
    if access is None:
        return ""
    values = {name: key.get(name, "") for name in access.fields}
    return lookup_of(code, access.fields, values, access.optional) or ""


def currency_of(row: Row) -> str | None:
    """The currency a line names, "" for a percentage, None where the file has no such column."""
    said = row.get(CURRENCY.name)
    return None if said is None else said.strip().strip("%").upper()


def area_of(row: Row, order: Order) -> str | None:
    """Where a line's price is to hold; None for all sales areas. Without such a column that of the import counts."""
    if AREA.name not in row.values:
        return order.scope or None
    return str(row.get(AREA.name) or "").strip().upper() or None


def is_draft(row: Row) -> bool:
    """Whether a line's record is to wait for its release."""
    return bool(row.get(STATUS.name) == "draft")


def name_of(row: Row, order: Order) -> str:
    """What makes two lines the same record: type, key, sales area, currency, first day, and whether it is a draft."""
    parts = "|".join([type_of(row), *(f"{name}={value}" for name, value in key_of(row).items())])
    currency = currency_of(row)
    money = UNSTATED if currency is None else currency or "%"
    mark = DRAFT if is_draft(row) else ""
    return f"{mark}{parts} @{area_of(row, order) or ''} {money} {row.values[FROM.name].isoformat()}"


def present_names(names: Sequence[str]) -> dict[str, int]:
    """Those names of lines for which a price holds on their first day already, with its version; two statements.

    Drafts take no price's place.
    """
    types = configuration().types
    asked: dict[tuple[str, str], list[tuple[str, str, dt.date]]] = {}
    for name in names:
        if name.startswith(DRAFT):
            continue
        parts, area, money, since = name.rsplit(" ", 3)
        code, *key = parts.split("|")
        lookup = lookup_in(types, code, dict(part.split("=", 1) for part in key))
        asked.setdefault((lookup, area[1:]), []).append((name, money, dt.date.fromisoformat(since)))
    first = min((day for rows in asked.values() for _name, _money, day in rows), default=dt.date.max)
    found: dict[str, int] = {}
    for row in standing_records({lookup for lookup, _area in asked}, first) if asked else ():
        for name, money, day in asked.get((row.lookup, row.sales_area_id or ""), []):
            if money in (UNSTATED, row.currency or "%") and row.valid_from <= day <= row.valid_to:
                found[name] = row.version
    return found
