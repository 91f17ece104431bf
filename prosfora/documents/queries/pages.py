"""Everything a document's page, API answer or print shows, in a constant number of queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from prosfora.documents.models import DocumentPartner, DocumentText, Item, Rows, SalesDocument
from prosfora.documents.queries.drafting import mandatory_fields
from prosfora.documents.queries.gaps import all_gaps
from prosfora.documents.rules.categories import Category, counts
from prosfora.documents.rules.completeness import Gap
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.references import item_status, open_quantity
from prosfora.documents.rules.schedules import ScheduleLine, from_stored
from prosfora.documents.rules.totals import taxes_from_stored
from prosfora.documents.rules.worth import weighted_probability
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.pricing.rules.facts import TaxLine


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with what hangs on it. `item` is the model row; `subtotal` is set for sections."""

    item: Item
    schedule: tuple[ScheduleLine, ...]
    counts: bool
    open_quantity: Decimal
    reference_status: str  # open, partly, fully, rejected
    gaps: tuple[Gap, ...] = ()
    subtotal: Decimal | None = None
    tax_included: bool = False  # of the document's prices

    @property
    def value(self) -> Decimal:
        """What the item comes to as its price is told: net, or with the tax where prices contain it."""
        return self.item.net + self.item.tax if self.tax_included else self.item.net

    @property
    def discount_percent(self) -> Decimal | None:
        """What the customer saves on the list price, in per cent with one decimal; a surcharge is no discount."""
        gross, value = self.item.gross_value, self.value
        return ((gross - value) * 100 / gross).quantize(Decimal("0.1")) if gross > value >= 0 else None

    @property
    def margin(self) -> Decimal | None:
        """Net less cost, where the cost is known."""
        return None if self.item.cost is None else self.item.net - self.item.cost


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its rows, partners by function, texts by kind, missing facts and the verbs possible now."""

    document: SalesDocument
    rows: tuple[ItemRow, ...]
    partners: dict[str, DocumentPartner]
    texts: dict[str, str]
    taxes: tuple[TaxLine, ...]
    gaps: tuple[Gap, ...]
    possible: tuple[str, ...]  # verbs by status; rights are asked separately
    is_expired: bool
    status: str  # as it is today, whether or not the job that notes expiry was late
    without_price: tuple[int, ...] = ()  # positions of items that count and whose price is on request

    @property
    def weighted_probability(self) -> int | None:
        """The document's probability weighted by the items' values, in per cent."""
        return weighted_probability(self.document.net, self.document.expected_value)


@dataclass(frozen=True, slots=True)
class PricePaid:
    """What a customer last paid, or was last offered, for a product."""

    number: str
    category: str
    day: date
    unit_price: Decimal
    unit: str
    currency: str
    quantity: Decimal
    tax_included: bool  # in the price


def document_page(document: SalesDocument, *, today: date, positions: Collection[int] | None = None) -> DocumentPage:
    """The page of a document in four queries, whatever its length.

    With `positions` (for fragments after a change) only those rows and the sections, whose subtotals may have moved;
    `gaps` are then those of header and shown rows. Five queries then, where there are sections.
    """
    rows = document.at_hand if positions is None and document.at_hand else _rows(document, positions)
    by_function = {partner.function: partner for partner in rows.partners}
    found = all_gaps(document, rows.items, by_function, rows.mandatory)
    subtotals = _subtotals(document, rows.items, partial=positions is not None)
    return DocumentPage(
        document=document,
        rows=tuple(_row(document, item, subtotals, found) for item in rows.items),
        partners=by_function,
        texts=rows.texts,
        taxes=taxes_from_stored(document.taxes),
        gaps=tuple(found),
        possible=tuple(document.possible(today)),
        is_expired=document.is_expired(today),
        status=document.status_on(today),
        without_price=_without_price(document, rows.items, partial=positions is not None),
    )


def positions_without_price(document: SalesDocument) -> tuple[int, ...]:
    """The items that a document's totals are without, since their prices are on request; one statement."""
    items = Item.objects.filter(document=document).only(*_OF_PRICE).order_by("position")
    return tuple(item.position for item in items if item.is_on_request and _is_counted(item))


def _without_price(document: SalesDocument, loaded: Sequence[Item], *, partial: bool) -> tuple[int, ...]:
    """The items that the totals are without; of a page in part, one statement where the document is incomplete."""
    if partial and not document.is_complete:
        return positions_without_price(document)
    return tuple(item.position for item in loaded if item.is_on_request and _is_counted(item))


_OF_PRICE = ("position", "category", "rejection_reason_id", "problems")


def _is_counted(item: Item) -> bool:
    return counts(item.category, rejected=item.rejection_reason_id is not None)


def _rows(document: SalesDocument, positions: Collection[int] | None) -> Rows:
    """Items (all, or those wanted and the sections), partners, texts and mandatory fields; four queries."""
    items = Item.objects.filter(document=document).select_related("rejection_reason").order_by("position")
    if positions is not None:
        items = items.filter(Q(position__in=positions) | Q(category=Category.SECTION))
    return Rows(
        items=list(items),
        partners=list(DocumentPartner.objects.filter(document=document)),
        texts=dict(DocumentText.objects.filter(document=document).values_list("kind", "text")),
        mandatory=tuple(mandatory_fields(document.document_type)),
    )


def _row(document: SalesDocument, item: Item, subtotals: dict[int, Decimal], found: Iterable[Gap]) -> ItemRow:
    rejected = item.rejection_reason_id is not None
    on_first = type_of(document.category).closes_on_first_reference
    return ItemRow(
        item=item,
        schedule=from_stored(item.schedule),
        counts=counts(item.category, rejected=rejected),
        open_quantity=open_quantity(
            item.quantity, item.referenced_quantity, rejected=rejected, closes_on_first_reference=on_first
        ),
        reference_status=item_status(
            item.quantity, item.referenced_quantity, rejected=rejected, closes_on_first_reference=on_first
        ),
        gaps=tuple(gap for gap in found if gap.position == item.position) if not item.is_complete else (),
        subtotal=subtotals.get(item.position),
        tax_included=document.tax_included,
    )


def _subtotals(document: SalesDocument, loaded: Sequence[Item], *, partial: bool) -> dict[int, Decimal]:
    """Of each section, the sum of the counting items up to the next one, as their prices are told."""
    if all(item.category != Category.SECTION for item in loaded):
        return {}
    columns = ("position", "category", "rejection_reason_id", "net", "tax")
    rows = (
        list(Item.objects.filter(document=document).order_by("position").values_list(*columns))
        if partial
        else [(item.position, item.category, item.rejection_reason_id, item.net, item.tax) for item in loaded]
    )
    sums: dict[int, Decimal] = {}
    section: int | None = None
    for position, category, reason, net, tax in rows:
        if category == Category.SECTION:
            section, sums[position] = position, Decimal(0)
        elif section is not None and counts(category, rejected=reason is not None):
            sums[section] += net + tax if document.tax_included else net
    return sums


def last_price_paid(*, user: User, customer_id: int, product_ids: Collection[int]) -> dict[int, PricePaid]:
    """The last ordered price of each product for a customer, else the last one offered, by product id; one query.

    Only from documents the user may read.
    """
    rows = Item.objects.filter(
        product__in=product_ids,
        document__sold_to=customer_id,
        document__category__in=("order", "quotation"),
        document__status__in=("handed_over", "issued", "expired", "accepted", "declined"),
    )
    scopes = user.rights.scopes("documents.display_quotation")
    if EVERYWHERE not in scopes:
        rows = rows.filter(document__sales_area__in=sorted(scopes))
    found: dict[int, PricePaid] = {}
    columns = ("document__number", "document__category", "document__document_date", "unit_price", "unit")
    for product, *facts in rows.order_by("document__category", "-document_id").values_list(
        "product_id", *columns, "document__currency", "quantity", "document__tax_included"
    ):
        found.setdefault(product, PricePaid(*facts))
    return found
