"""Parties for tests."""

import datetime as dt

from prosfora.audit.services import System
from prosfora.parties.models import Party
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.services import create_party

FIRST_CONTACT = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
SKOUFA_STREET = AddressFacts(street="Σκουφά", house_number="11", postal_code="106 73", city="Αθήνα", country="GR")


def a_party(
    name: str = "Παπαδόπουλος ΑΕ",
    sales_area: str = "GR01-10-00",
    customer: bool = True,
    number: str = "",
    kind: str = "organisation",
    country: str = "GR",
    language: str = "el",
    email: str = "",
    phone: str = "",
    vat_number: str = "",
    external_number: str = "",
    addresses: tuple[AddressFacts, ...] = (SKOUFA_STREET,),
    terms: AreaTerms | None = None,
) -> Party:
    """A customer (or prospect) of one sales area with an address in Athens."""
    return create_party(
        name=name,
        sales_area=sales_area,
        number=number,
        kind=kind,
        country=country,
        language=language,
        email=email,
        phone=phone,
        vat_number=vat_number,
        external_number=external_number,
        is_customer=customer,
        addresses=addresses,
        terms=terms,
        by=System(),
        at=FIRST_CONTACT,
    )
