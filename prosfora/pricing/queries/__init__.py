"""Reads of the pricing room."""

from prosfora.pricing.queries.book import load_book, price_document
from prosfora.pricing.queries.configuration import configuration, procedure_for
from prosfora.pricing.queries.records import history_of, valid_records, visible_conditions

__all__ = [
    "configuration",
    "history_of",
    "load_book",
    "price_document",
    "procedure_for",
    "valid_records",
    "visible_conditions",
]
