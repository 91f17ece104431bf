"""Payment terms and coded reasons."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import PaymentTerms, Reason
from prosfora.company.rules.checks import Fault, Problem, code_problems, name_problems, terms_problems
from prosfora.company.services.changes import change_row
from prosfora.company.services.refusals import refuse_problems, refuse_taken

REASON_KINDS = ("rejection", "order", "decline", "close")


@transaction.atomic
def create_payment_terms(
    *,
    code: str,
    name_en: str,
    name_el: str,
    net_days: int,
    discount_percent: Decimal = Decimal(0),
    discount_days: int = 0,
    by: Actor,
    at: dt.datetime,
) -> PaymentTerms:
    """Open terms of payment: net days, and a cash discount in per cent within fewer days.

    Raises CodeTaken, NotStorable.
    """
    refuse_problems(
        [
            *code_problems("code", code, 4),
            *_names(name_en, name_el),
            *terms_problems(net_days, discount_percent, discount_days),
        ]
    )
    refuse_taken(PaymentTerms.objects.filter(code=code), code)
    terms = PaymentTerms.objects.create(
        code=code,
        name_en=name_en,
        name_el=name_el,
        net_days=net_days,
        discount_percent=discount_percent,
        discount_days=discount_days,
    )
    record(verb="create_payment_terms", subject=Subject("payment_terms", code, name_en), by=by, at=at, fresh=True)
    return terms


@transaction.atomic
def change_payment_terms(
    *,
    terms: PaymentTerms,
    name_en: str,
    name_el: str,
    net_days: int,
    discount_percent: Decimal,
    discount_days: int,
    by: Actor,
    at: dt.datetime,
) -> PaymentTerms:
    """Change terms of payment. Raises NotStorable."""
    refuse_problems([*_names(name_en, name_el), *terms_problems(net_days, discount_percent, discount_days)])
    values = {
        "name_en": name_en,
        "name_el": name_el,
        "net_days": net_days,
        "discount_percent": discount_percent,
        "discount_days": discount_days,
    }
    about = Subject("payment_terms", terms.code, name_en)
    change_row(terms, values, verb="change_payment_terms", subject=about, by=by, at=at)
    return terms


@transaction.atomic
def create_reason(*, kind: str, code: str, name_en: str, name_el: str, by: Actor, at: dt.datetime) -> Reason:
    """Open a coded reason that statistics count. Raises CodeTaken, NotStorable."""
    refuse_problems(
        [
            *([] if kind in REASON_KINDS else [Problem("kind", Fault.BAD_CODE, kind)]),
            *code_problems("code", code, 4),
            *_names(name_en, name_el),
        ]
    )
    refuse_taken(Reason.objects.filter(kind=kind, code=code), code)
    reason = Reason.objects.create(kind=kind, code=code, name_en=name_en, name_el=name_el)
    record(verb="create_reason", subject=_subject(reason), by=by, at=at, fresh=True)
    return reason


@transaction.atomic
def change_reason(*, reason: Reason, name_en: str, name_el: str, by: Actor, at: dt.datetime) -> Reason:
    """Change the words of a reason; its code stays. Raises NotStorable."""
    refuse_problems(_names(name_en, name_el))
    values = {"name_en": name_en, "name_el": name_el}
    change_row(reason, values, verb="change_reason", subject=_subject(reason), by=by, at=at)
    return reason


def _names(name_en: str, name_el: str) -> list[Problem]:
    return [*name_problems("name_en", name_en, 120), *name_problems("name_el", name_el, 120)]


def _subject(reason: Reason) -> Subject:
    return Subject("reason", f"{reason.kind}:{reason.code}", reason.name_en)
