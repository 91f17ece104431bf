"""Writing the planned lines of an import, a thousand at a time, and taking them back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Happening, record_all
from prosfora.files.imports import Clash, Order, Written
from prosfora.kit.database import bulk_append
from prosfora.parties.models import Address, Party, PartySalesArea, Relationship
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts
from prosfora.parties.rules.records import recorded, recorded_terms
from prosfora.parties.services.imports.known import Known
from prosfora.parties.services.imports.planning import Planned
from prosfora.parties.services.rows import (
    FIELDS,
    NewParty,
    address_row,
    area_row,
    facts_of,
    insert_parties,
    subject,
    terms_of,
    write_fields,
    write_terms,
)

VERB = "import_parties"
_STORED = [*FIELDS, "sort_name", "folded_name", "search_text", "version", "changed_at"]
_TERMS_STORED = [
    "currency", "price_group", "price_list", "customer_group", "incoterms", "incoterms_place", "payment_terms",
    "office", "plant", "tax_class", "responsible", "customer_procedure", "attributes",
]  # fmt: skip
BATCH = 500


def write_planned(lines: Sequence[tuple[int, Planned]], known: Known, order: Order) -> list[Written]:
    """Create and update the planned parties, journalled, in a constant number of statements per batch."""
    fresh = [(line, planned) for line, planned in lines if planned.is_new]
    kept = [(line, planned) for line, planned in lines if not planned.is_new]
    written = _create(fresh, order) if fresh else []
    return written + (_update(kept, known, order) if kept else [])


def _create(lines: Sequence[tuple[int, Planned]], order: Order) -> list[Written]:
    news = [
        NewParty(planned.facts, planned.area, planned.terms, planned.number, _names(planned)) for _l, planned in lines
    ]
    parties = insert_parties(news, verb=VERB, by=order.by, at=order.at)
    pairs = list(zip(parties, lines, strict=True))
    _create_contacts([(party, planned) for party, (_line, planned) in pairs if planned.contact], order)
    return [Written(line, party.number) for party, (line, _planned) in pairs]


def _names(planned: Planned) -> tuple[str, ...]:
    return (planned.contact.name,) if planned.contact else ()


def _create_contacts(pairs: Sequence[tuple[Party, Planned]], order: Order) -> dict[int, str]:
    """Take up the contact persons of these organisations; their numbers by the organisation's id."""
    if not pairs:
        return {}
    news = [NewParty(planned.contact, planned.area, AreaTerms()) for _party, planned in pairs if planned.contact]
    contacts = insert_parties(news, verb=VERB, by=order.by, at=order.at)
    both = list(zip(contacts, pairs, strict=True))
    bulk_append(
        [
            Relationship(source=contact, kind="contact_of", target=party, function=planned.function)
            for contact, (party, planned) in both
        ]
    )
    return {party.pk: contact.number for contact, (party, _planned) in both}


def _update(lines: Sequence[tuple[int, Planned]], known: Known, order: Order) -> list[Written]:
    by_number = {party.number: party for party in known.by_key.values()}
    pairs = [(line, by_number[planned.number], planned) for line, planned in lines]
    contacts = _create_contacts([(party, planned) for _l, party, planned in pairs if planned.contact], order)
    before = {party.pk: _state(party, planned.area.pk, known) for _line, party, planned in pairs}
    happenings, changed, written = [], [], []
    for line, party, planned in pairs:
        state = before[party.pk] | {"contact": contacts.get(party.pk, "")}
        changes = _changes(state, planned)
        if changes or state["contact"]:
            _put(party, planned, known, order)
            changed.append((party, planned))
            happenings.append(Happening(subject(party, planned.area.pk), changes))
        written.append(Written(line, party.number, party.version, state if changes or state["contact"] else {}))
    if changed:
        _store(changed, known)
        record_all(verb=VERB, happenings=happenings, by=order.by, at=order.at)
    return written


def _state(party: Party, area: str, known: Known) -> dict[str, Any]:
    """What an undo needs to know of a party before it is changed."""
    row = known.area_row(party, area)
    terms = asdict(terms_of(row)) if row else None
    return {"facts": asdict(facts_of(party)), "area": area, "terms": terms}


def _changes(state: Mapping[str, Any], planned: Planned) -> dict[str, list[str | None]]:
    before = recorded(facts_from(state["facts"]))
    terms = recorded_terms(AreaTerms(**state["terms"])) if state["terms"] else {}
    after_terms = recorded_terms(planned.terms)
    return changes_between({**before, **terms}, {**recorded(planned.facts), **after_terms})


def _put(party: Party, planned: Planned, known: Known, order: Order) -> None:
    names = [*known.contacts.get(party.pk, {}).values(), *_names(planned)]
    write_fields(party, planned.facts, names)
    party.version += 1
    party.changed_at = order.at


def _store(changed: Sequence[tuple[Party, Planned]], known: Known) -> None:
    """Parties, addresses and sales-area rows of changed parties, each kind at once."""
    store_parties([party for party, _planned in changed])
    replace_all_addresses([(party, planned.facts.addresses) for party, planned in changed])
    rows, fresh = [], []
    for party, planned in changed:
        row = known.area_row(party, planned.area.pk)
        if row is None:
            fresh.append(area_row(party, planned.area, planned.terms))
        else:
            write_terms(row, planned.terms)
            rows.append(row)
    store_areas(rows)
    bulk_append(fresh)


def store_parties(parties: Sequence[Party]) -> None:
    """Store changed parties: an upsert by id, ten times faster than bulk_update."""
    Party.objects.bulk_create(
        parties, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_STORED
    )


def store_areas(rows: Sequence[PartySalesArea]) -> None:
    """The same for sales-area rows."""
    if rows:
        PartySalesArea.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_TERMS_STORED
        )


def replace_all_addresses(pairs: Iterable[tuple[Party, tuple[AddressFacts, ...]]]) -> None:
    """Make these the addresses of the parties where they differ."""
    differing = [(party, wanted) for party, wanted in pairs if wanted != facts_of(party).addresses]
    Address.objects.filter(party__in=[party.pk for party, _wanted in differing]).delete()
    bulk_append([address_row(party, address) for party, wanted in differing for address in wanted])


def facts_from(kept: Mapping[str, Any]) -> PartyFacts:
    """Facts as the import kept them, read back from JSON."""
    return PartyFacts(
        **{
            **kept,
            "addresses": tuple(AddressFacts(**address) for address in kept["addresses"]),
            "phones": tuple(kept["phones"]),
        }
    )


def delete_created(numbers: Sequence[str]) -> list[Clash]:
    """Delete parties that an import created, with the contact persons it took up for them.

    Returns those that others name: documents, partner functions, conditions.
    """
    parties = Party.objects.filter(number__in=numbers)
    contacts = Party.objects.filter(
        relations__target__in=parties, relations__kind="contact_of", is_contact=True, version=1
    )
    try:
        Party.objects.filter(pk__in=[*contacts.values_list("pk", flat=True)]).delete()
        parties.delete()
    except ProtectedError as refusal:
        named = {
            getattr(row, "sold_to_id", None) or getattr(row, "partner_id", None) for row in refusal.protected_objects
        }
        held = Party.objects.filter(pk__in={pk for pk in named if pk}).values_list("number", flat=True)
        return [Clash(number, _("A document or another customer names it")) for number in held or numbers[:1]]
    return []
