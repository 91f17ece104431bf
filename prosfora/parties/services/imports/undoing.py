"""Taking an import of parties back."""

from collections.abc import Sequence

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Happening, record_all
from prosfora.files.imports import Clash, Order, Written
from prosfora.parties.models import Party, PartySalesArea
from prosfora.parties.rules.facts import AreaTerms
from prosfora.parties.rules.records import recorded
from prosfora.parties.services.imports.writing import (
    delete_created,
    facts_from,
    replace_all_addresses,
    store_areas,
    store_parties,
)
from prosfora.parties.services.parties import contact_names
from prosfora.parties.services.rows import facts_of, subject, write_fields, write_terms

VERB = "undo_import"


def undo_written(rows: Sequence[Written], order: Order) -> list[Clash]:
    """Delete what was created, restore what was before; journalled."""
    created = [row.key for row in rows if row.before is None]
    clashes = _forget(created, order) if created else []
    changed = [row for row in rows if row.before]
    if changed:
        clashes += _restore(changed, order)
    return clashes


def _forget(numbers: Sequence[str], order: Order) -> list[Clash]:
    parties = Party.objects.filter(number__in=numbers)
    happenings = [Happening(subject(party, ""), data={"deleted": True}) for party in parties]
    clashes = delete_created(numbers)
    if happenings and not clashes:
        record_all(verb=VERB, happenings=happenings, by=order.by, at=order.at)
    return clashes


def _restore(rows: Sequence[Written], order: Order) -> list[Clash]:
    kept = {row.key: row.before for row in rows if row.before}
    contacts = [before["contact"] for before in kept.values() if before["contact"]]
    clashes = delete_created(contacts) if contacts else []
    parties = list(Party.objects.filter(number__in=kept).prefetch_related("addresses", "phones", "areas"))
    happenings, addresses, areas = [], [], []
    for party in parties:
        before = kept[party.number]
        facts = facts_from(before["facts"])
        changes = changes_between(recorded(facts_of(party)), recorded(facts))
        happenings.append(Happening(subject(party, before["area"]), changes))
        addresses.append((party, facts.addresses))
        areas += _restored_area(party, before["area"], before["terms"])
        write_fields(party, facts, contact_names(party))
        party.version += 1
        party.changed_at = order.at
    replace_all_addresses(addresses)
    store_areas(areas)
    store_parties(parties)
    record_all(verb=VERB, happenings=happenings, by=order.by, at=order.at)
    return clashes


def _restored_area(party: Party, area: str, terms: dict[str, object] | None) -> list[PartySalesArea]:
    """The row of a sales area with its former terms; a row that the import opened is deleted."""
    rows = [row for row in party.areas.all() if row.sales_area_id == area]
    if terms is None:
        for row in rows:
            row.delete()
        return []
    for row in rows:
        write_terms(row, AreaTerms(**terms))  # type: ignore[arg-type]  # kept by asdict of the same class
    return rows
