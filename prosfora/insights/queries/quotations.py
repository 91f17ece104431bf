"""The quotations a run is about, batch by batch."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.standing import standing, stored_statuses
from prosfora.insights.models import PriceSimulation
from prosfora.kit.clock import today as company_day

BATCH = 100  # documents


def quotations_of(simulation: PriceSimulation) -> "QuerySet[SalesDocument]":
    """The quotations of the run's sales area, days and statuses as they stood when it was asked for, unordered."""
    wanted = simulation.document_statuses
    rows = SalesDocument.objects.filter(
        standing(wanted, company_day(simulation.created_at)),
        category="quotation", sales_area=simulation.sales_area_id, status__in=stored_statuses(wanted),
        document_date__gte=simulation.first_day, document_date__lte=simulation.last_day,
    )  # fmt: skip
    return rows.filter(sold_to__number=simulation.customer) if simulation.customer else rows


def in_batches(rows: "QuerySet[SalesDocument]") -> Iterator[list[SalesDocument]]:
    """Documents by date, a hundred at a time, one statement each; no cursor stays open between them.

    So a worker may write its progress in between, and memory does not grow. By date, since the rates and records of
    the days of a batch are loaded with it.
    """
    ordered = rows.select_related("plant", "sold_to").order_by("document_date", "pk")
    some = list(ordered[:BATCH])
    while some:
        day, last = some[-1].document_date, some[-1].pk
        yield some
        if len(some) < BATCH:
            return
        some = list(
            ordered.filter(document_date__gte=day).filter(Q(document_date__gt=day) | Q(pk__gt=last))[:BATCH]
        )  # fmt: skip
