from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from prosfora.kit.shortcuts import Shortcut, declare_shortcuts

# V, then a letter: a verb of the document on the page. The next step is Ctrl+Enter as well.
SHORTCUTS = {
    "answer_inquiry": Shortcut("v a", _("Answer the inquiry")),
    "quote_inquiry": Shortcut("v q", _("Quote the inquiry")),
    "close_inquiry": Shortcut("v x", _("Close the inquiry")),
    "release_price": Shortcut("v r", _("Release the quotation's prices")),
    "issue_quotation": Shortcut("v i", _("Issue the quotation")),
    "reprice_quotation": Shortcut("v p", _("Price the quotation again")),
    "deliver_quotation": Shortcut("v s", _("Send the quotation again")),
    "accept_quotation": Shortcut("v y", _("The customer accepted")),
    "decline_quotation": Shortcut("v n", _("The customer declined")),
    "withdraw_quotation": Shortcut("v w", _("Withdraw the quotation")),
    "revise_quotation": Shortcut("v e", _("Revise the quotation")),
    "add_variant": Shortcut("v b", _("Put a variant beside the quotation")),
    "copy_quotation": Shortcut("v c", _("Copy the quotation")),
    "display_pdf": Shortcut("v f", _("Open the PDF")),
}


class DocumentsConfig(AppConfig):
    name = "prosfora.documents"
    label = "documents"

    def ready(self) -> None:
        # The registry of models must stand before permissions may be read.
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
        declare_kinds()
        declare_importer(QuotationImporter())
        declare_shortcuts(SHORTCUTS)
        declare_previous_prices(given_prices)
        declare_documents(stored_document)
        for selection in SELECTIONS:
            declare_selection(selection)
