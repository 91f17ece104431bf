"""Number ranges: unique, increasing numbers that writers never wait for; gaps are allowed."""

import datetime as dt

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import NumberRange
from prosfora.company.rules.checks import Fault, Problem, code_problems, name_problems
from prosfora.company.services.refusals import refuse_problems, refuse_taken
from prosfora.kit.database import create_number_source, draw_numbers

LARGEST_FIRST = 10**9  # numbers have at most ten digits
_TABLE = NumberRange._meta.db_table


@transaction.atomic
def create_number_range(*, code: str, name: str, first: int, by: Actor, at: dt.datetime) -> NumberRange:
    """Open a range whose first number will be `first`. Raises CodeTaken, NotStorable."""
    refuse_problems(
        [
            *code_problems("code", code.upper().replace("_", ""), 30),
            *name_problems("name", name, 80),
            *([] if 0 < first < LARGEST_FIRST else [Problem("first", Fault.BAD_CODE, str(first))]),
        ]
    )
    refuse_taken(NumberRange.objects.filter(code=code), code)
    number_range = NumberRange.objects.create(code=code, name=name, first=first, last=first - 1)
    create_number_source(code, first)
    record(
        verb="create_number_range",
        subject=Subject("number_range", code, name),
        by=by,
        at=at,
        data={"first": first},
        fresh=True,
    )
    return number_range


def next_number(code: str) -> str:
    """A fresh number of the range ("quotation", "party", …), never given twice; one statement."""
    return str(draw_numbers(code, _TABLE)[0])


def next_numbers(code: str, count: int) -> list[str]:
    """`count` fresh numbers of the range, ascending; one statement."""
    return [str(number) for number in draw_numbers(code, _TABLE, count)] if count else []
