"""What is missing on a document, judged from loaded rows by the configured mandatory fields."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.queries.drafting import mandatory_fields
from prosfora.documents.rules.completeness import Gap, Mandatory, gaps

WITHOUT_PRICE = ("no_base_price", "price_on_request")  # problems of a price


def missing_facts(document: SalesDocument, items: Sequence[Item] | None = None) -> list[Gap]:
    """Everything missing on a stored document: header, items, partners; three queries, two with its items at hand."""
    if items is None:
        items = list(Item.objects.filter(document=document).order_by("position"))
    partners = DocumentPartner.objects.filter(document=document).values_list("function", flat=True)
    return all_gaps(document, items, list(partners), mandatory_fields(document.document_type))


def all_gaps(
    document: SalesDocument, items: Sequence[Item], partners: Collection[str], mandatory: Sequence[Mandatory]
) -> list[Gap]:
    """Everything missing on a document whose rows are loaded: the header's, item by item."""
    of_header = header_gaps(document, partners, mandatory, has_items=bool(items))
    return of_header + [gap for item in items if mandatory for gap in item_gaps(item, mandatory)]


def judge_items(items: Iterable[Item], mandatory: Sequence[Mandatory]) -> None:
    """Note on each item whether a fact is missing that holds up a verb."""
    for item in items:
        item.is_complete = not any(gap.blocks for gap in item_gaps(item, mandatory))


def item_gaps(item: Item, mandatory: Sequence[Mandatory]) -> list[Gap]:
    """What is missing on one item. A rejected item misses nothing."""
    if item.rejection_reason_id is not None:
        return []
    facts = {
        "product": item.product_number,
        "quantity": item.quantity,
        "unit": item.unit,
        "text": item.text,
        "price": item.unpriced or not any(problem["code"] in WITHOUT_PRICE for problem in item.problems),
        "requested_date": item.requested_date,
        "confirmed_date": item.confirmed_date,
        "tax": item.tax_code or item.unpriced,
        "note": item.note,
    }
    rules = [rule for rule in mandatory if rule.level == "item"]
    found = gaps(rules, {}, [(item.position, item.category, facts)], ())
    if not item.is_on_request:
        return found
    return [replace(gap, why="price_on_request") if gap.field == "price" else gap for gap in found]


def header_gaps(
    document: SalesDocument, partners: Collection[str], mandatory: Sequence[Mandatory], *, has_items: bool
) -> list[Gap]:
    """What is missing on the header and among the partners."""
    names = {rule.field for rule in mandatory if rule.level == "header"} - {"items"}
    facts = {name: getattr(document, name, None) for name in names} | {"items": has_items}
    return gaps([rule for rule in mandatory if rule.level != "item"], facts, (), partners)


def is_complete(found: Iterable[Gap]) -> bool:
    """Whether nothing is missing that holds up a verb."""
    return not any(gap.blocks for gap in found)
