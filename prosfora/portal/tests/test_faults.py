"""Acceptance fails at every single step, and nothing is left behind: all or nothing.

The steps are the statements themselves: the n-th one that writes is refused by the database's wrapper, for every n, so
that no step can be forgotten here when one is added there. Then the same with a process that dies between commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django_tasks_db.models import DBTaskResult

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.services import add_variant, issue_quotation
from prosfora.identity.models import User
from prosfora.portal.models import Acceptance, AcceptanceCode, OfferLink
from prosfora.portal.services import Visitor, accept_offer, decline_offer, send_link
from prosfora.portal.services.mailing import mail_link
from prosfora.portal.services.sealing import seal_acceptance
from prosfora.portal.tests.builders import LATER, a_png, a_yes, link_again
from tests.cast import MONDAY

WRITING = ("INSERT", "UPDATE", "DELETE")
CHOICES = {"group-10": ["20"], "chosen": ["40"]}


class Broken(DatabaseError):
    """The database went away."""


class Breaking:
    """Counts writing statements and refuses the one that is meant."""

    def __init__(self, at_step: int) -> None:
        self.at_step, self.step = at_step, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITING):
            self.step += 1
            if self.step == self.at_step:
                raise Broken(sql)
        return execute(sql, params, many, context)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back, as after a crash."""
    point = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def everything() -> dict[str, Any]:
    """All that an acceptance touches, as it stands."""
    return {
        "documents": list(SalesDocument.objects.order_by("pk").values("number", "status", "version", "close_note")),
        "items": list(Item.objects.order_by("pk").values("pk", "rejection_reason", "referenced_quantity")),
        "partners": DocumentPartner.objects.count(),
        "acceptances": Acceptance.objects.count(),
        "codes": list(AcceptanceCode.objects.values("digest", "tries")),
        "links": list(OfferLink.objects.values("pk", "withdrawn_at")),
        "journal": list(JournalEntry.objects.order_by("pk").values_list("hash", flat=True)),
        "jobs": DBTaskResult.objects.count(),
    }


def broken_at_every_step(verb: Callable[[], object]) -> int:
    """Do a verb again and again, each time broken one step later, until it is through; the number of steps."""
    before = everything()
    for step in range(1, 200):
        breaking = Breaking(step)
        with undone():
            try:
                with transaction.atomic(), connection.execute_wrapper(breaking):
                    verb()
            except Broken:
                assert everything() == before, f"step {step} left something behind"
                assert list(verify_all()) == []
            else:
                assert breaking.step == step - 1
                assert list(verify_all()) == []
                return step - 1
    pytest.fail("it never ended")


def test_an_acceptance_broken_at_any_statement_leaves_nothing(offer: SalesDocument, seller: User, token: str) -> None:
    issue_quotation(quotation=add_variant(quotation=offer, by=seller, at=MONDAY), by=seller, at=MONDAY)
    link = link_again(token)
    assert link is not None
    yes = a_yes(token, CHOICES, signature=a_png())

    steps = broken_at_every_step(lambda: accept_offer(link=again(token), yes=yes, visitor=Visitor(), at=LATER))

    assert steps > 15


def test_a_decline_broken_at_any_statement_leaves_nothing(token: str) -> None:
    assert broken_at_every_step(lambda: decline_offer(link=again(token), reason="01", at=LATER)) >= 3


def test_sending_a_link_broken_at_any_statement_leaves_nothing(offer: SalesDocument, seller: User) -> None:
    def send() -> None:
        send_link(quotation=offer, name="Nikos", email="nikos@papadopoulos.example", by=seller, at=LATER)

    assert broken_at_every_step(send) >= 4


@pytest.mark.parametrize(
    "boundary",
    [
        "prosfora.portal.services.acceptance.check_code", "prosfora.portal.services.acceptance.store",
        "prosfora.portal.services.acceptance.held", "prosfora.portal.services.acceptance.content_of",
        "prosfora.portal.services.acceptance.accept_quotation", "prosfora.portal.services.acceptance.canonical",
        "prosfora.portal.services.acceptance.record", "prosfora.portal.services.acceptance.seal_acceptance",
        "prosfora.documents.services.orders.close_others", "prosfora.documents.services.orders.next_number",
        "prosfora.documents.services.orders.check_availability", "prosfora.documents.services.orders.link",
        "prosfora.documents.services.orders.settle", "prosfora.documents.services.orders.win_customer",
        "prosfora.documents.services.orders.record",
    ],
)  # fmt: skip
def test_an_acceptance_broken_in_any_service_it_calls_leaves_nothing(
    token: str, boundary: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PORTAL_ASKS_CODE = boundary.endswith("check_code")
    yes, before = a_yes(token, CHOICES, signature=a_png(), code="123456"), everything()

    class Down:
        def __call__(self, *_args: object, **_facts: object) -> None:
            raise Broken(boundary)

        enqueue = __call__

    monkeypatch.setattr(boundary, Down())
    with pytest.raises(Broken), transaction.atomic():
        accept_offer(link=again(token), yes=yes, visitor=Visitor(), at=LATER)

    assert everything() == before
    assert list(verify_all()) == []
    monkeypatch.undo()
    settings.PORTAL_ASKS_CODE = False
    accept_offer(link=again(token), yes=yes, visitor=Visitor(), at=LATER)  # the customer tries again
    assert Acceptance.objects.count() == SalesDocument.objects.filter(category="order").count() == 1


@pytest.mark.parametrize("breaks", ["sealed", "_mail", "_note", "keep_sealed"])
def test_the_worker_dies_at_any_step_and_goes_on_where_it_was(
    token: str, breaks: str, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    acceptance = accept_offer(link=again(token), yes=a_yes(token), visitor=Visitor(), at=LATER)
    place = "prosfora.offers.services.pades" if breaks == "sealed" else "prosfora.portal.services.sealing"

    def down(*_args: object, **_facts: object) -> None:
        raise OSError(breaks)

    monkeypatch.setattr(f"{place}.{breaks}", down)
    with pytest.raises(OSError, match=breaks):
        seal_acceptance.call(acceptance.pk)
    monkeypatch.undo()
    seal_acceptance.call(acceptance.pk)

    ids = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert len(set(ids)) == 2  # a mail that left twice is one mail to its reader
    assert JournalEntry.objects.filter(verb="deliver_acceptance").count() == 2
    assert list(verify_all()) == []


def test_a_mail_with_a_link_that_leaves_twice_has_two_secrets_that_both_work(
    offer: SalesDocument, seller: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setattr("prosfora.portal.services.mailing.now", lambda: MONDAY)
    link, _address = send_link(quotation=offer, name="Nikos", email="n@papadopoulos.example", by=seller, at=MONDAY)
    for _time in range(2):
        mail_link.call(link.pk, 1)

    tokens = [
        line.split("/o/")[1].strip("/") for mail in mailoutbox for line in mail.body.splitlines() if "/o/" in line
    ]
    assert len(set(tokens)) == 2
    assert {again(one).pk for one in tokens} == {link.pk}


def again(token: str) -> OfferLink:
    """The link as the next request reads it."""
    link = link_again(token)
    assert link is not None
    return link
