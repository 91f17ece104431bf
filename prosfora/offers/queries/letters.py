"""What accompanies an offer by mail, in the customer's language."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.kit import writing
from prosfora.offers.queries.printing import without_price_notes
from prosfora.offers.rules.content import Offer


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject, body and the name of the file attached to it, blank for none."""

    subject: str
    body: str
    attachment: str = ""


def offer_letter(offer: Offer, address: str = "") -> Letter:
    """The mail an offer goes out with, naming the address of the customer's page where there is one.

    What users typed cannot break its head: line ends become blanks."""
    with translation.override(offer.language):
        subject = _("Our quotation %(number)s") % {"number": offer.number}
        if offer.customer_reference:
            reference = _("your reference %(text)s") % {"text": " ".join(offer.customer_reference.split())}
            subject = f"{subject} – {reference}"
        facts = {
            "offer": offer,
            "total": writing.money(offer.totals.payable, offer.currency),
            "notes": without_price_notes(offer.without_price),
            "address": address,
            "valid_to": writing.long_day(offer.valid_to) if offer.valid_to else "",
        }
        body, name = render_to_string("offers/mail/quotation.txt", facts), _("Quotation")
        return Letter(subject, body, f"{name}-{offer.number}.pdf")
