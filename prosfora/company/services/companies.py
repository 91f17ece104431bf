"""Companies: setting one up, its letterhead and logo."""

import datetime as dt
from dataclasses import asdict, replace

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import Company, FactoryCalendar, SalesOrganisation
from prosfora.company.rules.checks import CompanyFacts, code_problems, company_problems
from prosfora.company.rules.identifiers import check_mail, check_vat, normalise_phone
from prosfora.company.services.changes import change_row
from prosfora.company.services.refusals import CodeTaken, NoPicture, refuse_problems
from prosfora.company.services.standard import install_standard_tables
from prosfora.files.services import store

LARGEST_LOGO = 1024 * 1024
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class CompanyExists(CodeTaken):
    """A company of that code is there already."""


def subject(company: Company) -> Subject:
    """The company as the journal knows it."""
    return Subject("company", company.code, company.name)


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

    Plants, sales areas and offices follow by their own verbs. Raises CompanyExists, NotStorable.
    """
    if Company.objects.filter(code=code).exists():
        raise CompanyExists(_("There is already a company “%(code)s”") % {"code": code}, "code")
    facts = CompanyFacts(
        name=name,
        legal_name=legal_name,
        vat_number=vat_number,
        street=street,
        postal_code=postal_code,
        city=city,
        country=country,
        currency=currency,
        registration_number=registration_number,
        phone=phone,
        email=email,
        web=web,
        bank=bank,
        letterhead_note=letterhead_note,
    )
    refuse_problems([*code_problems("code", code, 4), *company_problems(facts)])
    company = Company.objects.create(code=code, **asdict(_stored(facts)))
    SalesOrganisation.objects.create(code=code, name=name, company=company)
    FactoryCalendar.objects.get_or_create(code=country, defaults={"name": country, "country": country})
    install_standard_tables(by=by, at=at)
    record(verb="set_up_company", subject=subject(company), by=by, at=at, data=asdict(facts), fresh=True)
    return company


@transaction.atomic
def change_company(*, company: Company, facts: CompanyFacts, by: Actor, at: dt.datetime) -> Company:
    """Change the letterhead. Documents issued before keep theirs. Raises NotStorable."""
    refuse_problems(company_problems(facts))
    change_row(company, asdict(_stored(facts)), verb="change_company", subject=subject(company), by=by, at=at)
    return company


@transaction.atomic
def change_logo(*, company: Company, content: bytes, by: Actor, at: dt.datetime) -> Company:
    """Put a logo on the letterhead: PNG or JPEG, at most 1 MB. Raises NoPicture."""
    media_type = next((kind for mark, kind in _PICTURES.items() if content.startswith(mark)), None)
    if media_type is None or len(content) > LARGEST_LOGO:
        raise NoPicture(_("A logo is a PNG or JPEG picture of at most 1 MB"), "logo")
    file = store(content=content, media_type=media_type, at=at)
    change_row(company, {"logo_digest": file.digest}, verb="change_logo", subject=subject(company), by=by, at=at)
    return company


def facts_of(company: Company) -> CompanyFacts:
    """A company's present letterhead."""
    return CompanyFacts(**{name: getattr(company, name) for name in CompanyFacts.__slots__})


def _stored(facts: CompanyFacts) -> CompanyFacts:
    """Checked facts in their stored form."""
    return replace(
        facts,
        vat_number=check_vat(facts.country, facts.vat_number),
        phone=normalise_phone(facts.phone, facts.country) if facts.phone.strip() else "",
        email=check_mail(facts.email) if facts.email.strip() else "",
    )
