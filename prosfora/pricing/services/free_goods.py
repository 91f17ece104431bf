"""Verbs of free goods (NA00). A record is never edited: a change ends its period and begins the next one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.catalog.models import Product
from prosfora.catalog.rules.units import UNITS
from prosfora.kit import writing
from prosfora.kit.database import one_after_another
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.pricing.models import FOREVER, FreeGoodsRecord
from prosfora.pricing.queries.free_goods import newest_free_goods_version
from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.free_goods import CODE, COUNTINGS, KEYS
from prosfora.pricing.rules.keys import lookup_of
from prosfora.pricing.rules.limits import QUANTITY_MOST
from prosfora.pricing.rules.terms import key_flaws
from prosfora.pricing.services.refusals import PeriodsOverlap, UnknownKey, sentence, unknown_key
from prosfora.pricing.services.rows import refuse_unknown_values
from prosfora.pricing.services.setup import touch_configuration

DAY = dt.timedelta(days=1)


class BadFreeGoods(Refused):
    """Quantities, unit, product or period of free goods cannot be as typed."""


@dataclass(frozen=True, slots=True)
class FreeGoodsTerms:
    """`free` per `per` ordered in `unit`, from `least` on; `product_given` blank is the ordered product."""

    per: Decimal
    free: Decimal
    unit: str
    least: Decimal = Decimal(0)
    counting: str = "per_unit"
    is_inclusive: bool = False
    product_given: str = ""


@transaction.atomic
def create_free_goods(
    *,
    key: Mapping[str, str],
    terms: FreeGoodsTerms,
    valid_from: dt.date,
    valid_to: dt.date = FOREVER,
    sales_area: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> FreeGoodsRecord:
    """Record what is given for nothing with a key (VBN1); `valid_to` is the last day.

    Raises UnknownKey, BadFreeGoods, PeriodsOverlap.
    """
    values = {name: str(value).strip() for name, value in key.items()}
    fields = next((fields for fields in KEYS if set(fields) == set(values)), None)
    if fields is None:
        raise unknown_key(CODE, (AccessRule(10, fields) for fields in KEYS))
    lookup = lookup_of(CODE, fields, values) or ""
    for flaw in key_flaws(lookup, values):
        raise UnknownKey(sentence(flaw), flaw.field)
    refuse_unknown_values(values)
    made = FreeGoodsRecord(key={name: values[name] for name in fields}, lookup=lookup, sales_area_id=sales_area)
    _put(made, terms, valid_from, valid_to, by, at)
    _refuse_overlap(made)
    made.save(force_insert=True)
    made.lineage = made.pk
    made.save(update_fields=["lineage"])
    touch_configuration()
    told = changes_between({}, _facts(made))
    record(verb="create_free_goods", subject=_subject(made), by=by, at=at, changes=told, fresh=True)
    return made


@transaction.atomic
def change_free_goods(
    *,
    free_goods: FreeGoodsRecord,
    terms: FreeGoodsTerms,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> FreeGoodsRecord:
    """Let other terms hold from a day on (VBN2): the record ends the day before, its successor is returned.

    A change from its first day on replaces it; the replaced one stays for proof, withdrawn. Raises BadFreeGoods,
    PeriodsOverlap, ChangedMeanwhile.
    """
    _refuse_stale(free_goods, version)
    if free_goods.status != "released" or not free_goods.valid_from <= valid_from <= free_goods.valid_to:
        raise BadFreeGoods(_("The change must begin within the record's own period"), "valid_from")
    before, last = _facts(free_goods), valid_to or free_goods.valid_to
    made = FreeGoodsRecord.objects.get(pk=free_goods.pk)
    made.pk, made.version = None, newest_free_goods_version(free_goods) + 1
    _end(free_goods, valid_from - DAY)
    _put(made, terms, valid_from, last, by, at)
    _refuse_overlap(made)
    made.save(force_insert=True)
    told = changes_between(before, _facts(made))
    record(verb="change_free_goods", subject=_subject(made), by=by, at=at, changes=told)
    return made


@transaction.atomic
def end_free_goods(
    *, free_goods: FreeGoodsRecord, ends_on: dt.date, by: Actor, at: dt.datetime, version: int | None = None
) -> FreeGoodsRecord:
    """End a record: `ends_on` is its last day; a day before its first withdraws it. Raises ChangedMeanwhile."""
    _refuse_stale(free_goods, version)
    before = _facts(free_goods)
    _end(free_goods, ends_on)
    told = changes_between(before, _facts(free_goods))
    record(verb="end_free_goods", subject=_subject(free_goods), by=by, at=at, changes=told)
    return free_goods


def _put(
    row: FreeGoodsRecord, terms: FreeGoodsTerms, first: dt.date, last: dt.date, by: Actor, at: dt.datetime
) -> None:
    """Terms on a record, checked. Raises BadFreeGoods."""
    _refuse_bad(terms, first, last)
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    row.status, row.valid_from, row.valid_to = "released", first, last
    row.created_by, row.created_at = by.get_username(), at


def _refuse_bad(terms: FreeGoodsTerms, first: dt.date, last: dt.date) -> None:
    if last < first:
        raise BadFreeGoods(_("The last day lies before the first"), "valid_to")
    for name in ("per", "free", "least"):
        quantity: Decimal = getattr(terms, name)
        least = Decimal(0) if name == "least" else Decimal("0.001")
        if not least <= quantity <= QUANTITY_MOST or quantity != round(quantity, 3):
            raise BadFreeGoods(_("A quantity above zero, with at most three decimals"), name)
    if terms.counting not in COUNTINGS:
        raise BadFreeGoods(_("Choose one of: %(allowed)s") % {"allowed": ", ".join(COUNTINGS)}, "counting")
    if terms.unit not in UNITS:
        raise BadFreeGoods(_("Name the unit of the quantities, as PCE or KGM"), "unit")
    if terms.is_inclusive and terms.free >= terms.per:
        raise BadFreeGoods(_("Out of what is ordered less is free than is ordered"), "free")
    if terms.is_inclusive and terms.product_given:
        raise BadFreeGoods(_("Out of what is ordered only the same product can be given"), "product_given")
    if terms.product_given and not Product.objects.filter(number=terms.product_given).exists():
        raise BadFreeGoods(_("There is no product %(number)s") % {"number": terms.product_given}, "product_given")


def _refuse_overlap(made: FreeGoodsRecord) -> None:
    """The database refuses overlaps too; this says which record is in the way. Raises PeriodsOverlap."""
    one_after_another([made.lookup])
    same = FreeGoodsRecord.objects.filter(lookup=made.lookup, sales_area=made.sales_area_id, status="released")
    other = same.filter(valid_from__lte=made.valid_to, valid_to__gte=made.valid_from).first()
    if other is not None:
        words = _("From %(first)s on other free goods hold for this key; change those instead")
        raise PeriodsOverlap(words % {"first": writing.day(other.valid_from)}, "valid_from")


def _refuse_stale(free_goods: FreeGoodsRecord, version: int | None) -> None:
    if version is not None and newest_free_goods_version(free_goods) != version:
        raise ChangedMeanwhile(_("This was changed meanwhile; look at it again, then decide"))


def _end(free_goods: FreeGoodsRecord, last_day: dt.date) -> None:
    if last_day < free_goods.valid_from:
        free_goods.status = "withdrawn"
    else:
        free_goods.valid_to = min(last_day, free_goods.valid_to)
    free_goods.save(update_fields=["valid_to", "status"])


def _subject(free_goods: FreeGoodsRecord) -> Subject:
    """The journal's name: all periods of a key are one record there."""
    customer = free_goods.key.get("customer", "")
    related = f"party:{customer}" if customer else ""
    return Subject("free_goods", str(free_goods.lineage), free_goods.lookup, free_goods.sales_area_id or "", related)


def _facts(row: FreeGoodsRecord) -> dict[str, Any]:
    """The values that change documents show."""
    terms = {name: getattr(row, name) for name in FreeGoodsTerms.__slots__}
    told = {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in terms.items()}
    return {"lookup": row.lookup, **told, "valid_from": row.valid_from, "valid_to": row.valid_to, "status": row.status}
