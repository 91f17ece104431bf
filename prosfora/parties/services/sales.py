"""A party's data in a sales area: terms and partner functions."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.parties.models import PartnerFunction, Party, PartySalesArea
from prosfora.parties.queries.terms import unknown_codes
from prosfora.parties.rules.checks import examine_terms
from prosfora.parties.rules.facts import PARTNER_FUNCTIONS, AreaTerms
from prosfora.parties.rules.records import recorded_terms
from prosfora.parties.services.refusals import (
    UnknownPartner,
    UnknownSalesArea,
    next_version,
    refuse_faults,
    refuse_stale,
)
from prosfora.parties.services.rows import area_row, completed, subject, terms_of, write_terms


@transaction.atomic
def change_sales_data(
    *,
    party: Party,
    sales_area: str,
    terms: AreaTerms,
    partners: Sequence[tuple[str, str]] = (),
    version: int | None,
    by: Actor,
    at: dt.datetime,
) -> PartySalesArea:
    """Set a party's terms and partners in a sales area, opening the area to it where it had no data there.

    Blank currency and plant are the sales area's own.
    `partners` are (function, party number): ("WE", "1000012"). Raises PartyNotValid, UnknownSalesArea, UnknownPartner,
    ChangedMeanwhile.
    """
    refuse_stale(party, version)
    area = SalesArea.objects.filter(pk=sales_area).first()
    if area is None:
        raise UnknownSalesArea(_("There is no sales area %(code)s") % {"code": sales_area}, "sales_area")
    terms, faults = examine_terms(completed(terms, area))
    refuse_faults([*faults, *unknown_codes([terms])[0]])
    partners = list(dict.fromkeys(partners))
    found = _partner_parties(partners)
    row = PartySalesArea.objects.filter(party=party, sales_area=area).first()
    before = recorded_terms(terms_of(row), _present_partners(row)) if row else {}
    if row is None:
        row = area_row(party, area, terms)
    else:
        write_terms(row, terms)
    changes = changes_between(before, recorded_terms(terms_of(row), partners))
    if not changes:
        return row
    next_version(party, at)
    party.save(update_fields=["changed_at"])
    row.save()
    row.partners.all().delete()
    PartnerFunction.objects.bulk_create(
        PartnerFunction(area=row, function=function, partner=found[number]) for function, number in partners
    )
    record(verb="change_sales_data", subject=subject(party, sales_area), by=by, at=at, changes=changes)
    return row


def _partner_parties(partners: Sequence[tuple[str, str]]) -> dict[str, Party]:
    found = {party.number: party for party in Party.objects.filter(number__in={number for _f, number in partners})}
    for place, (function, number) in enumerate(partners):
        if number not in found:
            raise UnknownPartner(_("There is no party %(number)s") % {"number": number}, f"partners.{place}.number")
        if function not in PARTNER_FUNCTIONS:
            raise UnknownPartner(
                _("“%(function)s” is not a partner function") % {"function": function}, f"partners.{place}.function"
            )
    return found


def _present_partners(row: PartySalesArea) -> list[tuple[str, str]]:
    return [(partner.function, partner.partner.number) for partner in row.partners.select_related("partner")]
