"""What if: condition records that are supposed to hold, put into a book beside those that do. Nothing is written."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from prosfora.pricing.rules.book import Record

ALWAYS = dt.date.min
FIRST_NEW_ID = 10**15  # ids of records that exist in no table: newer than any that does


class Placed(NamedTuple):
    """A candidate record with the sales area it holds in; None: in all of them."""

    record: Record
    sales_area: str | None

    @property
    def place(self) -> tuple[str, str | None, str]:
        """Where two records exclude each other: key, sales area, currency."""
        return self.record.lookup, self.sales_area, self.record.currency


def put_in_force(found: Iterable[Placed], supposed: Iterable[Placed], since: dt.date) -> list[Placed]:
    """The records as if the supposed ones held from a day on, without end: those in their places end the day before.

    The supposed ones' own days do not matter. One that stands among the found is supposed like any other.
    """
    wanted = {one.place: one._replace(record=_holding(one.record, since)) for one in supposed}
    left = [kept for one in found if (kept := _before(one, since) if one.place in wanted else one)]
    return [*left, *wanted.values()]


def changed(found: Iterable[Placed], change: Callable[[Record], Record | None], since: dt.date) -> list[Placed]:
    """The records as if what `change` makes of each held instead of it from a day on; None leaves one as it is."""
    result: list[Placed] = []
    for one in found:
        instead = change(one.record) if one.record.valid_to >= since else None
        if instead is None:
            result.append(one)
            continue
        if kept := _before(one, since):
            result.append(kept)
        begins = max(one.record.valid_from, since)
        result.append(one._replace(record=instead._replace(valid_from=begins)))
    return result


def arranged(placed: Iterable[Placed], currency: str) -> dict[str, tuple[Record, ...]]:
    """The records by lookup as a book of a document in that currency keeps them, the preferred ones first.

    Own sales area before all areas, document currency before others, the newer record first.
    """
    found: dict[str, list[Record]] = {}
    for one in sorted(placed, key=lambda one: _preference(one, currency)):
        found.setdefault(one.record.lookup, []).append(one.record)
    return {lookup: tuple(records) for lookup, records in found.items()}


def _preference(one: Placed, currency: str) -> tuple[bool, bool, int]:
    return one.sales_area is None, one.record.currency not in ("", currency), -one.record.id


def _holding(record: Record, since: dt.date) -> Record:
    return record._replace(valid_from=since, valid_to=dt.date.max)


def _before(one: Placed, since: dt.date) -> Placed | None:
    """What is left of a record before a day; None where nothing is."""
    if one.record.valid_from >= since:
        return None
    last = min(one.record.valid_to, since - dt.timedelta(days=1))
    return one._replace(record=one.record._replace(valid_to=last))
