"""The verbs of inquiries, quotations and orders."""

from prosfora.documents.services.approval import (
    approve_quotation,
    recall_approval,
    request_approval,
    return_quotation,
)
from prosfora.documents.services.dead_offers import close_dead_offers
from prosfora.documents.services.delivery import deliver_quotation
from prosfora.documents.services.evidence import export_evidence
from prosfora.documents.services.following import follow_up_quotation, stop_reminders
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
from prosfora.documents.services.validity import extend_validity
from prosfora.documents.services.validity_rules import change_validity_rule

__all__ = [
    "accept_quotation",
    "add_variant",
    "answer_inquiry",
    "approve_quotation",
    "change_inquiry",
    "change_quotation",
    "change_validity_rule",
    "close_dead_offers",
    "close_inquiry",
    "copy_quotation",
    "create_inquiry",
    "create_quotation",
    "decline_quotation",
    "deliver_quotation",
    "export_evidence",
    "extend_validity",
    "follow_up_quotation",
    "install_document_defaults",
    "issue_quotation",
    "quote_inquiry",
    "recall_approval",
    "reject_items",
    "release_price",
    "reprice_quotation",
    "reprice_quotations",
    "request_approval",
    "return_quotation",
    "revise_quotation",
    "stop_reminders",
    "withdraw_quotation",
]
