"""A rule about floors and the release of prices: two ways to decide, one record of what was let go."""

import pytest

from prosfora.approvals.tests.builders import an_approval_rule
from prosfora.audit.models import JournalEntry
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.services import (
    approve_quotation,
    change_quotation,
    issue_quotation,
    release_price,
    request_approval,
)
from prosfora.documents.services.release import PriceNeedsRelease
from prosfora.documents.services.standing import ApprovalMissing
from prosfora.documents.tests.test_release_price import cheap, limits, off
from prosfora.identity.models import User
from tests.cast import MONDAY

__all__ = ["cheap", "limits"]
pytestmark = pytest.mark.usefixtures("limits", "on_monday")


def issue(quotation: SalesDocument, seller: User) -> str:
    try:
        issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)
    except (PriceNeedsRelease, ApprovalMissing) as refusal:
        return type(refusal).__name__
    return quotation.status


def test_the_last_approval_releases_the_prices_as_well(
    cheap: SalesDocument, seller: User, sales_lead: User, administrator: User
) -> None:
    an_approval_rule("FLOOR", fact="floor", steps=("sales_lead", "administrator"))
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)
    assert cheap.release_status == "needed"

    approve_quotation(quotation=cheap, comment="Old friend", by=administrator, at=MONDAY)

    assert (cheap.status, cheap.release_status, cheap.last_release["by"]) == ("approved", "released", "Administrator")
    assert [item.release for item in Item.objects.filter(document=cheap).order_by("position")] == ["released", None]
    last = JournalEntry.objects.filter(verb="approve_quotation").order_by("-pk")[0]
    assert last.data["released"] == "10"
    assert issue(cheap, seller) == "issued"


def test_a_release_alone_does_not_do_where_a_rule_asks_for_more(
    cheap: SalesDocument, seller: User, sales_lead: User, administrator: User
) -> None:
    an_approval_rule("FLOOR", fact="floor", steps=("administrator",))

    release_price(quotation=cheap, by=sales_lead, at=MONDAY)

    assert issue(cheap, seller) == "ApprovalMissing"
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    approve_quotation(quotation=cheap, by=administrator, at=MONDAY)
    assert issue(cheap, seller) == "issued"


def test_without_such_a_rule_release_and_approval_are_two_questions(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    an_approval_rule("DISC15", limit="15")
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    release_price(quotation=cheap, by=sales_lead, at=MONDAY)
    assert (cheap.status, issue(cheap, seller)) == ("in_approval", "ApprovalMissing")

    approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)

    assert issue(cheap, seller) == "issued"


def test_a_price_that_falls_further_below_its_floor_asks_both_again(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    an_approval_rule("FLOOR", fact="floor")
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)

    change_quotation(quotation=cheap, changed={10: off("15")}, by=seller, at=MONDAY)
    assert (cheap.status, cheap.release_status) == ("approved", "released")
    change_quotation(quotation=cheap, changed={10: off("25")}, by=seller, at=MONDAY)

    assert (cheap.status, cheap.release_status) == ("in_approval", "needed")
