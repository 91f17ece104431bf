"""Free goods as documents ask for them, and for people."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    "lookup", "sales_area_id", "id", "per", "free", "counting", "least", "is_inclusive", "unit", "product_given",
)  # fmt: skip
_RECORDS = Prepared(
    lambda: (
        FreeGoodsRecord.objects.filter(AskedAny("lookup", "lookups"), status="released")
        .filter(valid_from__lte=Asked("day"), valid_to__gte=Asked("day"))
        .filter(Q(sales_area=None) | Q(sales_area=Asked("sales_area")))
        .values_list(*_COLUMNS)
    )
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a record gives: its id, the rule in `unit`, the product given ("" for the ordered one)."""

    id: int
    rule: FreeGoods
    unit: str
    product: str


def free_goods_for(header: HeaderFacts, items: Sequence[ItemFacts]) -> Mapping[int, Given]:
    """What each item earns, by position: the most specific record of the day, one's own area first; one statement."""
    shared = header_values(header)
    wanted = {item.position: list(lookups(item_values(shared, item))) for item in items}
    asked = list(dict.fromkeys(lookup for own in wanted.values() for lookup in own))
    if not asked:
        return {}
    rows = _RECORDS(lookups=asked, day=header.pricing_date, sales_area=header.sales_area)
    found: dict[str, Given] = {}
    for lookup, _area, pk, per, free, counting, least, inclusive, unit, product in sorted(
        rows, key=lambda row: row[1] is None
    ):
        found.setdefault(lookup, Given(pk, FreeGoods(per, free, counting, least, bool(inclusive)), unit, product))
    return {
        position: next(found[lookup] for lookup in own if lookup in found)
        for position, own in wanted.items()
        if any(lookup in found for lookup in own)
    }


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
