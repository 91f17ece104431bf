"""Own attributes of customers and products are declared, never taken away: keys and formulas may name them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import Attribute
from prosfora.company.rules.attributes import MOST_VALUES, SUBJECTS, is_code, is_value
from prosfora.company.rules.checks import Fault, Problem, name_problems
from prosfora.company.services.changes import change_row
from prosfora.company.services.refusals import refuse_problems, refuse_taken


@transaction.atomic
def create_attribute(
    *, subject: str, code: str, name_en: str, name_el: str, values: Sequence[str] = (), by: Actor, at: dt.datetime
) -> Attribute:
    """Declare an attribute of customers (in a sales area) or products. Without values any of up to ten characters.

    Raises CodeTaken, NotStorable.
    """
    refuse_problems(
        [
            *([] if subject in SUBJECTS else [Problem("subject", Fault.BAD_CODE, subject)]),
            *([] if is_code(code) else [Problem("code", Fault.BAD_CODE, code)]),
            *_problems(name_en, name_el, values),
        ]
    )
    refuse_taken(Attribute.objects.filter(subject=subject, code=code), code)
    made = Attribute.objects.create(subject=subject, code=code, name_en=name_en, name_el=name_el, values=list(values))
    record(verb="create_attribute", subject=_subject(made), by=by, at=at, fresh=True)
    return made


@transaction.atomic
def change_attribute(
    *, attribute: Attribute, name_en: str, name_el: str, values: Sequence[str], by: Actor, at: dt.datetime
) -> Attribute:
    """Change names and allowed values; what records say already stays. Raises NotStorable."""
    refuse_problems(_problems(name_en, name_el, values))
    changed = {"name_en": name_en, "name_el": name_el, "values": list(values)}
    change_row(attribute, changed, verb="change_attribute", subject=_subject(attribute), by=by, at=at)
    return attribute


def _problems(name_en: str, name_el: str, values: Sequence[str]) -> list[Problem]:
    wrong = [value for value in values if not is_value(value)] or list(values[MOST_VALUES:])
    wrong += [value for value in values if values.count(value) > 1]
    return [
        *name_problems("name_en", name_en, 80), *name_problems("name_el", name_el, 80),
        *(Problem("values", Fault.BAD_CODE, value[:20]) for value in wrong[:1]),
    ]  # fmt: skip


def _subject(attribute: Attribute) -> Subject:
    return Subject("attribute", f"{attribute.subject}:{attribute.code}", attribute.name_en)
