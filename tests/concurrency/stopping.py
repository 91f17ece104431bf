"""`python -m tests.concurrency.stopping VERB`: do a verb again and again, the plug pulled one step later each time.

A step is a statement sent, a transaction committed, a file put in its place, a mail handed over; the plug is pulled
before it. Every attempt is a fork that is killed outright, on a document of its own; one line of JSON tells of each,
until one comes to its end.
"""

import importlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
from django.core.mail import EmailMessage
from django.db import connection, connections

MOST = 400  # steps that no verb has: whoever comes here counts wrongly


def main(verb: str) -> None:
    """Stop `verb` before its first step, then before its second, until it has no more."""
    for heavy in ("typst", "prosfora.offers.services.pades"):  # loaded once, for all forks
        importlib.import_module(heavy)
    for step in itertools.count(1):
        assert step < MOST
        number = PREPARED[verb]()
        connections.close_all()
        child = os.fork()
        if child == 0:
            _attempt(verb, number, step)
        status = os.waitpid(child, 0)[1]
        was_killed = os.WIFSIGNALED(status)
        assert was_killed or os.WEXITSTATUS(status) == 0, f"{verb} {number} failed at step {step} by itself"
        print(json.dumps({"number": number, "step": step, "was_killed": was_killed}), flush=True)
        if not was_killed:
            return


def _attempt(verb: str, number: str, step: int) -> None:
    """The child's whole life."""
    failed = 1
    try:
        plug = _Plug(step)
        plug.watch()
        with connection.execute_wrapper(plug.before_statement):
            DONE[verb](number)
        failed = 0
    finally:
        os._exit(failed)


class _Plug:
    """Counts steps and is pulled before the given one."""

    def __init__(self, step: int) -> None:
        self.left = step

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_statement(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.step()
        return execute(*asked)

    def watch(self) -> None:
        """Count what no statement is: commits, files and mails."""
        connection.ensure_connection()
        for owner, name in ((connection, "_commit"), (os, "replace"), (os, "fsync"), (EmailMessage, "send")):
            setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.step()
            return real(*given, **named)

        return counted


def a_draft() -> str:
    """A fresh draft of the demo company."""
    from decimal import Decimal

    from prosfora.company.models import SalesArea
    from prosfora.documents.rules.lines import ItemLine
    from prosfora.documents.services import create_quotation
    from prosfora.parties.models import Party
    from tests.concurrency.trade import CUSTOMER, PRODUCT

    items = [ItemLine(product=PRODUCT, quantity=Decimal(100)) for _ in range(2)]
    by, at = _seller()
    area, party = SalesArea.objects.get(pk=by.home_area), Party.objects.get(number=CUSTOMER)
    return create_quotation(sales_area=area, sold_to=party, header={}, items=items, by=by, at=at).number


def an_issued_offer() -> str:
    """A fresh offer that waits for its delivery."""
    number = a_draft()
    issue(number)
    return number


def issue(number: str) -> None:
    from prosfora.documents.permissions import quotation_to
    from prosfora.documents.services import issue_quotation

    by, at = _seller()
    issue_quotation(quotation=quotation_to("issue_quotation", user=by, number=number), by=by, at=at)


def deliver(number: str) -> None:
    from prosfora.documents.models import SalesDocument
    from prosfora.documents.services.delivery import send_quotation

    send_quotation.func(number, SalesDocument.objects.get(number=number).version)


def accept(number: str) -> None:
    from prosfora.documents.permissions import quotation_to
    from prosfora.documents.services import accept_quotation

    by, at = _seller()
    quotation = quotation_to("accept_quotation", user=by, number=number)
    accept_quotation(quotation=quotation, evidence="called", by=by, at=at)


def an_offer_with_a_link() -> str:
    """A fresh offer that its customer can open."""
    from prosfora.portal.services import send_link

    number, (by, at) = an_issued_offer(), _seller()
    send_link(quotation=_quotation(number), name="Maria", email="maria@customer.example", language="en", by=by, at=at)
    return number


def accept_by_link(number: str) -> None:
    from prosfora.kit.clock import now
    from prosfora.kit.clock import today as company_day
    from prosfora.portal.models import OfferLink
    from prosfora.portal.queries.page import offer_page
    from prosfora.portal.services import Visitor, Yes, accept_offer

    at = now()
    link = OfferLink.objects.select_related("quotation__sold_to", "frozen").get(quotation__number=number)
    page = offer_page(link, today=company_day(at))
    yes = Yes(name="Maria", role="Head of purchasing", chosen=page.chosen, confirmed=page.terms_digest)
    accept_offer(link=link, yes=yes, visitor=Visitor("203.0.113.9", "Firefox"), at=at)


def _quotation(number: str) -> Any:
    from prosfora.documents.models import SalesDocument

    return SalesDocument.objects.select_related("sold_to", "responsible").get(number=number)


def _seller() -> tuple[Any, Any]:
    from prosfora.identity.models import User
    from prosfora.kit.clock import now

    return User.objects.get(username="eleni"), now()


PREPARED = {
    "issue": a_draft, "deliver": an_issued_offer, "accept": an_issued_offer, "accept_by_link": an_offer_with_a_link,
}  # fmt: skip
DONE = {"issue": issue, "deliver": deliver, "accept": accept, "accept_by_link": accept_by_link}

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "prosfora.site.settings"
    django.setup()
    main(sys.argv[1])
