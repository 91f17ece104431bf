"""Which row stands before and behind another."""

from prosfora.documents.models import Item, SalesDocument


def neighbour(document: SalesDocument, position: int, *, above: bool) -> int | None:
    """The number of the row above or below, None at the edge."""
    rows = Item.objects.filter(document=document)
    if above:
        rows = rows.filter(position__lt=position).order_by("-position")
    else:
        rows = rows.filter(position__gt=position).order_by("position")
    return rows.values_list("position", flat=True).first()


def free_position_after(document: SalesDocument, position: int) -> int | None:
    """A number between a row and the next, None where there is none: the new row is then the last."""
    following = neighbour(document, position, above=False)
    middle = (position + following) // 2 if following is not None else position
    return middle if middle > position else None
