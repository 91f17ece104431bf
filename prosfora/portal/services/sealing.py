"""The acceptance record on paper: sealed as the offer is, kept with it, mailed to both sides. The worker's work."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System, record
from prosfora.files.queries import content
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.offers.models import SealedFile
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.queries.sealed import sealed_file
from prosfora.offers.services import keep_sealed
from prosfora.portal.models import Acceptance
from prosfora.portal.queries.printing import acceptance_pdf
from prosfora.portal.queries.records import record_of
from prosfora.portal.services.acting import subject
from prosfora.portal.services.mailing import send_mail

ACCEPTANCE = "acceptance"  # offers.SealedFile.kind


@job()
def seal_acceptance(acceptance_id: int) -> str:
    """Seal an acceptance record and mail it to both sides; the digest of the sealed file.

    May run more than once: what is sealed stays, and nobody is mailed twice. No transaction is open while the mail
    server is spoken to.
    """
    at = now()
    rows = Acceptance.objects.select_related("frozen", "link__quotation__sold_to", "link__quotation__responsible")
    acceptance = rows.get(pk=acceptance_id)
    kept = _sealed(acceptance, at)
    _note_seal(acceptance, kept, at)
    for to, language in _sides(acceptance):
        if to and not _is_delivered(acceptance, to):
            _mail(acceptance, kept, to, language)
            _note(acceptance, kept, to, now())
    return kept.digest


def _sealed(acceptance: Acceptance, at: dt.datetime) -> SealedFile:
    """The sealed PDF, made where it is not there yet. Raises CannotSeal, CannotStore, DamagedOffer, DamagedRecord."""
    kept = sealed_file(acceptance.frozen, ACCEPTANCE)
    if kept is not None:
        return kept
    from prosfora.offers.services.pades import sealed  # pyHanko, 40 MB that only processes that seal need

    company = content_of(acceptance.frozen).company
    reason = f"Acceptance of quotation {acceptance.frozen.number}, content SHA-256 {acceptance.digest}"
    seal = sealed(acceptance_pdf(acceptance), reason=reason, by=company.legal_name, place=company.city, at=at)
    return keep_sealed(frozen=acceptance.frozen, kind=ACCEPTANCE, seal=seal, at=at)


@transaction.atomic
def _note_seal(acceptance: Acceptance, kept: SealedFile, at: dt.datetime) -> None:
    """Note the digest of the sealed file once, whoever is mailed: by it the evidence finds that it belongs here."""
    about = subject(acceptance.link.quotation)
    if not JournalEntry.objects.filter(kind=about.kind, key=about.key, verb="seal_acceptance").exists():
        told = {"pdf": kept.digest, "acceptance": acceptance.digest}
        record(verb="seal_acceptance", subject=about, by=System(), at=at, data=told)


def _sides(acceptance: Acceptance) -> list[tuple[str, str]]:
    """The recipient and our responsible: mail address, language."""
    link, responsible = acceptance.link, acceptance.link.quotation.responsible
    sides = [(link.email, link.language), (responsible.email, responsible.language)]
    return list({to: (to, language) for to, language in sides}.values())


def _mail(acceptance: Acceptance, kept: SealedFile, to: str, language: str) -> None:
    told, offer = record_of(acceptance), content_of(acceptance.frozen)
    with translation.override(language):
        subject_line = _("Acceptance of quotation %(number)s") % {"number": told.offer}
        name = _("Acceptance")
        facts = {"told": told, "offer": offer}
        attached = [(f"{name}-{told.offer}.pdf", content(kept.digest))]
        send_mail(
            subject_line, "acceptance", facts, to, offer.responsible.email, f"acceptance-{acceptance.pk}-{to}", attached
        )


def _is_delivered(acceptance: Acceptance, to: str) -> bool:
    number = acceptance.frozen.number
    entries = JournalEntry.objects.filter(kind="quotation", key=number, verb="deliver_acceptance")
    return any(data.get("to") == to for data in entries.values_list("data", flat=True))


@transaction.atomic
def _note(acceptance: Acceptance, kept: SealedFile, to: str, at: dt.datetime) -> None:
    told = {"to": to, "pdf": kept.digest, "acceptance": acceptance.digest}
    record(verb="deliver_acceptance", subject=subject(acceptance.link.quotation), by=System(), at=at, data=told)
