"""Document types: the switches that make an inquiry (IN), a quotation (QT) and an order (OR) behave differently."""

from dataclasses import dataclass

ITEM_STEP = 10  # items are numbered 10, 20, 30 …
LAST_POSITION = 999_990
MOST_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type. `closes_on_first_reference` is SAP's completion rule A, otherwise B: the whole quantity."""

    code: str
    category: str
    number_range: str
    first_status: str
    probability: int  # per cent; an item proposes type × customer
    validity_days: int | None  # proposes valid-to; None leaves it open
    closes_on_first_reference: bool
    answer_hours: int | None = None  # working hours until an answer is due


DOCUMENT_TYPES = {
    kind.code: kind
    for kind in (
        DocumentType("IN", "inquiry", "inquiry", "open", 30, None, True, answer_hours=8),
        DocumentType("QT", "quotation", "quotation", "draft", 70, 30, False),
        DocumentType("OR", "order", "order", "handed_over", 100, None, False),
    )
}

PREFIXES = {"inquiry": "IN", "quotation": "QT", "order": "OR"}


def type_of(category: str) -> DocumentType:
    """The type that a category's documents are made with."""
    return DOCUMENT_TYPES[PREFIXES[category]]
