"""What the journal and the list of rights call this room's records, fields and verbs."""

from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.documents.models import DocumentPartner, DocumentText, Item, SalesDocument

KINDS = {"inquiry": _("Inquiry"), "quotation": _("Quotation"), "order": _("Order")}
VERB_WORDS = {
    "display_inquiry": _("Display inquiry"),
    "create_inquiry": _("Create inquiry"),
    "change_inquiry": _("Change inquiry"),
    "answer_inquiry": _("Answer inquiry"),
    "quote_inquiry": _("Quote inquiry"),
    "close_inquiry": _("Close inquiry"),
    "display_quotation": _("Display quotation"),
    "create_quotation": _("Create quotation"),
    "change_quotation": _("Change quotation"),
    "copy_quotation": _("Copy quotation"),
    "reprice_quotation": _("Reprice quotation"),
    "issue_quotation": _("Issue quotation"),
    "deliver_quotation": _("Deliver quotation"),
    "accept_quotation": _("Accept quotation"),
    "decline_quotation": _("Decline quotation"),
    "withdraw_quotation": _("Withdraw quotation"),
    "reject_items": _("Reject items"),
    "change_responsible": _("Change responsible"),
    "display_order": _("Display order"),
    "import_quotations": _("Import quotations"),
    "undo_import": _("Import taken back"),
    "install_document_defaults": _("Install the usual mandatory fields"),
}
# What the journal and the mandatory fields name otherwise than the models do.
LABELS = {"items": _("Items"), "price": _("price"), "VE": _("responsible")}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    models = (SalesDocument, Item, DocumentPartner, DocumentText)
    for kind, name in KINDS.items():
        declare_kind(kind, name=name, models=models, labels=LABELS, verbs=VERB_WORDS)
