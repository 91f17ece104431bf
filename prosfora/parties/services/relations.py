"""Who belongs to whom: contact persons, subsidiaries, resellers; and who may be contacted."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.parties.models import Consent, Party, PartySalesArea, Relationship
from prosfora.parties.rules.checks import Fault, Problem, text_problems
from prosfora.parties.rules.facts import AreaTerms, PartyFacts
from prosfora.parties.services.parties import contact_names, new_party, scope_of
from prosfora.parties.services.refusals import AlreadyRelated, refuse_faults
from prosfora.parties.services.rows import area_row, facts_of, insert_parties, subject, write_fields

RELATIONS = ("contact_of", "subsidiary_of", "reseller_for")
CHANNELS = ("mail", "phone", "letter")


@transaction.atomic
def create_contact(
    *,
    organisation: Party,
    name: str,
    function: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
    by: Actor,
    at: dt.datetime,
) -> Party:
    """Take up a contact person of an organisation: a party of its own, seen by the same sales areas.

    Raises PartyNotValid.
    """
    rows = list(organisation.areas.select_related("sales_area").order_by("sales_area"))
    facts = PartyFacts(
        name=name,
        kind="person",
        language=language or organisation.language,
        country=organisation.country,
        email=email,
        phone=phone,
        is_prospect=False,
        is_contact=True,
    )
    news = new_party(facts, sales_area=rows[0].sales_area_id, terms=AreaTerms())
    contact = insert_parties([news], verb="create_contact", by=by, at=at)[0]
    PartySalesArea.objects.bulk_create(area_row(contact, row.sales_area, AreaTerms()) for row in rows[1:])
    relate_parties(source=contact, kind="contact_of", target=organisation, function=function, by=by, at=at)
    return contact


@transaction.atomic
def relate_parties(
    *, source: Party, kind: str, target: Party, function: str = "", by: Actor, at: dt.datetime
) -> Relationship:
    """State that `source` is a contact of, subsidiary of or reseller for `target`.

    Raises AlreadyRelated, PartyNotValid.
    """
    if kind not in RELATIONS:
        refuse_faults([Problem("kind", Fault.UNKNOWN_CHOICE, kind)])
    if source == target:
        raise AlreadyRelated(_("A party cannot be related to itself"), "target")
    refuse_faults(text_problems("function", function, 80))
    if Relationship.objects.filter(source=source, kind=kind, target=target).exists():
        raise AlreadyRelated(_("%(name)s is related in this way already") % {"name": source.name}, "source")
    relation = Relationship.objects.create(source=source, kind=kind, target=target, function=function)
    _refresh(target)
    _record_relation(source, kind, target, verb="relate_parties", by=by, at=at)
    return relation


@transaction.atomic
def unrelate_parties(*, relation: Relationship, by: Actor, at: dt.datetime) -> None:
    """End a relation; both parties stay."""
    source, kind, target = relation.source, relation.kind, relation.target
    relation.delete()
    _refresh(target)
    _record_relation(source, kind, target, verb="unrelate_parties", by=by, at=at)


@transaction.atomic
def record_consent(
    *,
    party: Party,
    channel: str,
    allowed: bool,
    basis: str,
    source: str,
    given_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Consent:
    """Write down that a party allowed, or refused, to be contacted on a channel; the latest of a channel counts.

    `basis` is the legal basis in the words of the GDPR (Article 6): consent, contract, legitimate interest.
    """
    known = [] if channel in CHANNELS else [Problem("channel", Fault.UNKNOWN_CHOICE, channel[:80])]
    refuse_faults([*known, *text_problems("basis", basis, 40, needed=True), *text_problems("source", source, 80)])
    consent = Consent.objects.create(
        party=party, channel=channel, allowed=allowed, basis=basis, source=source, given_on=given_on
    )
    record(
        verb="record_consent",
        subject=subject(party, scope_of(party)),
        by=by,
        at=at,
        data={"channel": channel, "allowed": allowed, "basis": basis, "source": source, "given_on": given_on},
    )
    return consent


def _refresh(organisation: Party) -> None:
    """Let an organisation be found by its present contact persons."""
    write_fields(organisation, facts_of(organisation), contact_names(organisation))
    organisation.save(update_fields=["search_text"])


def _record_relation(source: Party, kind: str, target: Party, *, verb: str, by: Actor, at: dt.datetime) -> None:
    about = subject(source, scope_of(source))
    record(
        verb=verb,
        subject=type(about)(about.kind, about.key, about.label, about.scope, f"party:{target.number}"),
        by=by,
        at=at,
        data={"relation": kind, "target": target.number, "target_name": target.name},
    )
