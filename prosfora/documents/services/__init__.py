"""The verbs of inquiries, quotations and orders."""

from prosfora.documents.services.delivery import deliver_quotation
from prosfora.documents.services.inquiries import (
    answer_inquiry,
    change_inquiry,
    close_inquiry,
    create_inquiry,
    quote_inquiry,
)
from prosfora.documents.services.items import reject_items
from prosfora.documents.services.mass_repricing import reprice_quotations
from prosfora.documents.services.orders import accept_quotation
from prosfora.documents.services.quotations import (
    change_quotation,
    copy_quotation,
    create_quotation,
    decline_quotation,
    issue_quotation,
    reprice_quotation,
    withdraw_quotation,
)
from prosfora.documents.services.release import release_price
from prosfora.documents.services.revisions import add_variant, revise_quotation
from prosfora.documents.services.setup import install_document_defaults

__all__ = [
    "accept_quotation",
    "add_variant",
    "answer_inquiry",
    "change_inquiry",
    "change_quotation",
    "close_inquiry",
    "copy_quotation",
    "create_inquiry",
    "create_quotation",
    "decline_quotation",
    "deliver_quotation",
    "install_document_defaults",
    "issue_quotation",
    "quote_inquiry",
    "reject_items",
    "release_price",
    "reprice_quotation",
    "reprice_quotations",
    "revise_quotation",
    "withdraw_quotation",
]
