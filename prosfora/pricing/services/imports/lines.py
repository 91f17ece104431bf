"""From a line of a file to the record it states, or to everything that is wrong with it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from prosfora.files.imports import Flaw, Row
from prosfora.kit import writing
from prosfora.kit.errors import Refused
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.keys import HIERARCHY
from prosfora.pricing.rules.periods import End, last_day
from prosfora.pricing.rules.terms import Flaw as Fault
from prosfora.pricing.rules.terms import Terms, key_flaws
from prosfora.pricing.services.imports.columns import AMOUNT, AREA, FROM, KEY, OWN, PROMOTION, TERMS, TO, TYPE
from prosfora.pricing.services.imports.known import (
    Known,
    area_of,
    currency_of,
    is_draft,
    key_of,
    lookup_in,
    promotion_of,
    type_of,
)
from prosfora.pricing.services.laying import Wanted, period_of, place_of, says_the_same
from prosfora.pricing.services.refusals import sentence, unknown_key
from prosfora.pricing.services.rows import new_row
from prosfora.pricing.telling import key_words

_BLANK: Mapping[str, Any] = {"per": Decimal(1), "scales": ()}
_AMOUNTS: Mapping[str, Any] = {"scales": (), "scale_unit": "", "lower_limit": None, "upper_limit": None}


def check_line(row: Row, known: Known) -> Wanted | list[Flaw]:
    """The record as the line states it, not yet saved; or all that is wrong with the line."""
    code, key = type_of(row), key_of(row)
    kind = known.types.get(code)
    if kind is None:
        return [Flaw(TYPE.name, _("There is no condition type %(code)s") % {"code": code}, code)]
    lookup = lookup_in(known.types, code, key)
    flaws = [*_key_flaws(kind, key, lookup, known), *_place_flaws(row, known)]
    if flaws:
        return flaws
    area = area_of(row, known.order)
    standing = known.standing.get((lookup, area), ())
    holding = _holding(row, standing)
    amount, is_on_request = row.get(AMOUNT.name), _is_on_request(row, holding)
    if amount is None and not is_on_request:
        return [Flaw(AMOUNT.name, sentence(Fault("", "amount_missing")))]
    if not is_on_request and holding and holding.scales and "scales" not in row.values and holding.amount != amount:
        reason = _("This price has a scale: add the column “scales”; a blank cell in it ends the scale")
        return [Flaw("scales", reason)]
    try:
        made = new_row(kind, key, area, _terms(row, holding), known.order.by, known.order.at)
    except Refused as refusal:
        return [
            Flaw(TYPE.name if column == "key" else column, reason, _said(row, column))
            for column, reasons in refusal.problems.items()
            for reason in reasons
        ]
    made.promotion = known.promotions.get(promotion_of(row))
    if is_draft(row):
        made.status = "draft"
    wanted = Wanted(made, _end(row))
    return [*_right_flaws(row, wanted, standing, known), *_order_flaws(row, wanted, standing, known)] or wanted


def _key_flaws(kind: TypeRule, key: Mapping[str, str], lookup: str, known: Known) -> Iterator[Flaw]:
    for flaw in key_flaws("", dict(key)):
        column = KEY.get(flaw.value, OWN)
        yield Flaw(column.name, sentence(flaw), key[flaw.value])
    if not lookup:
        refusal = unknown_key(kind.code, kind.accesses)
        yield Flaw(TYPE.name, refusal.message, key_words(key.items()))
    if "product" in key and key["product"] not in known.products:
        yield Flaw("product", _("There is no product %(number)s") % {"number": key["product"]}, key["product"])
    for name in ("customer", HIERARCHY):
        if name in key and key[name] not in known.customers:
            yield Flaw(name, _("There is no customer %(number)s") % {"number": key[name]}, key[name])


def _place_flaws(row: Row, known: Known) -> Iterator[Flaw]:
    area = area_of(row, known.order)
    if area is not None and area not in known.areas:
        yield Flaw(AREA.name, _("There is no sales area %(code)s") % {"code": area}, area)
    if not (number := promotion_of(row)):
        return
    promotion = known.promotions.get(number)
    if promotion is None:
        yield Flaw(PROMOTION.name, _("There is no promotion %(number)s") % {"number": number}, number)
    elif promotion.sales_area_id is not None and area not in (None, promotion.sales_area_id):
        words = _("Promotion %(number)s holds in sales area %(area)s only")
        yield Flaw(PROMOTION.name, words % {"number": number, "area": promotion.sales_area_id}, number)


def _holding(row: Row, standing: Sequence[ConditionRecord]) -> ConditionRecord | None:
    """The record that holds on the line's first day: in its currency, or the only one where it names none."""
    currency = currency_of(row)
    found = [
        one
        for one in standing
        if one.valid_from <= row.values[FROM.name] <= one.valid_to and currency in (None, one.currency)
    ]
    return found[0] if len(found) == 1 else None


def _is_on_request(row: Row, holding: ConditionRecord | None) -> bool:
    """Whether a line says that the price is on request, or leaves it so where it states no amount."""
    if "on_request" in row.values:
        return bool(row.get("on_request"))
    return row.get(AMOUNT.name) is None and holding is not None and bool(holding.on_request)


def _terms(row: Row, holding: ConditionRecord | None) -> Terms:
    """What the line says; what the file has no column for stays as it is. A price on request has no amounts to keep."""
    said: dict[str, Any] = {}
    for name in TERMS:
        if name in row.values:
            value = row.values[name]
            said[name] = _BLANK.get(name, value) if value is None else value
        elif holding is not None:
            said[name] = getattr(holding, name)
    said["on_request"] = _is_on_request(row, holding)
    if said["on_request"]:
        said |= {name: blank for name, blank in _AMOUNTS.items() if row.get(name) is None}
    for name in ("unit", "scale_unit", "tax_code"):
        said[name] = str(said.get(name) or "").upper()
    if "scales" in said:
        said["scales"] = tuple((Decimal(level), Decimal(rate)) for level, rate in said["scales"])
    currency = currency_of(row)
    if currency is None:
        currency = holding.currency if holding else ""
    return Terms(
        row.get(AMOUNT.name) or Decimal(0), row.values[FROM.name], row.get(TO.name) or FOREVER, currency, **said
    )


def _end(row: Row) -> End:
    if TO.name not in row.values:
        return End.KEPT
    return End.OPEN if row.values[TO.name] is None else End.STATED


def _right_flaws(row: Row, wanted: Wanted, standing: Sequence[ConditionRecord], known: Known) -> Iterator[Flaw]:
    """Whether the line's sales area is the importer's; everybody may repeat what holds in all of them."""
    area, scope = wanted.row.sales_area_id, known.order.scope
    if area is None and says_the_same(standing, _closed(wanted, standing)):
        return
    if scope and area != scope:
        yield Flaw(AREA.name, _("This import is for sales area %(area)s only") % {"area": scope}, area or "")
    elif not known.may_write(area):
        reason = (
            _("You may not record prices in this sales area")
            if area
            else _("A price for all sales areas needs the right in all of them; name a sales area")
        )
        yield Flaw(AREA.name, reason, area or "")


def _order_flaws(row: Row, wanted: Wanted, standing: Sequence[ConditionRecord], known: Known) -> Iterator[Flaw]:
    """A line that would wipe out an earlier line of its own file; a draft does not."""
    if wanted.row.is_draft:
        return
    begun = known.begun(place_of(wanted.row))
    first, last = wanted.row.valid_from, wanted.row.valid_to
    inside = [day for day, line in begun.items() if first < day <= last and line < row.line]
    if wanted.end is not End.STATED:
        inside = []
    begun[first] = row.line
    if inside:
        reason = _("Line %(line)s states the same price from %(day)s on; end this one before, or put it first")
        told = {"line": begun[inside[0]], "day": writing.day(inside[0])}
        yield Flaw(TO.name, reason % told, last.isoformat())


def _closed(wanted: Wanted, standing: Sequence[ConditionRecord]) -> ConditionRecord:
    """The record with its last day, as far as it is known before the writing."""
    mine = [period_of(one) for one in standing if one.currency == wanted.row.currency]
    wanted.row.valid_to = last_day(mine, wanted.row.valid_from, wanted.end, wanted.row.valid_to)
    return wanted.row


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(f"{level}={rate}" for level, rate in value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
