"""Parties between facts and tables: one way to write them, for one party and for a thousand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, Happening, record_all
from prosfora.company.models import SalesArea
from prosfora.kit.database import alike, bulk_append, bulk_insert
from prosfora.parties.models import Address, Party, PartySalesArea, PhoneNumber
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts
from prosfora.parties.rules.records import folded_name, found_by, recorded, sort_name
from prosfora.parties.services.numbers import free_numbers

FIELDS = (
    "kind", "name", "name_addition", "language", "country", "email", "phone", "web", "vat_number",
    "registration_number", "external_number", "is_prospect", "is_customer", "is_contact", "is_competitor",
    "is_partner", "is_blocked", "probability", "note",
)  # fmt: skip
_ADDRESS_FIELDS = (
    "kind", "name", "street", "house_number", "addition", "postal_code", "city", "region", "country",
)  # fmt: skip
_BLANK_ADDRESS, _BLANK_AREA = Address(), PartySalesArea()  # what new rows begin as


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party about to be taken up; a blank number is drawn from the range."""

    facts: PartyFacts
    sales_area: SalesArea
    terms: AreaTerms
    number: str = ""
    contacts: tuple[str, ...] = ()  # names that it is found by too


def insert_parties(news: Sequence[NewParty], *, verb: str, by: Actor, at: dt.datetime) -> list[Party]:
    """Write examined parties with all that hangs on them, and one journal entry each, in a constant number of
    statements. A number given by hand may have belonged to a party that an undone import took away: its chain goes on.
    """
    given = {new.number for new in news if new.number}
    drawn = iter(free_numbers(sum(not new.number for new in news), given))
    blank = Party(created_at=at, changed_at=at)
    parties = [_party(blank, new, new.number or next(drawn)) for new in news]
    bulk_insert(parties)
    pairs = list(zip(parties, news, strict=True))
    bulk_append([address_row(party, address) for party, new in pairs for address in new.facts.addresses])
    bulk_append([PhoneNumber(party=party, number=phone) for party, new in pairs for phone in new.facts.phones])
    bulk_append([area_row(party, new.sales_area, new.terms) for party, new in pairs])
    record_all(
        verb=verb,
        happenings=[
            Happening(subject(party, new.sales_area.pk), changes_between({}, _told(new.facts)), fresh=not new.number)
            for party, new in pairs
        ],
        by=by,
        at=at,
    )
    return parties


def _told(facts: PartyFacts) -> dict[str, object]:
    """What a first entry tells: everything that was given."""
    return {name: value for name, value in recorded(facts).items() if value not in ("", False)}


def subject(party: Party, scope: str) -> Subject:
    """The party as the journal knows it."""
    return Subject("party", party.number, party.name, scope)


def facts_of(party: Party) -> PartyFacts:
    """A stored party as facts; two queries unless addresses and phones are prefetched."""
    return PartyFacts(
        **{name: getattr(party, name) for name in FIELDS},
        addresses=tuple(address_facts(row) for row in sorted(party.addresses.all(), key=_standard_first)),
        phones=tuple(row.number for row in sorted(party.phones.all(), key=lambda row: row.pk)),
    )


def _standard_first(row: Address) -> tuple[bool, int]:
    return row.kind != "standard", row.pk


def address_facts(row: Address) -> AddressFacts:
    """A stored address as facts."""
    return AddressFacts(**{name: getattr(row, name) for name in _ADDRESS_FIELDS})


def write_fields(party: Party, facts: PartyFacts, contacts: Iterable[str]) -> None:
    """Put facts on a loaded party, without storing it."""
    for name in FIELDS:
        setattr(party, name, getattr(facts, name))
    party.sort_name = sort_name(facts.name)
    party.folded_name = folded_name(facts.name)
    party.search_text = found_by(facts, party.number, contacts)


def replace_addresses(party: Party, addresses: Iterable[AddressFacts]) -> None:
    """Make these the party's addresses."""
    party.addresses.all().delete()
    Address.objects.bulk_create(address_row(party, address) for address in addresses)


def replace_phones(party: Party, phones: Iterable[str]) -> None:
    """Make these the party's further phone numbers."""
    party.phones.all().delete()
    PhoneNumber.objects.bulk_create(PhoneNumber(party=party, number=phone) for phone in phones)


def address_row(party: Party, address: AddressFacts) -> Address:
    """An address of a party, not stored yet."""
    return alike(_BLANK_ADDRESS, party_id=party.pk, **{name: getattr(address, name) for name in _ADDRESS_FIELDS})


def area_row(party: Party, area: SalesArea, terms: AreaTerms) -> PartySalesArea:
    """A party's row in a sales area; blank currency and plant are the area's own."""
    row = alike(_BLANK_AREA, party_id=party.pk, sales_area_id=area.pk)
    write_terms(row, completed(terms, area))
    return row


def completed(terms: AreaTerms, area: SalesArea) -> AreaTerms:
    """The terms with the sales area's own currency and plant where they name none."""
    if terms.currency and terms.plant:
        return terms
    return replace(terms, currency=terms.currency or area.currency, plant=terms.plant or area.plant_id)


def write_terms(row: PartySalesArea, terms: AreaTerms) -> None:
    """Put terms on a sales-area row, without storing it."""
    row.currency = terms.currency
    row.price_group = terms.price_group
    row.price_list = terms.price_list
    row.customer_group = terms.customer_group
    row.customer_procedure = terms.customer_procedure
    row.incoterms = terms.incoterms
    row.incoterms_place = terms.incoterms_place
    row.payment_terms_id = terms.payment_terms or None
    row.office_id = terms.office or None
    row.plant_id = terms.plant or None
    row.tax_class = terms.tax_class
    row.responsible_id = terms.responsible_id
    row.attributes = terms.attributes


def terms_of(row: PartySalesArea) -> AreaTerms:
    """A stored sales-area row as terms."""
    return AreaTerms(
        currency=row.currency,
        price_group=row.price_group,
        price_list=row.price_list,
        customer_group=row.customer_group,
        customer_procedure=row.customer_procedure,
        incoterms=row.incoterms,
        incoterms_place=row.incoterms_place,
        payment_terms=row.payment_terms_id or "",
        office=row.office_id or "",
        plant=row.plant_id or "",
        tax_class=row.tax_class,
        responsible_id=row.responsible_id,
        attributes=row.attributes or "",
    )


def _party(blank: Party, new: NewParty, number: str) -> Party:
    party = alike(blank, number=number)
    write_fields(party, new.facts, new.contacts)
    return party
