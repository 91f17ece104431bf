"""Whether an approval rule, a delegation or a comment can be stored; codes that services put into words."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from prosfora.approvals.rules.facts import YES_OR_NO, Comparison, Fact
from prosfora.approvals.rules.needs import Approver

MOST_STEPS = 5
MOST_DAYS = 90  # between reminders
LONGEST_DELEGATION = dt.timedelta(days=366)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,9}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_MOST = Decimal(10) ** 12

type Fault = tuple[str, str]  # field, code of the fault


def rule_faults(
    *, code: str, name: str, fact: str, comparison: str, limit: Decimal | None, currency: str,
    steps: Sequence[Approver], remind_days: int,
) -> Iterator[Fault]:  # fmt: skip
    """Every field of a rule that cannot be stored, with the code of its fault."""
    if not _CODE.fullmatch(code):
        yield "code", "bad_code"
    if not 0 < len(name) <= 80 or not name.isprintable():
        yield "name", "bad_name"
    if fact not in set(Fact):
        yield "fact", "unknown_fact"
    else:
        yield from _limit_faults(Fact(fact), comparison, limit, currency)
    if not 0 < len(steps) <= MOST_STEPS:
        yield "steps", "steps_missing"
    if len(set(steps)) < len(steps):
        yield "steps", "step_twice"
    if not 1 <= remind_days <= MOST_DAYS:
        yield "remind_days", "bad_days"


def _limit_faults(fact: Fact, comparison: str, limit: Decimal | None, currency: str) -> Iterator[Fault]:
    if fact in YES_OR_NO:
        if comparison != Comparison.SO:
            yield "comparison", "no_comparison"
        if limit is not None:
            yield "limit", "no_limit"
    else:
        if comparison not in (Comparison.ABOVE, Comparison.BELOW):
            yield "comparison", "comparison_missing"
        if limit is None or not limit.is_finite() or abs(limit) >= _MOST:
            yield "limit", "limit_missing"
    if fact == Fact.NET and not _CURRENCY.fullmatch(currency):
        yield "currency", "currency_missing"
    if fact != Fact.NET and currency:
        yield "currency", "no_currency"


def delegation_faults(
    *, giver: int, taker: int, starts: dt.date, ends: dt.date, reason: str, today: dt.date
) -> Iterator[Fault]:
    """Every field of a delegation that cannot be stored."""
    if giver == taker:
        yield "taker", "to_oneself"
    if ends < starts:
        yield "ends", "reversed"
    elif ends < today:
        yield "ends", "over"
    elif ends - starts > LONGEST_DELEGATION:
        yield "ends", "too_long"
    if len(reason) > 200 or not reason.isprintable():
        yield "reason", "bad_text"


def is_comment(text: str) -> bool:
    """Whether a comment can be stored."""
    return len(text) <= 2000 and "\0" not in text
