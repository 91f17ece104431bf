"""Number ranges, payment terms, reasons."""

from django.db.models import QuerySet

from prosfora.company.models import NumberRange, PaymentTerms, Reason
from prosfora.kit.database import last_drawn


def number_ranges() -> list[tuple[NumberRange, int]]:
    """All ranges by their first number, each with the last number drawn (below the first where none was)."""
    table = NumberRange._meta.db_table
    return [(row, last_drawn(row.code, table)) for row in NumberRange.objects.order_by("first", "code")]


def payment_terms() -> "QuerySet[PaymentTerms]":
    """All payment terms by code."""
    return PaymentTerms.objects.order_by("code")


def reasons(kind: str = "") -> "QuerySet[Reason]":
    """Reasons by kind and code; of one kind only where given."""
    rows = Reason.objects.order_by("kind", "code")
    return rows.filter(kind=kind) if kind else rows
