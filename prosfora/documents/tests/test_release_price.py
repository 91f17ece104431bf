"""Prices under a floor or a least margin: saved by anyone, issued only once released, exactly as released."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import HeaderFields, ItemLine, LineFields, ManualCondition
from prosfora.documents.rules.release import Limited, released_as_stored, state_of
from prosfora.documents.services import (
    change_quotation,
    copy_quotation,
    issue_quotation,
    reject_items,
    release_price,
    reprice_quotation,
    reprice_quotations,
)
from prosfora.documents.services.release import CommentMissing, NothingToRelease, PriceNeedsRelease
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.pricing.queries.records import visible_conditions
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.settings import DeterminationRow, DeterminationSetting, StepSetting, TypeSetting
from prosfora.pricing.services import change_condition, configure_prices, create_condition
from prosfora.pricing.tests.builders import SETUP, SINCE, SYSTEM
from prosfora.pricing.tests.test_api import client_of
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("limits", "on_monday")
TODAY = MONDAY.date()
BOLTS = ItemLine(product="BOLT-M8", quantity=Decimal(40))


def less(percent: str) -> tuple[ManualCondition, ...]:
    return (ManualCondition("RA00", Decimal(percent)),)


def off(percent: str) -> LineFields:
    """So many per cent off the bolts, which cost 10.00 and us 6.00; the floor is 9.00, the least margin 30 %."""
    return LineFields(manual=less(percent))


@pytest.fixture
def limits(company: object, pricing_clerk: User) -> None:
    """A procedure that asks, a floor of 9.00 and a least margin of 30 % for bolts."""
    an_offering()
    floor = TypeSetting(
        "ZFLO", "Floor price", "Κατώτατη τιμή", "limit", "quantity", is_statistical=True, sequence="K004"
    )
    margin = replace(floor, code="ZMAR", name_en="Least margin", name_el="Ελάχιστο περιθώριο", calculation="percent")
    standard = set_up().procedures["RVAA01"]
    steps = StepSetting(945, condition_type="ZFLO"), StepSetting(946, condition_type="ZMAR")
    copy = replace(standard, code="ZVAA01", name="Ours", steps=(*standard.steps, *steps))
    for wanted in (floor, margin, copy):
        configure_prices(wanted=wanted, is_new=True, version=None, by=pricing_clerk, at=MONDAY)
    determination = DeterminationSetting((DeterminationRow("ZVAA01"),))
    configure_prices(wanted=determination, is_new=False, version=None, by=pricing_clerk, at=MONDAY)
    record("ZFLO", "9", currency="EUR", unit="PCE")
    record("ZMAR", "30")


def record(code: str, amount: str, **terms: object) -> None:
    create_condition(
        condition_type=code, key={"product": "BOLT-M8"}, amount=Decimal(amount), valid_from=SINCE, by=SYSTEM, at=SETUP,
        **terms,
    )  # fmt: skip


@pytest.fixture
def cheap(limits: None, seller: User) -> SalesDocument:
    """A draft with one item of 8.00 under the floor, one of the usual price."""
    return a_quotation(owner=seller, items=[replace(BOLTS, manual=less("20")), BOLTS])


def issue(quotation: SalesDocument, seller: User) -> str:
    try:
        issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)
    except PriceNeedsRelease:
        return "asks"
    return quotation.status


def test_it_is_saved_but_not_issued_before_its_release(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    assert (cheap.release_status, [item.release for item in cheap.items.order_by("position")]) == (
        "needed", ["needed", None],
    )  # fmt: skip
    with pytest.raises(PriceNeedsRelease) as refusal:
        issue_quotation(quotation=cheap, by=seller, at=MONDAY)
    assert list(refusal.value.problems) == ["items.10.price"]

    release_price(quotation=cheap, comment="Old friend", by=sales_lead, at=MONDAY)

    assert (cheap.release_status, issue(cheap, seller)) == ("released", "issued")
    entry = JournalEntry.objects.get(verb="release_price")
    assert (entry.reason, entry.data["items"], entry.changes["release_status"]) == (
        "Old friend", "10", ["needed", "released"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({10: off("25")}, "needed"),
        ({10: off("20.01")}, "needed"),
        ({20: off("20")}, "needed"),
        ({10: LineFields(quantity=Decimal(10), unit="PCE")}, "released"),
        ({10: off("15")}, "released"),
        ({10: off("5")}, None),
        ({10: LineFields(note="Urgent")}, "released"),
        ({20: LineFields(quantity=Decimal(1))}, "released"),
        ({10: LineFields(rejection_reason="30")}, None),
    ],
)
def test_the_release_stands_for_these_prices_or_better_ones(
    cheap: SalesDocument, seller: User, sales_lead: User, change: Mapping[int, LineFields], status: str | None
) -> None:
    release_price(quotation=cheap, by=sales_lead, at=MONDAY)

    change_quotation(quotation=cheap, changed=change, by=seller, at=MONDAY)

    stored = SalesDocument.objects.get(pk=cheap.pk)
    assert stored.release_status == status
    assert issue(stored, seller) == ("asks" if status == "needed" else "issued")


def test_a_change_of_the_header_asks_again_only_where_prices_get_worse(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    release_price(quotation=cheap, by=sales_lead, at=MONDAY)

    change_quotation(quotation=cheap, header=HeaderFields(customer_reference="A 7"), by=seller, at=MONDAY)
    assert cheap.release_status == "released"
    header = HeaderFields(manual=(ManualCondition("HA00", Decimal(1)),))
    change_quotation(quotation=cheap, header=header, by=seller, at=MONDAY)

    assert cheap.release_status == "needed"


def test_a_return_needs_a_comment_and_the_next_change_asks_again(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    with pytest.raises(CommentMissing):
        release_price(quotation=cheap, returned=True, comment=" ", by=sales_lead, at=MONDAY)

    release_price(quotation=cheap, returned=True, comment="At most 10 %", by=sales_lead, at=MONDAY)

    assert (cheap.release_status, cheap.last_release["comment"], issue(cheap, seller)) == (
        "returned", "At most 10 %", "asks",
    )  # fmt: skip
    with pytest.raises(NothingToRelease):
        release_price(quotation=cheap, by=sales_lead, at=MONDAY)
    change_quotation(quotation=cheap, changed={10: off("15")}, by=seller, at=MONDAY)
    assert cheap.release_status == "needed"


def test_a_copy_asks_for_itself(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    release_price(quotation=cheap, by=sales_lead, at=MONDAY)

    assert copy_quotation(quotation=cheap, by=seller, at=MONDAY).release_status == "needed"


@pytest.mark.parametrize("many", [True, False])
def test_pricing_again_asks_where_a_price_falls(seller: User, sales_lead: User, many: bool) -> None:
    quotation = a_quotation(owner=seller, items=1)
    bolts = visible_conditions(sales_lead).get(lookup="PR00|product=BOLT-M8")
    change_condition(condition=bolts, changes={"amount": Decimal("8.50")}, valid_from=TODAY, by=SYSTEM, at=SETUP)
    assert quotation.release_status is None

    if many:
        reprice_quotations(ids=[quotation.pk], pricing_date=TODAY, by=seller, at=MONDAY)
    else:
        reprice_quotation(quotation=quotation, by=seller, at=MONDAY)

    quotation.refresh_from_db()
    assert (quotation.release_status, Item.objects.get(document=quotation).release) == ("needed", "needed")


def test_a_rejected_item_is_brought_back_under_its_limit(cheap: SalesDocument, seller: User) -> None:
    reject_items(document=cheap, reasons={10: "30"}, by=seller, at=MONDAY)
    assert cheap.release_status is None

    reject_items(document=cheap, reasons={10: ""}, by=seller, at=MONDAY)

    assert cheap.release_status == "needed"


def test_it_is_recomputed_from_what_it_kept(cheap: SalesDocument) -> None:
    assert list(recompute(SalesDocument.objects.filter(pk=cheap.pk))) == []


class TestPages:
    def test_the_lead_finds_sees_why_and_releases(self, cheap: SalesDocument, sales_lead: User, client: Client) -> None:
        client.force_login(sales_lead)
        url = f"/quotations/{cheap.number}/release_price"

        listed = client.get("/quotations/price_releases").content.decode()
        page = client.get(url).content.decode()
        answer = client.post(url, {"version": cheap.version, "comment": "Yes"}, follow=True)

        assert cheap.number in listed
        assert all(said in page for said in ("Floor price", "360.00", "320.00", "40.00", "Least margin", "25"))
        assert "Prices released by" in answer.content.decode()
        assert "The price needs a release" not in answer.content.decode()
        assert cheap.number not in client.get("/quotations/price_releases").content.decode()

    def test_a_return_without_a_comment_stays_on_the_page(
        self, cheap: SalesDocument, sales_lead: User, client: Client
    ) -> None:
        client.force_login(sales_lead)

        answer = client.post(
            f"/quotations/{cheap.number}/release_price", {"version": cheap.version, "comment": "", "returned": "1"}
        )

        assert (answer.status_code, "Say what should change" in answer.content.decode()) == (422, True)

    def test_who_may_not_see_costs_learns_that_it_waits_but_neither_floor_nor_margin(
        self, cheap: SalesDocument, sales_support: User, client: Client
    ) -> None:
        client.force_login(sales_support)
        shown = (
            client.get(f"/quotations/{cheap.number}/").content.decode()
            + client.get(f"/quotations/{cheap.number}/items/10").content.decode()
            + client.get("/prices/").content.decode()
        )

        assert not sales_support.rights.allows("catalog.display_cost")
        assert "wait for their release" in shown
        assert "The price needs a release" in shown
        assert "ZFLO" not in shown
        assert "360.00" not in shown
        assert not visible_conditions(sales_support).filter(condition_type__in=("ZFLO", "ZMAR")).exists()

    def test_programs_release_and_read_it(self, cheap: SalesDocument, seller: User, sales_lead: User) -> None:
        url = f"/api/v1/quotations/{cheap.number}"

        refused = client_of(seller).post(f"{url}/release_price", {}, content_type="application/json")
        seen = client_of(seller).get(url).json()
        issued = client_of(seller).post(f"{url}/issue_quotation", {}, content_type="application/json")
        released = client_of(sales_lead).post(
            f"{url}/release_price", {"comment": "Yes"}, content_type="application/json"
        )

        assert (refused.status_code, issued.status_code, released.status_code) == (403, 422, 200)
        assert (seen["release_status"], "9" in seen["items"][0]["problems"][0]["text"]) == ("needed", False)
        assert (released.json()["release_status"], released.json()["release_comment"]) == ("released", "Yes")


class TestTheRule:
    ITEM = Limited("A", "PCE", "EUR", Decimal(3), Decimal(10), frozenset({"ZFLO"}))

    def test_compares_prices_exactly_whatever_the_quantity(self) -> None:
        kept = released_as_stored(self.ITEM)

        assert state_of(self.ITEM, kept) == "released"
        assert state_of(self.ITEM._replace(quantity=Decimal(6), net=Decimal("19.99")), kept) == "needed"
        assert state_of(self.ITEM._replace(quantity=Decimal(6), net=Decimal(20)), kept) == "released"

    @pytest.mark.parametrize(
        "change", [{"product": "B"}, {"unit": "BOX"}, {"currency": "USD"}, {"reasons": frozenset({"ZFLO", "ZMAR"})}]
    )
    def test_another_thing_or_another_limit_asks_again(self, change: dict[str, object]) -> None:
        assert state_of(self.ITEM._replace(**change), released_as_stored(self.ITEM)) == "needed"
