"""Whether the codes in sales-area data exist."""

from collections.abc import Sequence

from prosfora.company.models import PaymentTerms, Plant, SalesOffice
from prosfora.identity.models import User
from prosfora.parties.rules.checks import Fault, Problem
from prosfora.parties.rules.facts import AreaTerms


def unknown_codes(all_terms: Sequence[AreaTerms]) -> list[list[Problem]]:
    """For each of the terms the fields whose code no table knows; at most four queries for all of them together."""
    known = {
        "payment_terms": _known({t.payment_terms for t in all_terms}, PaymentTerms),
        "office": _known({t.office for t in all_terms}, SalesOffice),
        "plant": _known({t.plant for t in all_terms}, Plant),
        "responsible_id": _known({t.responsible_id for t in all_terms}, User),
    }
    return [
        [
            Problem(field, Fault.UNKNOWN_CHOICE, str(getattr(terms, field)))
            for field, codes in known.items()
            if getattr(terms, field) and getattr(terms, field) not in codes
        ]
        for terms in all_terms
    ]


def _known(wanted: set[str] | set[int | None], model: type[PaymentTerms | SalesOffice | Plant | User]) -> set[object]:
    codes = {code for code in wanted if code}
    return set(model._default_manager.filter(pk__in=codes).values_list("pk", flat=True)) if codes else set()
