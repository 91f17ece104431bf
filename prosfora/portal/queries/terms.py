"""The exact text that the customer confirms: made of the frozen offer alone, so that it can be made again."""

from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.kit import writing
from prosfora.offers.rules.content import Offer


def terms_text(offer: Offer, language: str) -> str:
    """The terms of an offer, and what accepting it means, in a language; the same text whenever it is asked for."""
    with translation.override(language):
        told = {
            "number": offer.number,
            "day": writing.day(offer.document_date),
            "company": _line(offer.company.legal_name),
            "customer": _line(offer.sold_to.name),
        }
        lines = [_("Quotation %(number)s of %(day)s by %(company)s to %(customer)s.") % told]
        if offer.valid_to:
            until = writing.long_day(offer.valid_to)
            lines.append(_("We are bound by this offer until %(day)s.") % {"day": until})
        if offer.terms.payment:
            lines.append(_("Payment: %(terms)s.") % {"terms": offer.terms.payment})
        if offer.terms.incoterms:
            place = {"terms": offer.terms.incoterms, "place": offer.terms.incoterms_place}
            lines.append(_("Delivery: %(terms)s %(place)s (Incoterms 2020).") % place)
        lines += [line.rstrip() for line in offer.texts.terms.splitlines() if line.strip()]
        lines.append(
            _(
                "With my acceptance an order comes about over the items and choices shown, at the prices and totals "
                "shown and on these terms. I am entitled to accept for %(customer)s."
            )
            % told
        )
        return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())
