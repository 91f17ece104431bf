"""What the company's paper says of it."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from prosfora.company.models import Company

LETTERHEAD = Path(__file__).resolve().parents[1] / "typst" / "letterhead.typ"


def letterhead(company: Company) -> dict[str, Any]:
    """Name, address, the line above the address window and the footer, in the language in force."""
    place = f"{company.postal_code} {company.city}"
    contact = [part for part in (company.phone, company.email, company.web) if part]
    legal = [company.legal_name, _("VAT number %(number)s") % {"number": company.vat_number}]
    if company.registration_number:
        legal.append(_("Registration number %(number)s") % {"number": company.registration_number})
    return {
        "name": company.name,
        "address": [company.street, place, *contact],
        "return_line": f"{company.legal_name} · {company.street} · {place}",
        "footer": [" · ".join(legal), *(text for text in (company.bank, company.letterhead_note) if text)],
    }
