"""Free goods as documents ask for them, and for people."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Q, QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.prepared import Asked, AskedAny, Prepared
from prosfora.pricing.models import FreeGoodsRecord
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.free_goods import FreeGoods, lookups
from prosfora.pricing.rules.keys import header_values, item_values

VERB = "pricing.display_free_goods"
_COLUMNS = (
    "id", "per", "free", "counting", "least", "is_inclusive", "unit", "product_given",
)  # fmt: skip
_RECORDS = Prepared(
    lambda: (
        FreeGoodsRecord.objects.filter(AskedAny("lookup", "lookups"), status="released")
        .filter(valid_from__lte=Asked("last"), valid_to__gte=Asked("first"))
        .filter(Q(sales_area=None) | Q(sales_area=Asked("sales_area")))
        .values_list("lookup", "sales_area_id", "valid_from", "valid_to", *_COLUMNS)
    )
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a record gives: its id, the rule in `unit`, the product given ("" for the ordered one)."""

    id: int
    rule: FreeGoods
    unit: str
    product: str


@dataclass(frozen=True, slots=True)
class Earning:
    """A document that may earn free goods: its items, and of those whose prices are kept the record that gave them
    theirs (None: they got none), by position.
    """

    header: HeaderFacts
    items: Sequence[ItemFacts]
    kept: Mapping[int, int | None] = field(default_factory=dict)


def free_goods_for(
    header: HeaderFacts, items: Sequence[ItemFacts], kept: Mapping[int, int | None] | None = None
) -> Mapping[int, Given]:
    """What each item earns, by position: the most specific record of the day, one's own area first; one statement,
    another where kept prices name records.
    """
    return free_goods_for_many([Earning(header, items, kept or {})])[0]


def free_goods_for_many(documents: Sequence[Earning]) -> list[Mapping[int, Given]]:
    """The same for many documents of one sales area, on whatever pricing dates; as many statements as for one."""
    area = documents[0].header.sales_area
    wanted = [_lookups(one) for one in documents]
    asked = list(dict.fromkeys(lookup for own in wanted for lookups in own.values() for lookup in lookups))
    days = [one.header.pricing_date for one in documents]
    rows = _RECORDS(lookups=asked, first=min(days), last=max(days), sales_area=area) if asked else []
    rows = sorted(rows, key=lambda row: row[1] is None)
    named = {record for one in documents for record in one.kept.values() if record is not None}
    kept = FreeGoodsRecord.objects.filter(pk__in=named).values_list(*_COLUMNS) if named else ()
    by_id = {row[0]: _given(row) for row in kept}
    return [_found(one, own, rows, by_id) for one, own in zip(documents, wanted, strict=True)]


def _lookups(document: Earning) -> dict[int, list[str]]:
    shared = header_values(document.header)
    return {
        item.position: list(lookups(item_values(shared, item)))
        for item in document.items
        if item.position not in document.kept
    }


def _found(
    document: Earning, wanted: Mapping[int, Sequence[str]], rows: Iterable[tuple[Any, ...]], by_id: Mapping[int, Given]
) -> dict[int, Given]:
    day, found = document.header.pricing_date, dict[str, Given]()
    for lookup, _area, first, last, *rest in rows:
        if first <= day <= last:
            found.setdefault(lookup, _given(rest))
    earned = {
        position: next(found[lookup] for lookup in own if lookup in found)
        for position, own in wanted.items()
        if any(lookup in found for lookup in own)
    }
    kept = ((position, by_id.get(record or 0)) for position, record in document.kept.items())
    return earned | {position: given for position, given in kept if given is not None}


def _given(row: Sequence[Any]) -> Given:
    pk, per, free, counting, least, inclusive, unit, product = row
    return Given(pk, FreeGoods(per, free, counting, least, bool(inclusive)), unit, product)


def visible_free_goods(user: User) -> "QuerySet[FreeGoodsRecord]":
    """The records of the user's sales areas and those that hold in all of them."""
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    if EVERYWHERE in scopes:
        return FreeGoodsRecord.objects.all()
    rows = FreeGoodsRecord.objects.filter(Q(sales_area=None) | Q(sales_area__in=scopes))
    return rows if scopes else rows.none()


def listed_free_goods(user: User, q: str, valid_on: dt.date | None) -> "QuerySet[FreeGoodsRecord]":
    """The visible records that a filter leaves, withdrawn ones left out."""
    rows = visible_free_goods(user).exclude(status="withdrawn")
    if q:
        rows = rows.filter(lookup__icontains=q)
    return rows.filter(valid_from__lte=valid_on, valid_to__gte=valid_on) if valid_on else rows


def periods_of_free_goods(record: FreeGoodsRecord) -> "QuerySet[FreeGoodsRecord]":
    """Every period of the same key, newest first."""
    return FreeGoodsRecord.objects.filter(lineage=record.lineage).order_by("-valid_from", "-version")


def newest_free_goods_version(record: FreeGoodsRecord) -> int:
    """How often it was set."""
    return FreeGoodsRecord.objects.filter(lineage=record.lineage).aggregate(last=Max("version"))["last"] or 0
