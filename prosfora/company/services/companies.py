"""Companies: setting one up."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import (
    Company,
    FactoryCalendar,
    NumberRange,
    PaymentTerms,
    Reason,
    SalesOrganisation,
)
from prosfora.company.services.numbers import create_number_range
from prosfora.company.services.standard import RANGES, REASONS, TERMS
from prosfora.kit.errors import Refused


class CompanyExists(Refused):
    """A company of that code is there already."""


@transaction.atomic
def set_up_company(
    *,
    code: str,
    name: str,
    legal_name: str,
    vat_number: str,
    street: str,
    postal_code: str,
    city: str,
    country: str = "GR",
    currency: str = "EUR",
    registration_number: str = "",
    phone: str = "",
    email: str = "",
    web: str = "",
    bank: str = "",
    letterhead_note: str = "",
    by: Actor,
    at: dt.datetime,
) -> Company:
    """Make a company ready to work: the legal entity, a sales organisation of the same code, its country's calendar,
    and, where missing, the standard number ranges, payment terms and reasons.

    Plants, sales areas and offices follow by their own verbs. Raises CompanyExists.
    """
    if Company.objects.filter(code=code).exists():
        raise CompanyExists(_("There is already a company “%(code)s”") % {"code": code}, "code")
    company = Company.objects.create(
        code=code,
        name=name,
        legal_name=legal_name,
        vat_number=vat_number,
        registration_number=registration_number,
        street=street,
        postal_code=postal_code,
        city=city,
        country=country,
        phone=phone,
        email=email,
        web=web,
        bank=bank,
        currency=currency,
        letterhead_note=letterhead_note,
    )
    SalesOrganisation.objects.create(code=code, name=name, company=company)
    FactoryCalendar.objects.get_or_create(code=country, defaults={"name": country, "country": country})
    _standard_tables(by, at)
    record(verb="set_up_company", subject=Subject("company", code, name), by=by, at=at, fresh=True)
    return company


def _standard_tables(by: Actor, at: dt.datetime) -> None:
    known = set(NumberRange.objects.values_list("code", flat=True))
    for code, name, first in RANGES:
        if code not in known:
            create_number_range(code=code, name=name, first=first, by=by, at=at)
    PaymentTerms.objects.bulk_create(
        [
            PaymentTerms(
                code=code,
                name_en=english,
                name_el=greek,
                net_days=net,
                discount_percent=Decimal(percent),
                discount_days=within,
            )
            for code, english, greek, net, percent, within in TERMS
        ],
        ignore_conflicts=True,
    )
    Reason.objects.bulk_create(
        [Reason(kind=kind, code=code, name_en=english, name_el=greek) for kind, code, english, greek in REASONS],
        ignore_conflicts=True,
    )
