"""Pages and calls of price proposals."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.identity.services import issue_token
from prosfora.pricelists.models import PriceProposal, ReleaseRule
from prosfora.pricelists.services import change_release_rule
from prosfora.pricelists.tests.builders import NEXT_YEAR, a_proposal
from prosfora.pricelists.tests.test_services import a_record, holding
from prosfora.pricing.tests.builders import standard_pricing
from tests.cast import DIRECT_SALES, MONDAY, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
FORM = {
    "title": "Prices of 2027", "condition_type": "PR00", "sales_area": DIRECT_SALES, "valid_on": "2026-11-23",
    "method": "percent", "value": "3.2", "step": "", "ending": "0.90", "way": "nearest", "limits": "on",
    "valid_from": "2027-01-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _trade(company: object) -> None:
    standard_pricing()
    a_record("BOLT-M8", "24.00")
    a_record("NUT-M8", "9.00")


@pytest.fixture
def clerk(client: Client, pricing_clerk: User) -> Client:
    client.force_login(pricing_clerk)
    return client


def program(user: User) -> Client:
    """A program of the user's."""
    ends = MONDAY + dt.timedelta(days=3650)
    _row, key = issue_token(user=user, name="erp", expires_at=ends, by=user, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {key}"})


def test_a_clerk_proposes_looks_and_releases(clerk: Client) -> None:
    made = clerk.post("/price-proposals/new", FORM)
    proposal = PriceProposal.objects.get()
    assert made["Location"] == f"/price-proposals/{proposal.pk}/"

    page = clerk.get(made["Location"]).content.decode()
    assert "24.90\u00a0EUR" in page
    assert "+3.2 per cent, rounded to 1 (to the nearest), ending in 0.90" in page
    assert "Release 2 prices" in page

    clerk.post(f"{made['Location']}release_prices", {"version": proposal.version})

    assert holding("BOLT-M8", NEXT_YEAR) == [Decimal("24.90")]
    assert "Take all back" in clerk.get(made["Location"]).content.decode()
    clerk.post(f"{made['Location']}undo_prices", {})
    assert holding("BOLT-M8", NEXT_YEAR) == [Decimal(24)]


def test_a_form_that_cannot_be_comes_back_with_what_was_typed(clerk: Client) -> None:
    answer = clerk.post("/price-proposals/new", {**FORM, "title": "Rise", "valid_to": "2026-12-31"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The last day lies before the first" in page
    assert 'value="Rise"' in page


def test_a_clerk_of_one_area_changes_neither_anothers_prices_nor_those_of_all(clerk: Client) -> None:
    for area in ("GR01-20-00", ""):
        assert clerk.post("/price-proposals/new", {**FORM, "sales_area": area}).status_code in (403, 422)
    assert not PriceProposal.objects.exists()


def test_lines_are_filtered_left_out_and_exported(clerk: Client, pricing_clerk: User) -> None:
    proposal = a_proposal(pricing_clerk)
    url = f"/price-proposals/{proposal.pk}/lines"
    nut = proposal.lines.get(source__product="NUT-M8")

    clerk.post(f"/price-proposals/{proposal.pk}/leave_out_prices", {"row": [str(nut.pk), "no"]})

    left_out = clerk.get(url, {"outcome": "left_out"}).content.decode()
    assert "NUT-M8" in left_out
    assert "BOLT-M8" not in left_out
    assert "BOLT-M8" in clerk.get(url, {"q": "BOLT"}).content.decode()
    exported = b"".join(clerk.get(url, {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "product BOLT-M8,24,24.77,EUR,3.21" in exported
    assert clerk.get(url, {"export": "xlsx"}).status_code == 200
    clerk.post(f"/price-proposals/{proposal.pk}/leave_out_prices?back=1", {"row": [str(nut.pk)]})
    proposal.refresh_from_db()
    assert (proposal.new, proposal.left_out) == (2, 0)


def test_a_seller_does_not_see_what_is_only_proposed(client: Client, seller: User, pricing_clerk: User) -> None:
    proposal = a_proposal(pricing_clerk)
    client.force_login(seller)

    assert client.get("/price-proposals/").status_code == 404
    assert client.get(f"/price-proposals/{proposal.pk}/").status_code == 404
    assert client.get(f"/price-proposals/{proposal.pk}/lines").status_code == 404


def test_a_clerk_of_another_area_sees_nothing_of_it(client: Client, pricing_clerk: User) -> None:
    proposal = a_proposal(pricing_clerk)
    client.force_login(a_user("other_clerk", role=Role.PRICING_CLERK, scope="GR01-20-00"))

    assert client.get(f"/price-proposals/{proposal.pk}/").status_code == 404
    assert "Prices of 2027" not in client.get("/price-proposals/").content.decode()


def test_a_release_that_is_refused_says_why_on_the_page(clerk: Client, pricing_clerk: User) -> None:
    change_release_rule(sales_area="", other_person=True, approve_beyond=None, by=pricing_clerk, at=MONDAY)
    proposal = a_proposal(pricing_clerk)

    answer = clerk.post(f"/price-proposals/{proposal.pk}/release_prices", {})

    assert answer.status_code == 422
    assert "Another person than the author has to release these prices" in answer.content.decode()


def test_a_lead_returns_a_proposal_and_its_author_reads_why(client: Client, clerk: Client, pricing_clerk: User) -> None:
    proposal = a_proposal(pricing_clerk)
    lead = a_user("lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
    desk = Client()
    desk.force_login(lead)

    assert "Comment" in desk.get(f"/price-proposals/{proposal.pk}/return_prices").content.decode()
    desk.post(f"/price-proposals/{proposal.pk}/return_prices", {"comment": "Without the nuts", "version": "1"})

    page = clerk.get(f"/price-proposals/{proposal.pk}/").content.decode()
    assert "Without the nuts" in page
    assert "Compute again" in page
    clerk.post(f"/price-proposals/{proposal.pk}/recompute_prices", {})
    clerk.post(f"/price-proposals/{proposal.pk}/withdraw_prices", {})
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"


def test_a_lead_says_who_releases(client: Client, sales_lead: User) -> None:
    client.force_login(sales_lead)

    assert client.get("/price-proposals/release-rule").status_code == 200
    client.post(
        "/price-proposals/release-rule", {"sales_area": DIRECT_SALES, "other_person": "on", "approve_beyond": "5"}
    )
    assert client.post("/price-proposals/release-rule", {"sales_area": ""}).status_code == 403

    rule = ReleaseRule.objects.get()
    assert (rule.sales_area, rule.other_person, rule.approve_beyond) == (DIRECT_SALES, True, 5)


def test_the_pages_speak_greek(client: Client) -> None:
    greek = a_user("greek", role=Role.PRICING_CLERK, scope=DIRECT_SALES, language="el")
    client.force_login(greek)
    proposal = a_proposal(greek)

    page = client.get(f"/price-proposals/{proposal.pk}/").content.decode()

    assert "24,77\u00a0EUR" in page
    assert "πρόχειρη" in page
    assert "Τιμές" in client.get("/price-proposals/new").content.decode()


def test_a_program_proposes_reads_and_releases(pricing_clerk: User) -> None:
    erp = program(pricing_clerk)
    body: dict[str, Any] = {
        "title": "2027", "sales_area": DIRECT_SALES, "valid_from": "2027-01-01",
        "selection": {"condition_type": "PR00", "valid_on": "2026-11-23", "key": {"product": "BOLT*"}},
        "change": {"value": "3.2", "rounding": {"step": "1", "ending": "0.90"}},
    }  # fmt: skip

    made = erp.post("/api/v1/price_proposals/propose_prices", body, "application/json")
    assert made.status_code == 201, made.content
    number = made.json()["id"]

    lines = erp.get(f"/api/v1/price_proposals/{number}/lines").json()["items"]
    assert [(line["amount"], line["proposed"], line["outcome"]) for line in lines] == [("24.0000", "24.9000", "new")]
    stale = erp.post(f"/api/v1/price_proposals/{number}/release_prices", headers={"if-match": '"7"'})
    assert stale.status_code == 412
    released = erp.post(f"/api/v1/price_proposals/{number}/release_prices", headers={"if-match": made["ETag"]})
    assert released.json()["status"] == "released"
    assert holding("BOLT-M8", NEXT_YEAR) == [Decimal("24.90")]
    assert erp.get("/api/v1/price_proposals").json()["items"][0]["id"] == number


def test_a_programs_bad_proposal_names_the_field(pricing_clerk: User) -> None:
    body = {
        "title": "2027", "sales_area": DIRECT_SALES, "valid_from": "2027-01-01",
        "selection": {"condition_type": "PR00", "valid_on": "2026-11-23", "key": {"colour": "red"}},
        "change": {"value": "3.2"},
    }  # fmt: skip

    answer = program(pricing_clerk).post("/api/v1/price_proposals/propose_prices", body, "application/json")

    assert answer.status_code == 422
    assert "colour" in answer.json()["detail"]


@pytest.mark.parametrize("verb", ["leave_out_prices", "recompute_prices", "withdraw_prices", "return_prices"])
def test_programs_do_what_pages_do(pricing_clerk: User, verb: str) -> None:
    proposal = a_proposal(pricing_clerk)
    body = {"leave_out_prices": {"lines": [proposal.lines.earliest("id").pk]}, "return_prices": {"comment": "No"}}

    answer = program(pricing_clerk).post(
        f"/api/v1/price_proposals/{proposal.pk}/{verb}", body.get(verb, {}), "application/json"
    )

    assert answer.status_code == 200, answer.content
    expected = {"leave_out_prices": "draft", "recompute_prices": "draft", "withdraw_prices": "withdrawn"}
    assert answer.json()["status"] == expected.get(verb, "returned")


def test_the_timeline_of_a_proposal_is_read_by_who_sees_the_proposal(clerk: Client, pricing_clerk: User) -> None:
    chief = a_user("chief", role=Role.PRICING_CLERK)
    a_record("PIN-M8", "2.00", area=None)
    mine, of_all = a_proposal(pricing_clerk), a_proposal(chief, sales_area=None)

    assert clerk.get(f"/journal/proposal/{mine.pk}").status_code == 200
    assert clerk.get(f"/journal/proposal/{of_all.pk}").status_code == 404
