"""What the journal and the list of rights call this room's records, fields and verbs."""

from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.portal.models import OfferLink

VERB_WORDS = {
    "send_link": _("Send link to the customer's page"),
    "withdraw_link": _("Withdraw link to the customer's page"),
    "follow_link": _("Went on to the newer offer"),
    "open_offer": _("Page of the offer opened"),
    "see_offer": _("Offer seen"),
    "download_offer": _("PDF of the offer fetched"),
    "ask_question": _("Question of the customer"),
    "answer_question": _("Answer to a question"),
    "send_code": _("One-time code mailed"),
    "accept_offer": _("Accepted on the customer's page"),
    "deliver_acceptance": _("Acceptance record mailed"),
    "seal_acceptance": _("Acceptance record sealed"),
}
# The figures of these entries, which stand in the quotation's journal; their names become sentences there.
FIGURES = (_("Recipient"), _("Link"), _("Item"), _("Question"), _("Acceptance"), _("Offer"), _("Terms"), _("Order"))


def declare_words() -> None:
    """Make the room's words known to the journal; called once, at start-up."""
    declare_kind("offer_link", name=_("Link to the customer's page"), models=(OfferLink,), verbs=VERB_WORDS)
