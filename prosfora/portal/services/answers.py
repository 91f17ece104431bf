"""What the customer says beside yes: no, and questions; and what we answer."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.queries import last_change
from prosfora.audit.services import Actor, record
from prosfora.documents.models import SalesDocument
from prosfora.documents.services import decline_quotation
from prosfora.offers.queries.frozen import content_of
from prosfora.portal.models import OfferLink
from prosfora.portal.queries.questions import questions_on
from prosfora.portal.rules.standing import Standing
from prosfora.portal.services.acting import Recipient, held, refuse_unless, subject
from prosfora.portal.services.mailing import mail_answer, mail_news
from prosfora.portal.services.refusals import QuestionRefused, UnknownQuestion

LONGEST_TEXT = 2000


@transaction.atomic
def decline_offer(*, link: OfferLink, reason: str, note: str = "", at: dt.datetime) -> SalesDocument:
    """The customer's no, also after the last day; `reason` is a code of kind "decline". The responsible hears of it.

    Raises LinkGone, OfferNotOpen, UnknownReason, FactsRefused.
    """
    quotation = held(link, at)
    refuse_unless(quotation, (Standing.OPEN, Standing.EXPIRED), at)
    declined = decline_quotation(quotation=quotation, reason=reason, note=note, by=Recipient(link.name), at=at)
    entry = last_change("quotation", quotation.number)
    if entry is not None:
        mail_news.enqueue(quotation.number, entry.sequence)
    return declined


@transaction.atomic
def ask_question(*, link: OfferLink, text: str, item: int | None = None, at: dt.datetime) -> int:
    """A question on an item (None: on the whole offer); its number. The responsible is mailed.

    Asking is possible as long as the link works, however the offer stands. Raises LinkGone, QuestionRefused.
    """
    quotation = held(link, at)
    text = _checked(text)
    if item is not None and item not in {one.position for one in content_of(link.frozen).items}:
        raise QuestionRefused(_("There is no such item on this offer"), "item")
    told = {"link": link.pk, "recipient": link.name, **({"item": item} if item is not None else {})}
    who = Recipient(link.name)
    entry = record(verb="ask_question", subject=subject(quotation), by=who, at=at, data=told, reason=text)
    mail_news.enqueue(quotation.number, entry.sequence)
    return entry.sequence


@transaction.atomic
def answer_question(*, quotation: SalesDocument, question: int, text: str, by: Actor, at: dt.datetime) -> int:
    """Answer a question; whoever asked reads it on his page and by mail. The answer's number is returned.

    Raises UnknownQuestion, QuestionRefused.
    """
    asked = next((one for one in questions_on(quotation) if one.number == question), None)
    if asked is None:
        raise UnknownQuestion(_("There is no such question on %(number)s") % {"number": quotation.number})
    text = _checked(text)
    told = {"question": question, "link": asked.link}
    entry = record(verb="answer_question", subject=subject(quotation), by=by, at=at, data=told, reason=text)
    mail_answer.enqueue(asked.link, question, entry.sequence)
    return entry.sequence


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST_TEXT or "\0" in text:
        raise QuestionRefused(_("Write at most 2,000 characters, and at least one"), "text")
    return text
