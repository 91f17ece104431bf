"""Taking up, changing, blocking and winning parties."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.parties.models import Party
from prosfora.parties.queries.terms import unknown_codes
from prosfora.parties.rules.checks import examine, examine_terms
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts
from prosfora.parties.rules.records import recorded
from prosfora.parties.services.numbers import GIVEN_NUMBER
from prosfora.parties.services.refusals import NumberTaken, UnknownSalesArea, next_version, refuse_faults, refuse_stale
from prosfora.parties.services.rows import (
    NewParty,
    facts_of,
    insert_parties,
    replace_addresses,
    replace_phones,
    subject,
    write_fields,
)


@transaction.atomic
def create_party(
    *, name: str, sales_area: str, by: Actor, at: dt.datetime, kind: str = "organisation", number: str = "",
    name_addition: str = "", language: str = "el", country: str = "GR", email: str = "", phone: str = "", web: str = "",
    vat_number: str = "", registration_number: str = "", external_number: str = "", is_prospect: bool | None = None,
    is_customer: bool = False, is_contact: bool = False, is_competitor: bool = False, is_partner: bool = False,
    probability: int = 100, note: str = "", addresses: Sequence[AddressFacts] = (), phones: Sequence[str] = (),
    terms: AreaTerms | None = None,
) -> Party:  # fmt: skip
    """Take up a party in one sales area ("GR01-10-00"); who works there sees it from now on.

    It is a prospect unless another role is given. Its number comes from the range unless given; blank currency and
    plant are the sales area's. Raises PartyNotValid, NumberTaken, UnknownSalesArea.
    """
    has_role = is_customer or is_contact or is_competitor or is_partner
    facts = PartyFacts(
        name=name, kind=kind, name_addition=name_addition, language=language, country=country, email=email,
        phone=phone, web=web, vat_number=vat_number, registration_number=registration_number,
        external_number=external_number, is_prospect=not has_role if is_prospect is None else is_prospect,
        is_customer=is_customer, is_contact=is_contact, is_competitor=is_competitor, is_partner=is_partner,
        probability=probability, note=note, addresses=tuple(addresses), phones=tuple(phones),
    )  # fmt: skip
    news = new_party(facts, sales_area=sales_area, terms=terms or AreaTerms(), number=number)
    return insert_parties([news], verb="create_party", by=by, at=at)[0]


def new_party(facts: PartyFacts, *, sales_area: str, terms: AreaTerms, number: str = "") -> NewParty:
    """A party examined for taking up, or everything that is wrong with it.

    Raises PartyNotValid, NumberTaken, UnknownSalesArea.
    """
    area = SalesArea.objects.filter(pk=sales_area).first()
    if area is None:
        raise UnknownSalesArea(_("There is no sales area %(code)s") % {"code": sales_area}, "sales_area")
    facts, faults = examine(facts)
    terms, terms_faults = examine_terms(terms)
    refuse_faults([*faults, *terms_faults, *unknown_codes([terms])[0]])
    return NewParty(facts, area, terms, _free_number(number))


def _free_number(number: str) -> str:
    """A number somebody gave, checked to be free; blank stays blank."""
    number = number.strip().upper()
    if not number:
        return ""
    if not GIVEN_NUMBER.fullmatch(number):
        raise NumberTaken(_("A number has at most ten letters, digits or hyphens"), "number")
    if Party.objects.filter(number=number).exists():
        raise NumberTaken(_("Number %(number)s is taken") % {"number": number}, "number")
    return number


@transaction.atomic
def change_party(*, party: Party, facts: PartyFacts, version: int | None, by: Actor, at: dt.datetime) -> Party:
    """Make `facts` the party's facts (services.rows.facts_of gives the present ones). Nothing changed, nothing written.

    Raises PartyNotValid, ChangedMeanwhile.
    """
    refuse_stale(party, version)
    before = facts_of(party)
    facts, faults = examine(facts)
    refuse_faults(faults)
    changes = changes_between(recorded(before), recorded(facts))
    if not changes:
        return party
    store(party, facts, at)
    if facts.addresses != before.addresses:
        replace_addresses(party, facts.addresses)
    if facts.phones != before.phones:
        replace_phones(party, facts.phones)
    record(verb="change_party", subject=subject(party, scope_of(party)), by=by, at=at, changes=changes)
    if facts.name != before.name:
        refresh_search_of_employers(party)
    return party


@transaction.atomic
def block_party(*, party: Party, reason: str, version: int | None = None, by: Actor, at: dt.datetime) -> Party:
    """Stop business with a party: it can be displayed but not chosen for new documents."""
    return _set_blocked(party, True, reason, version, verb="block_party", by=by, at=at)


@transaction.atomic
def release_party(*, party: Party, reason: str, version: int | None = None, by: Actor, at: dt.datetime) -> Party:
    """Take up business with a blocked party again."""
    return _set_blocked(party, False, reason, version, verb="release_party", by=by, at=at)


@transaction.atomic
def win_customer(*, party: Party, by: Actor, at: dt.datetime) -> Party:
    """Make a prospect a customer, as an accepted quotation does; a customer stays as it is."""
    if party.is_customer:
        return party
    before = facts_of(party)
    won = replace(before, is_customer=True, is_prospect=False)
    store(party, won, at)
    changes = changes_between(recorded(before), recorded(won))
    record(verb="win_customer", subject=subject(party, scope_of(party)), by=by, at=at, changes=changes)
    return party


def store(party: Party, facts: PartyFacts, at: dt.datetime) -> None:
    """Store changed facts of a party as its next version. Raises ChangedMeanwhile."""
    next_version(party, at)
    write_fields(party, facts, contact_names(party))
    party.save()


def scope_of(party: Party) -> str:
    """The sales area whose people read what is told of a party; blank for all its readers where it is in several."""
    codes = list(party.areas.values_list("sales_area", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


def contact_names(party: Party) -> list[str]:
    """The names of a party's contact persons, which it is found by too."""
    contacts = Party.objects.filter(relations__target=party, relations__kind="contact_of")
    return list(contacts.order_by("pk").values_list("name", flat=True))


def refresh_search_of_employers(contact: Party) -> None:
    """Let the organisations of a contact person be found by the person's present name."""
    for employer in Party.objects.filter(related__source=contact, related__kind="contact_of"):
        write_fields(employer, facts_of(employer), contact_names(employer))
        employer.save(update_fields=["search_text"])


def _set_blocked(
    party: Party, blocked: bool, reason: str, version: int | None, *, verb: str, by: Actor, at: dt.datetime
) -> Party:
    refuse_stale(party, version)
    if party.is_blocked == blocked:
        return party
    changes = {"is_blocked": [str(party.is_blocked), str(blocked)]}
    next_version(party, at)
    party.is_blocked = blocked
    party.save(update_fields=["is_blocked", "version", "changed_at"])
    record(verb=verb, subject=subject(party, scope_of(party)), by=by, at=at, changes=changes, reason=reason)
    return party
