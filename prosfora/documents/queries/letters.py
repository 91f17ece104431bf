"""What accompanies an offer by mail, in the customer's language."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.documents.models import DocumentPartner, SalesDocument
from prosfora.documents.queries.pages import positions_without_price
from prosfora.documents.queries.printing import without_price_notes
from prosfora.documents.rules.partners import CONTACT
from prosfora.kit import writing


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject, body and the name of the file attached to it."""

    subject: str
    body: str
    attachment: str


def offer_letter(quotation: SalesDocument) -> Letter:
    """The mail an offer goes out with. What users typed cannot break its head: line ends become blanks."""
    with translation.override("el" if quotation.language.startswith("el") else "en"):
        subject = _("Our quotation %(number)s") % {"number": quotation.number}
        if quotation.customer_reference:
            reference = _("your reference %(text)s") % {"text": " ".join(quotation.customer_reference.split())}
            subject = f"{subject} – {reference}"
        facts = {
            "quotation": quotation,
            "contact": DocumentPartner.objects.filter(document=quotation, function=CONTACT).first(),
            "company": quotation.sales_area.organisation.company,
            "total": writing.money(quotation.payable, quotation.currency),
            "notes": [] if quotation.is_complete else without_price_notes(positions_without_price(quotation)),
            "valid_to": writing.long_day(quotation.valid_to) if quotation.valid_to else "",
        }
        body, name = render_to_string("documents/mail/quotation.txt", facts), _("Quotation")
        return Letter(subject, body, f"{name}-{quotation.number}.pdf")
