"""What is done with the customer's page: by us (links, answers) and by the customer (questions, yes, no)."""

from prosfora.portal.services.acceptance import Yes, accept_offer
from prosfora.portal.services.acting import Visitor
from prosfora.portal.services.answers import answer_question, ask_question, decline_offer
from prosfora.portal.services.codes import send_code
from prosfora.portal.services.links import follow_link, send_link, withdraw_link
from prosfora.portal.services.seeing import note_view

__all__ = [
    "Visitor",
    "Yes",
    "accept_offer",
    "answer_question",
    "ask_question",
    "decline_offer",
    "follow_link",
    "note_view",
    "send_code",
    "send_link",
    "withdraw_link",
]
