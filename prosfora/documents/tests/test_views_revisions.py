"""Revisions and variants on pages and by programs: which stands, what is superseded, where to go on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.documents.models import SalesDocument
from prosfora.documents.services import (
    accept_quotation,
    add_variant,
    decline_quotation,
    issue_quotation,
    revise_quotation,
)
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.paging import HTMX, browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")


def an_offer(owner: User) -> SalesDocument:
    quotation = a_quotation(owner=owner)
    issue_quotation(quotation=quotation, by=owner, at=MONDAY)
    return quotation


def superseded(owner: User) -> tuple[SalesDocument, SalesDocument]:
    """An offer and the revision that stands in its place."""
    offer = an_offer(owner)
    revision = revise_quotation(quotation=offer, by=owner, at=MONDAY)
    issue_quotation(quotation=revision, by=owner, at=MONDAY)
    return offer, revision


def test_one_press_opens_the_draft_of_the_next_revision(seller: User) -> None:
    offer = an_offer(seller)

    answer = browser_of(seller).post(page_of(offer, "revise_quotation"), {"version": offer.version})

    assert answer["Location"] == f"/quotations/{offer.number}-1/"
    page = text_of(browser_of(seller).get(answer["Location"]))
    assert f"Revision 1 of {offer.number}" in page
    assert "What changed" in page


def test_a_second_press_says_which_draft_to_go_on_with(seller: User) -> None:
    offer = an_offer(seller)
    revise_quotation(quotation=offer, by=seller, at=MONDAY)

    answer = browser_of(seller).post(page_of(offer, "revise_quotation"), headers=HTMX)

    assert answer.status_code == 409
    assert f"{offer.number}-1 is being worked on already" in text_of(answer)


def test_one_press_puts_a_variant_beside(seller: User) -> None:
    offer = an_offer(seller)

    answer = browser_of(seller).post(page_of(offer, "add_variant"))

    assert answer["Location"] == f"/quotations/{offer.number}-B/"
    assert f"Variant B beside {offer.number}" in text_of(browser_of(seller).get(answer["Location"]))


def test_what_is_superseded_says_so_and_leads_on(seller: User) -> None:
    offer, revision = superseded(seller)

    answer = browser_of(seller).get(page_of(offer))

    told = text_of(answer)
    assert f"{revision.number} stands in the place of this offer" in told
    assert f'href="/quotations/{revision.number}/"' in answer.content.decode()
    for verb in ("revise_quotation", "accept_quotation", "add_variant"):
        assert f"/{verb}" not in answer.content.decode()


def test_accepting_what_is_superseded_is_refused_on_the_page(seller: User) -> None:
    offer, revision = superseded(seller)
    form = {"accepted_by": "Mrs Niki", "accepted_on": "2026-11-23", "channel": "phone"}

    answer = browser_of(seller).post(page_of(offer, "accept_quotation"), form)

    assert answer.status_code == 409
    assert f"{offer.number} is superseded: {revision.number} stands in its place" in text_of(answer)


def test_a_closed_variant_names_the_one_that_was_accepted(seller: User) -> None:
    offer = an_offer(seller)
    variant = add_variant(quotation=offer, by=seller, at=MONDAY)
    accept_quotation(quotation=offer, by=seller, at=MONDAY)

    assert f"Closed: {offer.number} was accepted instead" in text_of(browser_of(seller).get(page_of(variant)))


def test_the_page_lists_relatives_and_says_which_stand(seller: User) -> None:
    offer, revision = superseded(seller)
    variant = add_variant(quotation=revision, by=seller, at=MONDAY)

    told = text_of(browser_of(seller).get(page_of(offer, "relatives")))

    assert told.index(f"{offer.number} ") < told.index(revision.number) < told.index(variant.number)
    assert told.count("stands") == 1
    assert "variant B, revision 1" in told
    assert text_of(browser_of(seller).get(page_of(an_offer(seller), "relatives"))).strip() == ""


def test_relatives_cost_one_statement_however_many_they_are(seller: User) -> None:
    offer, _revision = superseded(seller)
    browser = browser_of(seller)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(page_of(offer, "relatives"))
        return len(asked)

    cost()
    few = cost()
    for _ in range(4):
        add_variant(quotation=SalesDocument.objects.get(number=f"{offer.number}-1"), by=seller, at=MONDAY)
    assert cost() == few


def test_the_list_leaves_out_what_is_superseded_unless_it_is_asked_for(seller: User) -> None:
    offer, revision = superseded(seller)
    browser = browser_of(seller)

    def listed(query: str = "") -> set[str]:
        page = browser.get(f"/quotations/{query}").content.decode()
        return {number for number in (offer.number, revision.number) if f'/quotations/{number}/"' in page}

    assert listed() == {revision.number}
    assert listed("?status=superseded") == {offer.number}
    assert listed(f"?q={offer.number}") == {offer.number, revision.number}
    call = program_of(seller)
    assert [row["number"] for row in call("GET", "/quotations").json()["items"]] == [revision.number, offer.number]
    assert len(call("GET", "/quotations?superseded=false").json()["items"]) == 1


def test_programs_revise_and_read_where_a_quotation_stands(seller: User) -> None:
    offer = an_offer(seller)
    call = program_of(seller)

    made = call("POST", f"/quotations/{offer.number}/revise_quotation", {"pricing_type": "D"})

    told = made.json()
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/quotations/{offer.number}-1")
    assert (told["number"], told["revision"], told["variant"], told["first"], told["made_from"], told["successor"]) == (
        f"{offer.number}-1", 1, "", offer.number, offer.number, ""
    )  # fmt: skip
    assert call("POST", f"/quotations/{offer.number}-1/issue_quotation").status_code == 200
    old = call("GET", f"/quotations/{offer.number}").json()
    assert (old["status"], old["successor"]) == ("superseded", f"{offer.number}-1")
    assert "revise_quotation" not in old["possible"]
    refused = call("POST", f"/quotations/{offer.number}/accept_quotation")
    assert (refused.status_code, refused.json()["successor"]) == (409, f"{offer.number}-1")
    rows = call("GET", f"/quotations/{offer.number}/relatives").json()
    assert [(row["number"], row["stands"], row["is_this"]) for row in rows] == [
        (offer.number, False, True), (f"{offer.number}-1", True, False)
    ]  # fmt: skip
    variant = call("POST", f"/quotations/{offer.number}-1/add_variant").json()
    assert (variant["number"], variant["variant"]) == (f"{offer.number}-1B", "B")


def test_numbers_that_are_none_are_not_found(seller: User) -> None:
    call = program_of(seller)

    assert call("GET", "/quotations/20000000-1X").status_code == 404
    assert call("GET", "/quotations/20000000-1-1").status_code == 404
    assert call("GET", "/quotations/" + "2" * 17).status_code == 422
    browser = browser_of(seller)
    assert browser.get("/quotations/20000000-%00/").status_code == 404
    assert browser.post("/quotations/%00-1/revise_quotation").status_code == 404


def test_a_lapsed_offer_offers_to_be_revised(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = an_offer(seller)
    monkeypatch.setattr("prosfora.kit.middleware.now", lambda: MONDAY + dt.timedelta(days=60))

    assert "/revise_quotation" in browser_of(seller).get(page_of(offer)).content.decode()
    answer = browser_of(seller).post(page_of(offer, "revise_quotation"))
    assert answer["Location"].endswith("-1/")


def test_a_declined_offer_is_quoted_again(seller: User) -> None:
    offer = an_offer(seller)
    decline_quotation(quotation=offer, reason="01", by=seller, at=MONDAY)

    assert browser_of(seller).post(page_of(offer, "revise_quotation"))["Location"] == f"/quotations/{offer.number}-1/"
