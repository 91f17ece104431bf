"""What binds us, where people and programs look for it; and that nothing which is done after issue changes it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.freezing import offer_of
from prosfora.documents.queries.printing import pdf_of
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.choices import totals_with
from prosfora.documents.rules.statuses import Status, possible
from prosfora.documents.services import (
    accept_quotation,
    add_variant,
    copy_quotation,
    decline_quotation,
    deliver_quotation,
    issue_quotation,
    revise_quotation,
    withdraw_quotation,
)
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.many_offers import a_market, many_offers
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.files.queries import content
from prosfora.identity.models import User
from prosfora.offers.models import FrozenOffer, SealedFile
from prosfora.offers.queries.frozen import content_of, proof_of_frozen
from prosfora.offers.rules.coding import canonical, digest, read
from prosfora.offers.rules.content import ALTERNATIVE, OPTION, Offer
from prosfora.offers.tests.builders import behind_the_triggers
from prosfora.offers.tests.ubl import is_valid
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "files", tmp_path


@pytest.fixture
def draft(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, language="en", texts={"terms": "Ex works.", "internal": "not below 9"})


@pytest.fixture
def issued(seller: User, draft: SalesDocument) -> SalesDocument:
    return issue_quotation(quotation=draft, by=seller, at=MONDAY)


@pytest.fixture
def browser(seller: User) -> Client:
    return browser_of(seller)


def fresh(document: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.get(pk=document.pk)


def delivered(document: SalesDocument) -> SalesDocument:
    send_quotation.call(document.number, document.version)
    return fresh(document)


def test_issuing_freezes_the_offer_and_the_journal_names_both_digests(issued: SalesDocument) -> None:
    frozen = FrozenOffer.objects.get(number=issued.number)

    entry = JournalEntry.objects.get(verb="issue_quotation", key=issued.number)
    assert (entry.data["offer"], entry.data["proof"]) == (frozen.digest, frozen.proof_digest)
    assert content_of(frozen) == offer_of(fresh(issued), today=TODAY, issued_by=issued.responsible)
    assert proof_of_frozen(frozen).offer == frozen.digest
    assert [item.position for item in proof_of_frozen(frozen).items] == [10, 20]


def test_the_proof_holds_what_recomputation_starts_from(issued: SalesDocument) -> None:
    proof = proof_of_frozen(FrozenOffer.objects.get())

    assert [item.trace for item in proof.items] == [item.price_trace for item in issued.items.order_by("position")]
    assert list(recompute(SalesDocument.objects.filter(pk=issued.pk))) == []


def accepted(quotation: SalesDocument, by: User) -> None:
    accept_quotation(quotation=quotation, by=by, at=MONDAY)


def declined(quotation: SalesDocument, by: User) -> None:
    decline_quotation(quotation=quotation, reason="01", by=by, at=MONDAY)


def withdrawn(quotation: SalesDocument, by: User) -> None:
    withdraw_quotation(quotation=quotation, reason="03", by=by, at=MONDAY)


def copied(quotation: SalesDocument, by: User) -> None:
    copy_quotation(quotation=quotation, by=by, at=MONDAY)


def sent_again(quotation: SalesDocument, by: User) -> None:
    delivered(deliver_quotation(quotation=quotation, by=by, at=MONDAY))


def superseded(quotation: SalesDocument, by: User) -> None:
    revision = revise_quotation(quotation=quotation, by=by, at=MONDAY)
    issue_quotation(quotation=revision, by=by, at=MONDAY, deliver=False)


def beside(quotation: SalesDocument, by: User) -> None:
    add_variant(quotation=quotation, by=by, at=MONDAY)


AFTER_ISSUE: dict[str, Callable[[SalesDocument, User], None]] = {
    "accept_quotation": accepted,
    "decline_quotation": declined,
    "withdraw_quotation": withdrawn,
    "copy_quotation": copied,
    "deliver_quotation": sent_again,
    "revise_quotation": superseded,
    "add_variant": beside,
}


def test_every_verb_that_is_possible_after_issue_is_tried_below() -> None:
    assert {*possible("quotation", Status.ISSUED)} == AFTER_ISSUE.keys()


def without_choices(offer: Offer) -> Offer:
    """An offer of which the customer chose nothing."""
    left = tuple(item for item in offer.items if not item.is_choice)
    return replace(offer, items=left, choices=(), totals_with_options=None)


@pytest.mark.parametrize("verb", sorted(AFTER_ISSUE))
def test_no_verb_after_issue_changes_a_row_that_the_offer_is_made_of(sales_lead: User, verb: str) -> None:
    for draft in many_offers(sales_lead, a_market(), 3):
        issued = issue_quotation(quotation=draft, by=sales_lead, at=MONDAY)
        frozen = content_of(FrozenOffer.objects.get(number=issued.number))

        AFTER_ISSUE[verb](fresh(issued), sales_lead)

        live = offer_of(fresh(issued), today=TODAY, issued_by=sales_lead)
        if verb == "accept_quotation":  # rejects the choices that were not taken: they leave the rows, not the offer
            frozen = without_choices(frozen)
        assert live == frozen


def test_an_order_comes_to_what_the_frozen_offer_says_of_the_choices(sales_lead: User) -> None:
    taken = 0
    for draft in many_offers(sales_lead, a_market(), 8):
        issued = issue_quotation(quotation=draft, by=sales_lead, at=MONDAY)
        offer = content_of(FrozenOffer.objects.get(number=issued.number))
        options = {choice.position for choice in offer.choices if choice.kind == OPTION}
        instead = {choice.instead_of: choice.position for choice in offer.choices if choice.kind == ALTERNATIVE}
        chosen = options | {*instead.values()}

        order = accept_quotation(quotation=fresh(issued), chosen=chosen, by=sales_lead, at=MONDAY)

        told = totals_with(offer.items, chosen, offer.currency, offer.reckoning)
        assert (order.net, order.tax, order.payable) == (told.net, told.tax, told.payable)
        taken += len(chosen)
    assert taken > 5


def test_the_sealed_pdf_is_what_is_mailed_kept_shown_and_fetched(
    issued: SalesDocument, browser: Client, seller: User, mailoutbox: list[Any]
) -> None:
    sealed = content(delivered(issued).pdf_digest)

    assert mailoutbox[0].attachments[0][1] == sealed
    assert SealedFile.objects.get().digest == digest(sealed)
    assert browser.get(page_of(issued, "pdf")).content == sealed
    assert program_of(seller)("GET", f"/quotations/{issued.number}/pdf").content == sealed
    assert pdf_of(fresh(issued), today=TODAY) == sealed


def test_a_pointer_that_was_tampered_with_leads_nobody_astray(issued: SalesDocument) -> None:
    sealed = content(delivered(issued).pdf_digest)
    SalesDocument.objects.update(pdf_digest="0" * 64)

    assert pdf_of(fresh(issued), today=TODAY) == sealed


def test_programs_fetch_the_canonical_bytes_and_the_ubl(issued: SalesDocument, seller: User) -> None:
    program, frozen = program_of(seller), FrozenOffer.objects.get()

    answer = program("GET", f"/quotations/{issued.number}/offer")
    ubl = program("GET", f"/quotations/{issued.number}/ubl")

    assert digest(answer.content) == frozen.digest
    assert answer["ETag"] == f'"{frozen.digest}"'
    assert canonical(read(Offer, answer.content)) == answer.content
    assert b"not below 9" not in answer.content + ubl.content
    assert is_valid(ubl.content)


def test_a_draft_has_nothing_that_binds(draft: SalesDocument, seller: User, browser: Client) -> None:
    program = program_of(seller)

    for path in ("offer", "ubl"):
        refused = program("GET", f"/quotations/{draft.number}/{path}")
        assert refused.status_code == 409
        assert "issue it first" in refused.json()["detail"]
    assert browser.get(page_of(draft, "binding")).content.strip() == b""
    assert "/binding" not in browser.get(page_of(draft)).content.decode()


def test_what_was_issued_before_offers_were_frozen_says_so(
    issued: SalesDocument, seller: User, browser: Client
) -> None:
    behind_the_triggers("offers_frozenoffer", "DELETE FROM offers_frozenoffer")

    refused = program_of(seller)("GET", f"/quotations/{issued.number}/offer")

    assert refused.status_code == 409
    assert "only its PDF is kept" in refused.json()["detail"]
    assert browser.get(page_of(issued, "binding")).content.strip() == b""


def test_the_page_shows_digest_seal_and_files(issued: SalesDocument, browser: Client) -> None:
    waiting = text_of(browser.get(page_of(issued, "binding")))
    delivered(issued)
    answer = browser.get(page_of(issued, "binding"))

    assert "The sealed PDF is being made." in waiting
    assert FrozenOffer.objects.get().digest in text_of(answer)
    assert "Sealed with a demo key" in text_of(answer)
    for name in ("pdf", "offer.json", "offer.xml"):
        assert f'href="{page_of(issued, name)}"' in answer.content.decode()
        assert browser.get(page_of(issued, name)).status_code == 200
    assert f'hx-get="{page_of(issued, "binding")}"' in browser.get(page_of(issued)).content.decode()


def test_outsiders_see_nothing_of_it(issued: SalesDocument, outsider: User) -> None:
    browser = browser_of(outsider)

    for name in ("pdf", "binding", "offer.json", "offer.xml"):
        assert browser.get(page_of(issued, name)).status_code == 404


def test_the_chain_of_the_journal_covers_the_digests(issued: SalesDocument) -> None:
    assert verify_chain("quotation", issued.number) == []
