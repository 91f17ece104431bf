"""Creating and changing parties."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.company.services import next_number
from prosfora.kit.search import search_text
from prosfora.parties.models import Address, Party, PartySalesArea
from prosfora.parties.rules.facts import AddressFacts, AreaTerms


@transaction.atomic
def create_party(
    *,
    name: str,
    sales_area: str,
    by: Actor,
    at: dt.datetime,
    kind: str = "organisation",
    number: str = "",
    name_addition: str = "",
    language: str = "el",
    country: str = "GR",
    email: str = "",
    phone: str = "",
    web: str = "",
    vat_number: str = "",
    registration_number: str = "",
    external_number: str = "",
    is_customer: bool = False,
    is_contact: bool = False,
    is_competitor: bool = False,
    is_partner: bool = False,
    probability: int = 100,
    note: str = "",
    addresses: Sequence[AddressFacts] = (),
    terms: AreaTerms | None = None,
) -> Party:
    """Take up a party in one sales area ("GR01-10-00"); who works there sees it from now on.

    It is a prospect unless another role is given; its number comes from the range unless given. Blank terms are
    filled from the sales area.
    """
    area = SalesArea.objects.get(pk=sales_area)
    party = Party(
        number=number or next_number("party"),
        kind=kind,
        name=name,
        name_addition=name_addition,
        language=language,
        country=country,
        email=email,
        phone=phone,
        web=web,
        vat_number=vat_number,
        registration_number=registration_number,
        external_number=external_number,
        is_prospect=not (is_customer or is_contact or is_competitor or is_partner),
        is_customer=is_customer,
        is_contact=is_contact,
        is_competitor=is_competitor,
        is_partner=is_partner,
        probability=probability,
        note=note,
        created_at=at,
        changed_at=at,
    )
    party.search_text = search_text(
        party.name, name_addition, party.number, external_number, vat_number, email, *(row.city for row in addresses)
    )
    party.save(force_insert=True)
    Address.objects.bulk_create(
        Address(
            party=party,
            kind=row.kind,
            name=row.name,
            street=row.street,
            house_number=row.house_number,
            addition=row.addition,
            postal_code=row.postal_code,
            city=row.city,
            region=row.region,
            country=row.country,
        )
        for row in addresses
    )
    terms = replace(terms or AreaTerms(), currency=(terms and terms.currency) or area.currency)
    PartySalesArea.objects.create(
        party=party,
        sales_area=area,
        currency=terms.currency,
        price_group=terms.price_group,
        price_list=terms.price_list,
        customer_group=terms.customer_group,
        incoterms=terms.incoterms,
        incoterms_place=terms.incoterms_place,
        payment_terms_id=terms.payment_terms or None,
        office_id=terms.office or None,
        plant_id=terms.plant or area.plant_id,
        tax_class=terms.tax_class,
        responsible_id=terms.responsible_id,
    )
    record(verb="create_party", subject=Subject("party", party.number, name, sales_area), by=by, at=at, fresh=True)
    return party


@transaction.atomic
def win_customer(*, party: Party, by: Actor, at: dt.datetime) -> Party:
    """Make a prospect a customer, as an accepted quotation does; a customer stays as it is."""
    if party.is_customer:
        return party
    party.is_customer, party.is_prospect = True, False
    party.version += 1
    party.changed_at = at
    party.save(update_fields=["is_customer", "is_prospect", "version", "changed_at"])
    record(
        verb="win_customer",
        subject=Subject("party", party.number, party.name),
        by=by,
        at=at,
        changes={"is_customer": ["False", "True"], "is_prospect": ["True", "False"]},
    )
    return party
