"""The document flow: which document came from which, item by item."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Coalesce

from prosfora.documents.models import FlowLink, SalesDocument

_STEPS = {"inquiry": 0, "quotation": 1, "order": 2}


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One document of a flow; `depth` 0 is the first. `predecessors` are numbers."""

    category: str
    number: str
    status: str
    status_name: str
    document_date: date
    net: Decimal
    currency: str
    depth: int
    predecessors: tuple[str, ...]
    is_this: bool


@dataclass(frozen=True, slots=True)
class ItemFlow:
    """One item that came from another, with the quantity taken in the predecessor's unit."""

    source: str
    source_position: int
    target: str
    target_position: int
    quantity: Decimal
    unit: str


def flow(document: SalesDocument) -> list[FlowStep]:
    """All documents before and after this one, revisions and variants of its offers among them, first to last; five
    queries, two where no quotation is part of it.
    """
    edges = _edges(document)
    known = {document.pk, *(end for edge in edges for end in edge)}
    documents = {row.pk: row for row in SalesDocument.objects.filter(pk__in=known)}
    first = min(_STEPS[row.category] for row in documents.values())
    steps = [
        FlowStep(
            category=row.category,
            number=row.number,
            status=row.status,
            status_name=row.get_status_display(),
            document_date=row.document_date,
            net=row.net,
            currency=row.currency,
            depth=_STEPS[row.category] - first,
            predecessors=tuple(sorted(documents[source].number for source, target in edges if target == row.pk)),
            is_this=row.pk == document.pk,
        )
        for row in documents.values()
    ]
    return sorted(steps, key=lambda step: (step.depth, step.number))


def item_flow(document: SalesDocument) -> list[ItemFlow]:
    """Every link of this document's items to predecessors and successors; one query."""
    links = FlowLink.objects.filter(Q(source__document=document) | Q(target__document=document))
    rows = links.order_by("source__document__number", "source__position", "target__document__number").values_list(
        "source__document__number",
        "source__position",
        "target__document__number",
        "target__position",
        "quantity",
        "source__unit",
    )
    return [ItemFlow(*row) for row in rows]


def _edges(document: SalesDocument) -> set[tuple[int, int]]:
    """Pairs (predecessor, successor) of the flow through this document, by way of its offers and their relatives."""
    offers = {document.pk} if document.category == "quotation" else _offers_beside(document)
    if not offers:
        return set()
    heads = SalesDocument.objects.filter(pk__in=offers).annotate(head=Coalesce("first", "id")).values("head")
    family = SalesDocument.objects.filter(Q(first__in=heads) | Q(pk__in=heads))
    rows = {number: (pk, made_from) for pk, number, made_from in family.values_list("pk", "number", "made_from")}
    edges = {(rows[made_from][0], pk) for pk, made_from in rows.values() if made_from in rows}
    ids = [pk for pk, _made_from in rows.values()]
    links = FlowLink.objects.filter(Q(source__document__in=ids) | Q(target__document__in=ids))
    return edges | set(links.values_list("source__document", "target__document").distinct())


def _offers_beside(document: SalesDocument) -> set[int]:
    """The ids of the quotations that an inquiry became, or that an order came from."""
    links = FlowLink.objects.filter(Q(source__document=document) | Q(target__document=document))
    pairs = links.values_list("source__document", "target__document").distinct()
    return {end for pair in pairs for end in pair if end != document.pk}
