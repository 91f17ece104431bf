from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from prosfora.kit.shortcuts import Shortcut, declare_shortcuts

# V, then a letter: a verb of the document on the page. The next step is Ctrl+Enter as well.
SHORTCUTS = {
    "answer_inquiry": Shortcut("v a", _("Answer the inquiry")),
    "quote_inquiry": Shortcut("v q", _("Quote the inquiry")),
    "close_inquiry": Shortcut("v x", _("Close the inquiry")),
    "release_price": Shortcut("v r", _("Release the quotation's prices")),
    "request_approval": Shortcut("v g", _("Request the quotation's approval")),
    "approve_quotation": Shortcut("v o", _("Approve or return the quotation")),
    "recall_approval": Shortcut("v u", _("Recall the request for approval")),
    "issue_quotation": Shortcut("v i", _("Issue the quotation")),
    "reprice_quotation": Shortcut("v p", _("Price the quotation again")),
    "deliver_quotation": Shortcut("v s", _("Send the quotation again")),
    "accept_quotation": Shortcut("v y", _("The customer accepted")),
    "decline_quotation": Shortcut("v n", _("The customer declined")),
    "follow_up_quotation": Shortcut("v l", _("Follow the quotation up")),
    "extend_validity": Shortcut("v e", _("Extend the quotation")),
    "withdraw_quotation": Shortcut("v w", _("Withdraw the quotation")),
    "revise_quotation": Shortcut("v v", _("Revise the quotation")),
    "add_variant": Shortcut("v b", _("Put a variant beside the quotation")),
    "copy_quotation": Shortcut("v c", _("Copy the quotation")),
    "display_pdf": Shortcut("v f", _("Open the PDF")),
}


class DocumentsConfig(AppConfig):
    name = "prosfora.documents"
    label = "documents"

    def ready(self) -> None:
        # The registry of models must stand before permissions may be read.
        from prosfora.approvals.kinds import declare_approval
        from prosfora.documents.permissions import VERBS, stored_document
        from prosfora.documents.queries.bought import SELECTIONS
        from prosfora.documents.queries.previous import given_prices
        from prosfora.documents.services.imports import QuotationImporter
        from prosfora.documents.telling import declare_kinds
        from prosfora.files.imports import declare_importer
        from prosfora.identity.rules import declare_verbs
        from prosfora.pricelists.selections import declare_selection
        from prosfora.pricing.queries.previous import declare_previous_prices
        from prosfora.pricing.queries.trying import declare_documents

        declare_verbs(VERBS)
        declare_approval(
            "quotation",
            verb="documents.approve_quotation",
            costs="catalog.display_cost",
            page="documents:approve_quotation",
            link="documents:decide_by_link",
        )
        declare_kinds()
        declare_importer(QuotationImporter())
        declare_shortcuts(SHORTCUTS)
        declare_previous_prices(given_prices)
        declare_documents(stored_document)
        for selection in SELECTIONS:
            declare_selection(selection)
