"""A million prices: the condition records of a company with many customers of its own prices.

Keys are spread as in life: most are for a customer and a product, many for a customer and a group, few for a product.
A third has two periods, every tenth a scale. No two records of a key hold on the same day.
"""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
BATCH = 20_000
FOREVER = dt.date(9999, 12, 31)
FIRST, CHANGE = dt.date(2025, 1, 1), dt.date(2026, 7, 1)
PRODUCTS = 200
# type, facts of the key, share of all records in per cent
KINDS = (
    ("K005", ("customer", "product"), 60),
    ("PR00", ("customer", "product"), 25),
    ("K030", ("customer", "pricing_group"), 10),
    ("K007", ("customer",), 5),
)


def load_conditions(count: int, parties: int) -> int:
    """Bring the table to so many condition records; how many were added."""
    from django.db import transaction

    from prosfora.kit.database import bulk_append
    from prosfora.pricing.models import ConditionRecord

    have = ConditionRecord.objects.count()
    if have >= count:
        return 0
    rows: list[Any] = []
    added = 0
    for row in _records(count - have, have, parties):
        rows.append(row)
        if len(rows) == BATCH:
            with transaction.atomic():
                bulk_append(rows)
            added, rows = added + len(rows), []
    with transaction.atomic():
        bulk_append(rows)
    return added + len(rows)


def _records(count: int, have: int, parties: int) -> Iterator[Any]:
    """So many records; a table that has most of them already gets prices of products of their own."""
    chance = random.Random(17)
    shares = [] if have > count else [count * share // 100 for *_, share in KINDS]
    for number in range(count - sum(shares)):
        key = {"product": f"FILL-{have}-{number}"}
        yield _record("K004", key, chance, in_two=False, is_second=False)
    for (code, facts, _share), wanted in zip(KINDS, shares, strict=False):
        for number in range(wanted):
            turn, is_second = divmod(number, 2) if number < wanted // 3 * 2 else (number, 0)
            key = _key(facts, turn, parties)
            yield _record(code, key, chance, in_two=number < wanted // 3 * 2, is_second=bool(is_second))


def _key(facts: tuple[str, ...], turn: int, parties: int) -> dict[str, str]:
    customer = str(4_000_001 + turn % (parties - 1))
    other = turn // (parties - 1) + turn % (parties - 1)  # another product each time a customer comes round again
    values = {"customer": customer, "product": f"BENCH-{other % PRODUCTS:04}", "pricing_group": f"{other % 99:02}"}
    return {name: values[name] for name in facts}


def _record(code: str, key: dict[str, str], chance: random.Random, *, in_two: bool, is_second: bool) -> Any:
    from prosfora.pricing.models import ConditionRecord

    is_price = code == "PR00"
    amount = Decimal(chance.randrange(500, 4_500)) / 100 if is_price else Decimal(chance.randrange(1, 12))
    others = [value for name, value in key.items() if name not in ("customer", "product")]
    scales = [["1", str(amount)], ["100", str(amount * 9 / 10 if is_price else amount + 2)]]
    return ConditionRecord(
        condition_type_id=code,
        key=key,
        lookup=code + "".join(f"|{name}={value}" for name, value in key.items()),
        customer=key.get("customer", ""),
        product=key.get("product", ""),
        other_key=(others or [""])[0],
        amount=amount,
        currency="EUR" if is_price else "",
        unit="PCE" if is_price else "",
        scales=scales if chance.randrange(10) == 0 else [],
        valid_from=CHANGE if is_second else FIRST,
        valid_to=CHANGE - dt.timedelta(days=1) if in_two and not is_second else FOREVER,
        created_by="bench",
        created_at=NOW,
    )
