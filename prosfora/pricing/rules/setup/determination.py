"""Which document takes which procedure: those that find none, and rows that name what is not there."""

from collections.abc import Collection, Mapping
from itertools import product

from prosfora.pricing.rules.book import ProcedureRule
from prosfora.pricing.rules.setup.findings import ERROR, WARNING, Finding

DOCUMENT_TYPES = ("IN", "QT", "OR")  # inquiry, quotation, order


def check_determination(
    determination: Mapping[tuple[str, str, str], str],
    procedures: Mapping[str, ProcedureRule],
    sales_areas: Collection[str],
) -> list[Finding]:
    """Documents without a procedure, procedures without steps, sales areas that do not exist, procedures not used."""
    found = [
        Finding("no_determination", ERROR, "sales_area", area, detail=document)
        for area, document in product(sorted(sales_areas), DOCUMENT_TYPES)
        if not any((*key, "") in determination for key in product((area, ""), (document, "")))
    ]
    for (area, document, customers), code in determination.items():
        place = " ".join(part or "*" for part in (area, document, customers))
        if code not in procedures or not procedures[code].steps:
            found.append(Finding("determined_without_steps", ERROR, "determination", place, detail=code))
        if area and area not in sales_areas:
            found.append(Finding("unknown_sales_area", WARNING, "determination", place, detail=area))
    unused = set(procedures) - set(determination.values())
    return found + [Finding("procedure_not_determined", WARNING, "procedure", code) for code in sorted(unused)]
