"""The acceptance record on paper: PDF/A-3b with its canonical JSON inside, in the language it was given in."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.company.models import Company
from prosfora.company.queries.letterhead import LETTERHEAD, letterhead
from prosfora.files.printing import Attached, typeset
from prosfora.files.queries import content
from prosfora.kit import writing
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.rules.content import ALTERNATIVE, Offer
from prosfora.portal.models import Acceptance
from prosfora.portal.queries.records import record_of
from prosfora.portal.rules.record import AcceptanceRecord

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "acceptance.typ"
JSON_NAME = "acceptance.json"


def acceptance_pdf(acceptance: Acceptance) -> bytes:
    """The print of a record with its canonical JSON and what was drawn inside it; the same bytes each time.

    Raises DamagedRecord, DamagedOffer.
    """
    told, offer = record_of(acceptance), content_of(acceptance.frozen)
    attached = [Attached(JSON_NAME, acceptance.content.encode(), "application/json", "source", told.format)]
    drawn = content(acceptance.signature) if acceptance.signature else b""
    facts = {**acceptance_facts(told, offer, acceptance.digest), "signature": list(drawn)}  # Typst's files are text
    return typeset(
        TEMPLATE,
        facts=facts,
        name="facts.json",
        issued=told.accepted_at,
        parts=(LETTERHEAD,),
        attached=attached,
        archived=True,
    )


def acceptance_facts(told: AcceptanceRecord, offer: Offer, digest: str) -> dict[str, Any]:
    """Everything the print says, written in the language of the page on which it was given."""
    with translation.override(told.language):
        return {
            "language": told.language,
            "title": _("Acceptance of quotation %(number)s") % {"number": told.offer},
            "page": _("Page"),
            "company": letterhead(Company(**asdict(offer.company))),
            "recipient": [offer.sold_to.name, *(offer.sold_to.address.lines if offer.sold_to.address else ())],
            "facts": _facts(told),
            "choices_title": _("What was chosen"),
            "choices": _choices(told),
            "totals": _totals(told),
            "terms_title": _("The text that was confirmed"),
            "terms": told.confirmed.text,
            "proof_title": _("Fingerprints (SHA-256)"),
            "proof": _proof(told, digest),
            "signature_title": _("Drawn signature"),
        }


def _facts(told: AcceptanceRecord) -> list[list[str]]:
    code = _("entered: it had been mailed to %(mail)s") % {"mail": told.seen.email}
    facts = [
        (_("Accepted by"), told.by.name),
        (_("Role"), told.by.role),
        (_("On behalf of"), told.by.customer_name),
        (_("Accepted at"), f"{writing.moment(told.accepted_at)} ({told.accepted_at:%Y-%m-%d %H:%M:%S} UTC)"),
        (_("Link made for"), " ".join(part for part in (told.seen.recipient, told.seen.email) if part)),
        (_("One-time code"), code if told.seen.code_confirmed else ""),
        (_("Network address"), told.seen.address),
        (_("Browser"), told.seen.browser),
        (_("Your reference"), told.customer_reference),
        (_("Order"), told.order),
    ]
    return [[name, value] for name, value in facts if value]


def _choices(told: AcceptanceRecord) -> list[list[str]]:
    found = []
    for one in told.choices:
        words = (
            _("Alternative to item %(position)s") % {"position": one.instead_of}
            if one.kind == ALTERNATIVE
            else _("Option")
        )
        found.append([str(one.position), f"{one.text} ({one.product})" if one.product else one.text, words])
    return found


def _totals(told: AcceptanceRecord) -> list[list[str]]:
    totals, currency = told.totals, told.currency
    rows = [
        [_("Net value"), writing.money(totals.net, currency)],
        [_("VAT"), writing.money(totals.tax, currency)],
        [_("Total"), writing.money(totals.total, currency)],
    ]
    if totals.rounding:
        rows.append([_("Amount to be paid"), writing.money(totals.payable, currency)])
    return rows


def _proof(told: AcceptanceRecord, digest: str) -> list[list[str]]:
    rows = [
        [_("This record"), digest],
        [_("The offer"), told.offer_sha256],
        [_("The text that was confirmed"), told.confirmed.sha256],
        [_("Drawn signature"), told.signature_sha256],
    ]
    return [row for row in rows if row[1]]
