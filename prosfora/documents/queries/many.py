"""Many documents at once, loaded to be priced: a constant number of statements for a batch."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.queries.drafting import mandatory_fields, party_cards, products
from prosfora.documents.queries.price_facts import Buyer, header_facts, item_facts
from prosfora.documents.rules.completeness import Mandatory
from prosfora.documents.rules.partners import SHIP_TO
from prosfora.kit.database import read_rows
from prosfora.parties.models import PartySalesArea
from prosfora.parties.rules.facts import SalesData
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts

NO_CUSTOMER = 0  # products are named by our numbers here
# What no price depends on, and costs time to read.
_NO_MATTER = (
    "customer_product", "confirmed_quantity", "schedule", "checked_at", "referenced_quantity", "answer_available",
    "answer_price", "answer_date", "answer_note",
)  # fmt: skip
_PRICED = [field.attname for field in Item._meta.concrete_fields if field.name not in _NO_MATTER]


@dataclass(slots=True)
class Loaded:
    """A document with its items and all that prices depend on."""

    document: SalesDocument
    items: list[Item]
    functions: Collection[str]
    buyer: Buyer
    products: dict[str, ProductFacts]
    mandatory: Sequence[Mandatory]

    @property
    def facts(self) -> tuple[HeaderFacts, list[ItemFacts]]:
        """The document as the engine sees it."""
        document = self.document
        priced = [
            item_facts(document, item, self.products[item.product_number]) for item in self.items if item.is_priced
        ]
        return header_facts(document, self.buyer, document.plant), priced


def load_many(documents: Sequence[SalesDocument], *, traces: bool = True) -> Iterator[Loaded]:
    """These documents with their items; six statements, and one for each document type.

    Without `traces` the prices' stored waterfalls stay in the database: they are most of what an item weighs.
    """
    items: dict[int, list[Item]] = defaultdict(list)
    ids = [document.pk for document in documents]
    names = _PRICED if traces else [name for name in _PRICED if name != "price_trace"]
    for item in read_rows(Item.objects.filter(document__in=ids).order_by("document", "position"), names):
        items[item.document_id].append(item)
    partners: dict[int, dict[str, int | None]] = defaultdict(dict)
    rows = DocumentPartner.objects.filter(document__in=ids)
    for document_id, function, party in rows.values_list("document", "function", "party"):
        partners[document_id][function] = party
    people = {document.sold_to_id for document in documents} | {
        party for named in partners.values() for party in named.values() if party
    }
    cards, sales = party_cards(people), _tax_classes(documents)
    known = products({item.product_number for rows in items.values() for item in rows}, NO_CUSTOMER)
    mandatory = {name: mandatory_fields(name) for name in {document.document_type for document in documents}}
    for document in documents:
        named = partners[document.pk]
        sold_to = cards[document.sold_to_id]
        ship_to = cards[named.get(SHIP_TO) or document.sold_to_id]
        buyer = Buyer(sold_to, ship_to, sales.get((document.sold_to_id, document.sales_area_id)))
        yield Loaded(
            document, items[document.pk], tuple(named), buyer, known, mandatory[document.document_type]
        )  # fmt: skip


def _tax_classes(documents: Sequence[SalesDocument]) -> dict[tuple[int, str], SalesData]:
    """Of the customers' data in their sales areas what prices ask for: tax class, procedure and own attributes."""
    wanted = {document.sold_to_id for document in documents}
    rows = PartySalesArea.objects.filter(party__in=wanted).values_list(
        "party", "sales_area", "tax_class", "customer_procedure", "currency", "attributes"
    )
    return {
        (party, area): SalesData(
            currency,
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            tax_class,
            None,
            customer_procedure=procedure,
            attributes=attributes or "",
        )
        for party, area, tax_class, procedure, currency, attributes in rows
    }
