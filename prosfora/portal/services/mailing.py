"""Mails of the customer's page. Each secret in them is drawn by the worker that sends it, so no queue holds one."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.jobs.tasks import job
from prosfora.kit import writing
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day
from prosfora.offers.queries.frozen import content_of
from prosfora.portal.models import AcceptanceCode, OfferLink
from prosfora.portal.queries.links import state_of, works_until
from prosfora.portal.queries.questions import questions_on
from prosfora.portal.rules.secret import CODE_DIGITS, CODE_GOOD_FOR, code_digest
from prosfora.portal.rules.standing import LinkState
from prosfora.portal.services.tokens import address_of, fresh_token


@job()
def mail_link(link_id: int, number: int) -> str:
    """Mail a link to its recipient; where it went is returned. `number` is the journal entry's that asked for it."""
    link, at = _link(link_id), now()
    if not link.email or state_of(link, company_day(at)) is not LinkState.WORKS:
        return ""
    offer = content_of(link.frozen)
    with translation.override(link.language):
        facts = {
            "link": link,
            "offer": offer,
            "address": address_of(fresh_token(link, at)),
            "until": writing.long_day(works_until(link)),
            "valid_to": writing.long_day(offer.valid_to) if offer.valid_to else "",
        }
        subject = _("Our quotation %(number)s") % {"number": offer.number}
        send_mail(subject, "link", facts, link.email, offer.responsible.email, f"link-{link.pk}-{number}")
    return link.email


@job(tries=3)
def mail_code(link_id: int) -> str:
    """Draw a one-time code, keep its hash, mail it. It is good for ten minutes from now; an earlier one no more."""
    link, at = _link(link_id), now()
    if not link.email or not AcceptanceCode.objects.filter(link=link).exists():
        return ""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    _keep_code(link, code, at)
    offer = content_of(link.frozen)
    with translation.override(link.language):
        facts = {"link": link, "offer": offer, "code": code, "minutes": int(CODE_GOOD_FOR.total_seconds() // 60)}
        subject = _("Your code for quotation %(number)s") % {"number": offer.number}
        send_mail(subject, "code", facts, link.email, "", f"code-{link.pk}-{int(at.timestamp())}")
    return link.email


@job()
def mail_answer(link_id: int, question: int, answer: int) -> str:
    """Mail an answer to whoever asked; `question` and `answer` are the numbers of their journal entries."""
    link, at = _link(link_id), now()
    if not link.email or state_of(link, company_day(at)) is not LinkState.WORKS:
        return ""
    asked = next(one for one in questions_on(link.quotation, link=link.pk) if one.number == question)
    said = JournalEntry.objects.get(kind="quotation", key=link.quotation.number, sequence=answer)
    offer = content_of(link.frozen)
    with translation.override(link.language):
        facts = {
            "link": link,
            "offer": offer,
            "question": asked.text,
            "answer": said.reason,
            "address": address_of(fresh_token(link, at)),
        }
        subject = _("Our answer on quotation %(number)s") % {"number": offer.number}
        send_mail(subject, "answer", facts, link.email, offer.responsible.email, f"answer-{link.pk}-{answer}")
    return link.email


@job()
def mail_news(number: str, entry: int) -> str:
    """Tell the responsible that the customer asked or declined; `entry` is the journal entry's number."""
    quotation = SalesDocument.objects.select_related("responsible").get(category="quotation", number=number)
    news = JournalEntry.objects.get(kind="quotation", key=number, sequence=entry)
    to = quotation.responsible.email
    if not to:
        return ""
    with translation.override(quotation.responsible.language):
        facts = {
            "quotation": quotation,
            "news": news,
            "address": f"{settings.PUBLIC_ADDRESS}/quotations/{number}/",
        }
        told = {"number": number, "customer": " ".join(quotation.sold_to_name.split())}
        words = {
            "ask_question": _("Question on %(number)s from %(customer)s"),
            "decline_quotation": _("%(number)s was declined by %(customer)s"),
        }
        send_mail(words[news.verb] % told, "news", facts, to, "", f"news-{number}-{entry}")
    return to


def _link(link_id: int) -> OfferLink:
    return OfferLink.objects.select_related("quotation__sold_to", "frozen").get(pk=link_id)


@transaction.atomic
def _keep_code(link: OfferLink, code: str, at: dt.datetime) -> None:
    row = AcceptanceCode.objects.select_for_update().get(link=link)
    row.digest, row.tries = code_digest(code, link.pk, settings.SECRET_KEY), 0
    row.good_until = at + CODE_GOOD_FOR
    row.save()


def send_mail(
    subject: str,
    template: str,
    facts: dict[str, Any],
    to: str,
    reply_to: str,
    name: str,
    attached: Sequence[tuple[str, bytes]] = (),
) -> None:
    """One mail in the language in force; `name` makes its Message-ID, so that one sent twice is one to its reader."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"portal/mail/{template}.txt", facts),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": f"<portal-{name}@{host}>"},
    )
    for file_name, content in attached:
        mail.attach(file_name, content, "application/pdf")
    mail.send()
