"""Inquiry, quotation and order hand-over: one structure of header, items, partners, texts, flow."""

from prosfora.documents.models.headers import STATUS_NAMES, Rows, SalesDocument
from prosfora.documents.models.items import FlowLink, Item
from prosfora.documents.models.parts import DocumentPartner, DocumentText, MandatoryField
from prosfora.documents.models.validity import SentReminder, ValidityRule

__all__ = [
    "STATUS_NAMES",
    "DocumentPartner",
    "DocumentText",
    "FlowLink",
    "Item",
    "MandatoryField",
    "Rows",
    "SalesDocument",
    "SentReminder",
    "ValidityRule",
]
