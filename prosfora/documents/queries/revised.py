"""All revisions and variants of one quotation, by the numbers that they share."""

from django.db.models import Q

from prosfora.documents.models import SalesDocument


def numbers_of(quotation: SalesDocument) -> tuple[str, list[str]]:
    """The number that all revisions share ("20000042" of "20000042-1B"), and the numbers that there are."""
    first = quotation.number.partition("-")[0]
    rows = SalesDocument.objects.filter(category="quotation").filter(
        Q(number=first) | Q(number__startswith=f"{first}-")
    )
    return first, list(rows.order_by("number").values_list("number", flat=True))
