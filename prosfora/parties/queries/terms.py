"""Whether the codes in sales-area data exist."""

from collections.abc import Sequence

from prosfora.company.models import PaymentTerms, Plant, SalesOffice
from prosfora.company.queries.attributes import known_values
from prosfora.identity.models import User
from prosfora.parties.rules.checks import Fault, Problem, attribute_problems
from prosfora.parties.rules.facts import AreaTerms


def unknown_codes(all_terms: Sequence[AreaTerms]) -> list[list[Problem]]:
    """For each of the terms the fields whose code no table knows; at most five queries for all of them together."""
    known = {
        "payment_terms": _known({t.payment_terms for t in all_terms}, PaymentTerms),
        "office": _known({t.office for t in all_terms}, SalesOffice),
        "plant": _known({t.plant for t in all_terms}, Plant),
        "responsible_id": _known({t.responsible_id for t in all_terms}, User),
    }
    attributes = known_values("customer") if any(terms.attributes for terms in all_terms) else {}
    return [
        [
            *(
                Problem(field, Fault.UNKNOWN_CHOICE, str(getattr(terms, field)))
                for field, codes in known.items()
                if getattr(terms, field) and getattr(terms, field) not in codes
            ),
            *attribute_problems(terms, attributes),
        ]
        for terms in all_terms
    ]


def _known(wanted: set[str] | set[int | None], model: type[PaymentTerms | SalesOffice | Plant | User]) -> set[object]:
    codes = {code for code in wanted if code}
    return set(model._default_manager.filter(pk__in=codes).values_list("pk", flat=True)) if codes else set()
