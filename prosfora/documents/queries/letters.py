"""What is written by mail about an offer that went out: that it holds longer, that it is remembered."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.documents.models import DocumentPartner, SalesDocument
from prosfora.documents.rules.partners import CONTACT
from prosfora.documents.rules.validity import Kind
from prosfora.kit import writing
from prosfora.kit.clock import today as company_day
from prosfora.offers.queries.letters import Letter


def extension_letter(quotation: SalesDocument) -> Letter:
    """The mail that tells the customer, in his language, that an offer holds longer than it says."""
    with translation.override(_language(quotation.language)):
        subject = _("Our quotation %(number)s is valid longer") % {"number": quotation.number}
        return Letter(subject, render_to_string("documents/mail/extension.txt", _facts(quotation)))


def reminder_letter(quotation: SalesDocument, kind: str) -> Letter:
    """The mail that reminds the customer of an offer in his language; `kind` as in rules.validity."""
    with translation.override(_language(quotation.language)):
        subject = _("About our quotation %(number)s") % {"number": quotation.number}
        facts = {**_facts(quotation), "kind": kind}
        return Letter(subject, render_to_string("documents/mail/reminder.txt", facts))


def reminder_note(quotation: SalesDocument, kind: str) -> Letter:
    """The mail that reminds whoever is responsible of an offer, in his language."""
    with translation.override(_language(quotation.responsible.language)):
        subjects = {
            Kind.BEFORE_EXPIRY: _("Quotation %(number)s ends soon"),
            Kind.AFTER_SILENCE: _("No answer yet to quotation %(number)s"),
        }
        facts = {**_facts(quotation), "kind": kind}
        subject = subjects[Kind(kind)] % {"number": quotation.number}
        return Letter(subject, render_to_string("documents/mail/reminder_note.txt", facts))


def _language(code: str) -> str:
    return "el" if code.startswith("el") else "en"


def _facts(quotation: SalesDocument) -> dict[str, object]:
    """What the letters about an offer's validity say, in the language that is on."""
    sent = company_day(quotation.issued_at) if quotation.issued_at else quotation.document_date
    return {
        "quotation": quotation,
        "contact": DocumentPartner.objects.filter(document=quotation, function=CONTACT).first(),
        "company": quotation.sales_area.organisation.company,
        "total": writing.money(quotation.payable, quotation.currency),
        "valid_to": writing.long_day(quotation.valid_to) if quotation.valid_to else "",
        "sent_on": writing.long_day(sent),
        "silent_since": writing.long_day(quotation.silent_since) if quotation.silent_since else "",
    }
