"""Revisions and variants of one offer, for people and programs."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.revisions import name_of_variant
from prosfora.documents.rules.statuses import Status, is_expired


@dataclass(frozen=True, slots=True)
class Relative:
    """A revision or variant as lists of them show it."""

    number: str
    revision: int
    variant: str  # A is the first
    status: str
    is_expired: bool
    issued_at: datetime | None
    valid_to: date | None
    payable: Decimal
    currency: str
    successor: str
    is_this: bool

    @property
    def stands(self) -> bool:
        """Whether it is what the customer can accept, or has accepted."""
        return self.status == Status.ACCEPTED or (self.status == Status.ISSUED and not self.is_expired)


def relatives_of(document: SalesDocument, *, today: date) -> list[Relative]:
    """All revisions and variants of an offer, itself among them, by variant and revision; empty where it is alone.
    One statement.
    """
    head = document.first_id or document.pk
    rows = SalesDocument.objects.filter(Q(pk=head) | Q(first=head)).only(
        "number", "revision", "variant", "status", "issued_at", "valid_to", "total", "rounding", "currency",
        "successor",
    )  # fmt: skip
    found = [
        Relative(
            number=row.number,
            revision=row.revision,
            variant=name_of_variant(row.variant),
            status=row.status,
            is_expired=is_expired(row.status, row.valid_to, today),
            issued_at=row.issued_at,
            valid_to=row.valid_to,
            payable=row.payable,
            currency=row.currency,
            successor=row.successor or "",
            is_this=row.pk == document.pk,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.variant, one.revision)) if len(found) > 1 else []


def usual_counterpart(document: SalesDocument) -> str:
    """The number of what a quotation is compared with where nothing is said: what it was made from, else what stands in
    its place, else a relative that was made later; blank where it is alone. One statement at most.
    """
    known = document.made_from or document.successor
    if known:
        return known
    later = SalesDocument.objects.filter(first=document.first_id or document.pk).exclude(pk=document.pk)
    return later.order_by("-pk").values_list("number", flat=True).first() or ""
