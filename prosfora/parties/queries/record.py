"""Everything a party's page and its API answer show."""

from dataclasses import dataclass

from django.db.models import Prefetch

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.parties.models import Consent, CustomerHierarchy, PartnerFunction, Party, PartySalesArea, Relationship
from prosfora.parties.queries.hierarchy import hierarchy_of
from prosfora.parties.queries.parties import visible_parties


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """A party with what hangs on it, as far as the reader may see it."""

    party: Party
    areas: list[PartySalesArea]
    contacts: list[Relationship]  # relation.source is the contact person
    relations: list[Relationship]  # other relations, from the party and to it
    consents: list[Consent]  # newest first
    hierarchy: list[CustomerHierarchy]  # above it and below


def party_record(user: User, party: Party) -> PartyRecord:
    """A party's record in a constant number of queries; only the reader's own sales areas and visible people."""
    relations = _relations(user, party)
    return PartyRecord(
        party=party,
        areas=areas_of(user, party),
        contacts=[row for row in relations if row.kind == "contact_of" and row.target_id == party.pk],
        relations=[row for row in relations if row.kind != "contact_of" or row.target_id != party.pk],
        consents=list(party.consents.order_by("-given_on", "-id")),
        hierarchy=hierarchy_of(user, party),
    )


def areas_of(user: User, party: Party) -> list[PartySalesArea]:
    """The party's data in the sales areas whose parties the user may display, with partners."""
    scopes = user.rights.scopes("parties.display_party")
    rows = party.areas.select_related("sales_area", "responsible", "payment_terms", "office", "plant")
    if EVERYWHERE not in scopes:
        rows = rows.filter(sales_area__in=sorted(scopes))
    partners = PartnerFunction.objects.select_related("partner").order_by("function", "id")
    return list(rows.prefetch_related(Prefetch("partners", partners)).order_by("sales_area"))


def _relations(user: User, party: Party) -> list[Relationship]:
    seen = visible_parties(user)
    rows = Relationship.objects.select_related("source", "target")
    mine = rows.filter(target=party, source__in=seen) | rows.filter(source=party, target__in=seen)
    return list(mine.order_by("kind", "source__sort_name", "id"))
