"""Releasing drafts of single prices: the rule, the checks, the race, the work list, pages and calls."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.queries import timeline, verify_all
from prosfora.catalog.models import Product
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.pricelists.queries import changes_of, drafts_to_release
from prosfora.pricelists.rules.draft_changes import INCOMPARABLE, largest_change
from prosfora.pricelists.services import MayNotRelease, change_release_rule, release_condition
from prosfora.pricelists.tests.builders import NEXT_YEAR
from prosfora.pricelists.tests.test_services import LAST, a_record, holding
from prosfora.pricelists.tests.test_views import program
from prosfora.pricing.models import ConditionRecord, ConditionType
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services import (
    BadCondition,
    DraftOutdated,
    PeriodsOverlap,
    UnknownKey,
    change_condition,
    create_condition,
    delete_condition,
)
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import standard_pricing
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
LATER = MONDAY + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _trade(company: object) -> None:
    standard_pricing()


def a_change(by: User, product: str = "BOLT-M8", amount: str = "25", **facts: Any) -> ConditionRecord:
    """A draft that changes a product's price from next year on; the price is made where there is none."""
    price = ConditionRecord.objects.filter(product=product, status="released").first() or a_record(product, "24")
    wanted = {"changes": {"amount": D(amount)}, "valid_from": NEXT_YEAR, **facts}
    return change_condition(condition=price, draft=True, by=by, at=MONDAY, **wanted)


def a_new_price(by: User, product: str = "NUT-M8", **facts: Any) -> ConditionRecord:
    return create_condition(
        condition_type="PR00", key={"product": product}, amount=D(9), currency="EUR", unit="PCE",
        by=by, at=MONDAY, draft=True, **{"sales_area": DIRECT_SALES, "valid_from": dt.date(2026, 1, 1), **facts},
    )  # fmt: skip


def released(*drafts: ConditionRecord, by: User) -> list[ConditionRecord]:
    return release_condition(conditions=drafts, by=by, at=LATER)


class TestRelease:
    def test_a_change_cuts_the_price_that_stood(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        assert (holding("BOLT-M8", LAST), holding("BOLT-M8", NEXT_YEAR)) == ([D(24)], [D(24)])

        made = released(draft, by=sales_lead)[0]

        assert (holding("BOLT-M8", LAST), holding("BOLT-M8", NEXT_YEAR)) == ([D(24)], [D(25)])
        price = ConditionRecord.objects.get(product="BOLT-M8", amount=24)
        assert (made.pk, made.lineage, made.version) == (draft.pk, price.lineage, 2)
        assert (made.created_by, made.released_by, made.released_at) == ("pricing_clerk", "sales_lead", LATER)

    def test_what_ends_before_the_price_did_gives_it_back(self, pricing_clerk: User, sales_lead: User) -> None:
        released(a_change(pricing_clerk, valid_to=dt.date(2027, 1, 31)), by=sales_lead)

        days = (LAST, NEXT_YEAR, dt.date(2027, 1, 31), dt.date(2027, 2, 1))
        assert [holding("BOLT-M8", day) for day in days] == [[D(24)], [D(25)], [D(25)], [D(24)]]
        rest = ConditionRecord.objects.get(valid_from=dt.date(2027, 2, 1))
        assert (rest.released_by, rest.laid_over) == (None, None)

    def test_a_new_price_begins_a_lineage_of_its_own(self, pricing_clerk: User, sales_lead: User) -> None:
        a_record("NUT-M8", "1", valid_to=dt.date(2026, 1, 31))
        draft = a_new_price(pricing_clerk, valid_from=dt.date(2026, 2, 1))

        made = released(draft, by=sales_lead)[0]

        assert (made.lineage, made.version, holding("NUT-M8", NEXT_YEAR)) == (draft.pk, 2, [D(9)])

    def test_it_is_journalled_with_who_and_when(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        begun = str(draft.lineage)

        made = released(draft, by=sales_lead)[0]

        of_price, of_draft = timeline("condition", str(made.lineage))[0], timeline("draft", begun)[0]
        assert (of_price.verb, of_price.actor, of_price.at) == ("release_condition", "sales_lead", LATER)
        assert of_price.changes["amount"] == ["24", "25"]
        assert (of_draft.verb, of_draft.changes) == ("release_condition", {"status": ["draft", "released"]})
        assert list(verify_all()) == []

    def test_several_at_once_or_none(self, pricing_clerk: User, sales_lead: User) -> None:
        first, second = a_change(pricing_clerk), a_change(pricing_clerk, "NUT-M8")
        delete_condition(condition=second, ends_on=LAST, by=pricing_clerk, at=MONDAY)

        with pytest.raises(ChangedMeanwhile, match="NUT-M8 was withdrawn"):
            released(first, second, by=sales_lead)

        assert holding("BOLT-M8", NEXT_YEAR) == [D(24)]
        assert released(first, a_change(pricing_clerk, "NUT-M8"), by=sales_lead)
        assert (holding("BOLT-M8", NEXT_YEAR), holding("NUT-M8", NEXT_YEAR)) == ([D(25)], [D(25)])

    def test_periods_that_follow_each_other_go_together(self, pricing_clerk: User, sales_lead: User) -> None:
        first = a_change(pricing_clerk, valid_to=dt.date(2027, 1, 31))
        second = a_change(pricing_clerk, amount="26", valid_from=dt.date(2027, 2, 1))

        released(first, second, by=sales_lead)

        days = (LAST, NEXT_YEAR, dt.date(2027, 1, 31), dt.date(2027, 2, 1))
        assert [holding("BOLT-M8", day) for day in days] == [[D(24)], [D(25)], [D(25)], [D(26)]]
        assert list(verify_all()) == []

    def test_the_number_of_statements_does_not_grow(self, pricing_clerk: User, sales_lead: User) -> None:
        def statements(*products: str) -> int:
            drafts = [a_change(pricing_clerk, product) for product in products]
            with CaptureQueriesContext(connection) as asked:
                released(*drafts, by=sales_lead)
            return len(asked)

        statements("PIN-0")
        few = statements(*(f"PIN-{number}" for number in range(1, 21)))  # from twenty on the journal writes in bulk
        assert statements(*(f"PIN-{number}" for number in range(21, 61))) == few


class TestTheWorldMeanwhile:
    def test_a_price_changed_since_must_be_looked_at(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        price = ConditionRecord.objects.get(product="BOLT-M8", amount=24)
        change_condition(condition=price, changes={"amount": D(30)}, valid_from=LAST, by=pricing_clerk, at=MONDAY)

        with pytest.raises(DraftOutdated, match="BOLT-M8"):
            released(draft, by=sales_lead)
        assert holding("BOLT-M8", NEXT_YEAR) == [D(30)]

        again = change_condition(condition=draft, changes={}, valid_from=NEXT_YEAR, by=pricing_clerk, at=LATER)
        released(again, by=sales_lead)
        assert holding("BOLT-M8", NEXT_YEAR) == [D(25)]

    def test_a_price_recorded_since_stands_in_the_way_of_a_new_one(self, pricing_clerk: User, sales_lead: User) -> None:
        a_record("NUT-M8", "1", valid_to=dt.date(2025, 12, 31), valid_from=dt.date(2025, 1, 1))
        draft = a_new_price(pricing_clerk)
        a_record("NUT-M8", "8")

        with pytest.raises(DraftOutdated):
            released(draft, by=sales_lead)
        assert holding("NUT-M8", NEXT_YEAR) == [D(8)]

    def test_limits_of_the_type_may_have_changed(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        ConditionType.objects.filter(code="PR00").update(upper_limit=D(20))
        touch_configuration()

        with pytest.raises(BadCondition, match=r"PR00, product BOLT-M8: 25.*outside the limits"):
            released(draft, by=sales_lead)
        draft.refresh_from_db()
        assert draft.status == "draft"

    def test_the_product_may_be_gone(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        Product.objects.filter(number="BOLT-M8").update(number="BOLT-M9")

        with pytest.raises(UnknownKey, match="There is no product BOLT-M8"):
            released(draft, by=sales_lead)

    def test_the_key_may_not_be_looked_up_any_more(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        ConditionType.objects.filter(code="PR00").update(sequence="K007")
        touch_configuration()

        with pytest.raises(UnknownKey):
            released(draft, by=sales_lead)

    def test_two_drafts_for_one_day_exclude_each_other(self, pricing_clerk: User, sales_lead: User) -> None:
        first, second = a_change(pricing_clerk), a_change(pricing_clerk, amount="26")

        with pytest.raises(PeriodsOverlap, match="two of these drafts"):
            released(first, second, by=sales_lead)
        released(first, by=sales_lead)
        with pytest.raises(DraftOutdated):
            released(second, by=sales_lead)

    def test_what_holds_already_is_not_released(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk, amount="24")

        with pytest.raises(BadCondition, match="this very price holds already"):
            released(draft, by=sales_lead)

    def test_the_second_of_two_is_told_who_was_first(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        seen = ConditionRecord.objects.get(pk=draft.pk)
        released(draft, by=sales_lead)

        with pytest.raises(ChangedMeanwhile, match="sales_lead released this draft already"):
            released(seen, by=pricing_clerk)
        with pytest.raises(ChangedMeanwhile, match="sales_lead released this draft already"):
            change_condition(condition=seen, changes={}, valid_from=NEXT_YEAR, by=pricing_clerk, at=LATER)

    def test_a_draft_edited_since_is_looked_at_again(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_change(pricing_clerk)
        change_condition(condition=draft, changes={"amount": D(99)}, valid_from=NEXT_YEAR, by=pricing_clerk, at=LATER)

        with pytest.raises(ChangedMeanwhile, match="pricing_clerk changed this draft"):
            release_condition(conditions=[draft], by=sales_lead, at=LATER, versions={draft.pk: 1})


class TestWhoMay:
    def test_without_a_rule_its_author_may(self, pricing_clerk: User) -> None:
        assert released(a_change(pricing_clerk), by=pricing_clerk)

    def test_four_eyes_where_the_rule_of_the_company_says_so(self, pricing_clerk: User, sales_lead: User) -> None:
        change_release_rule(sales_area="", other_person=True, approve_beyond=None, by=pricing_clerk, at=MONDAY)
        draft = a_change(pricing_clerk)

        with pytest.raises(MayNotRelease, match="Another person than the author"):
            released(draft, by=pricing_clerk)
        assert released(draft, by=sales_lead)

    def test_whoever_edited_it_last_is_the_author(self, pricing_clerk: User, sales_lead: User) -> None:
        change_release_rule(sales_area="", other_person=True, approve_beyond=None, by=pricing_clerk, at=MONDAY)
        draft = a_change(pricing_clerk)
        edited = change_condition(
            condition=draft, changes={"amount": D(26)}, valid_from=NEXT_YEAR, by=sales_lead, at=LATER
        )

        with pytest.raises(MayNotRelease):
            released(edited, by=sales_lead)
        assert released(edited, by=pricing_clerk)

    @pytest.mark.parametrize(("amount", "may"), [("25", True), ("30", False), ("18", False)])
    def test_a_large_change_needs_a_lead(self, pricing_clerk: User, sales_lead: User, amount: str, may: bool) -> None:
        change_release_rule(
            sales_area=DIRECT_SALES, other_person=False, approve_beyond=D(10), by=pricing_clerk, at=MONDAY
        )
        draft = a_change(pricing_clerk, amount=amount)

        if not may:
            with pytest.raises(MayNotRelease, match="more than 10 per cent"):
                released(draft, by=pricing_clerk)
        assert released(draft, by=pricing_clerk if may else sales_lead)

    def test_drafts_of_all_areas_need_the_right_in_all(self, pricing_clerk: User, client: Client) -> None:
        a_record("NUT-M8", "1", valid_to=dt.date(2026, 1, 31))
        draft = a_new_price(pricing_clerk, sales_area=None, valid_from=dt.date(2026, 2, 1))
        client.force_login(pricing_clerk)

        assert draft not in drafts_to_release(pricing_clerk)
        assert client.post(f"/prices/{draft.pk}/release_condition", {"version": "1"}).status_code == 403
        assert draft in drafts_to_release(a_user("head", role=Role.SALES_LEAD))


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        ({"amount": "24"}, {"amount": "30"}, D("25.00")),
        ({"amount": "24"}, {"amount": "18"}, D("25.00")),
        ({"amount": "24", "per": D(100)}, {"amount": "0.24"}, D(0)),
        ({"amount": "24", "unit": "PCE"}, {"amount": "24", "unit": "KGM"}, INCOMPARABLE),
        ({"amount": "0"}, {"amount": "1"}, INCOMPARABLE),
        ({"amount": "0"}, {"amount": "0"}, D(0)),
        ({"amount": "24"}, {"amount": "0", "on_request": True}, INCOMPARABLE),
        (
            {"amount": "24", "scales": ((D(1), D(24)), (D(10), D(20)))},
            {"amount": "24", "scales": ((D(1), D(24)), (D(10), D(10)))},
            D("50.00"),
        ),
        ({"amount": "24"}, {"amount": "24", "scales": ((D(1), D(1)),)}, INCOMPARABLE),
    ],
)
def test_how_far_a_draft_goes(before: dict[str, Any], after: dict[str, Any], percent: Decimal) -> None:
    def terms(facts: dict[str, Any]) -> Terms:
        return Terms(**{**facts, "amount": D(facts["amount"]), "valid_from": NEXT_YEAR})

    assert largest_change([terms(before)], terms(after)) == percent
    assert largest_change([], terms(after)) is None


class TestPages:
    def test_the_work_list_shows_what_holds_beside_the_draft(self, client: Client, pricing_clerk: User) -> None:
        draft = a_change(pricing_clerk)
        client.force_login(pricing_clerk)

        page = client.get("/price-drafts/").content.decode()
        assert f'value="{draft.pk}-1"' in page
        assert f'href="/prices/{draft.pk}/release_condition"' in page
        assert "24.00\u00a0EUR" in page
        assert "25.00\u00a0EUR" in page
        assert "4.17" in page
        assert "BOLT-M8" not in client.get("/price-drafts/?q=NUT").content.decode()
        assert b"BOLT-M8" in client.get("/price-drafts/?export=csv").getvalue()

    def test_several_are_chosen_and_released(self, client: Client, sales_lead: User, pricing_clerk: User) -> None:
        first, second = a_change(pricing_clerk), a_change(pricing_clerk, "NUT-M8")
        client.force_login(sales_lead)
        rows = {"row": [f"{first.pk}-1", f"{second.pk}-1", "nonsense"]}

        page = client.post("/price-drafts/release_conditions", rows, follow=True).content.decode()

        assert "2 draft prices released." in page
        assert "No draft price waits for its release." in page
        assert holding("NUT-M8", NEXT_YEAR) == [D(25)]

    def test_one_that_cannot_be_stops_all_and_says_why(self, client: Client, pricing_clerk: User) -> None:
        first, second = a_change(pricing_clerk), a_change(pricing_clerk, "NUT-M8")
        client.force_login(pricing_clerk)
        rows = {"row": [f"{first.pk}-1", f"{second.pk}-7"]}

        page = client.post("/price-drafts/release_conditions", rows, follow=True).content.decode()

        assert "pricing_clerk changed this draft meanwhile" in page
        assert holding("BOLT-M8", NEXT_YEAR) == [D(24)]

    def test_the_page_of_a_release_says_what_it_would_do(self, client: Client, pricing_clerk: User) -> None:
        change_release_rule(sales_area="", other_person=True, approve_beyond=D(10), by=pricing_clerk, at=MONDAY)
        draft = a_change(pricing_clerk)
        client.force_login(pricing_clerk)
        url = f"/prices/{draft.pk}/release_condition"

        page = client.get(url).content.decode()
        assert "by another person than the author" in page
        assert "24.00\u00a0EUR" in page
        refused = client.post(url, {"version": "1"})
        assert refused.status_code == 422
        assert "Another person than the author has to release" in refused.content.decode()

        other = a_user("lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
        client.force_login(other)
        assert client.post(url, {"version": "1"})["Location"] == f"/prices/{draft.pk}/"
        page = client.get(f"/prices/{draft.pk}/").content.decode()
        assert "released by lead" in page
        assert client.get(url)["Location"] == f"/prices/{draft.pk}/"
        late = client.post(url, {"version": "1"})
        assert late.status_code == 412
        assert "lead released this draft already" in late.content.decode()

    def test_today_counts_what_waits(self, client: Client, pricing_clerk: User, seller: User) -> None:
        client.force_login(pricing_clerk)
        assert "Draft prices to release" not in client.get("/").content.decode().partition('class="tiles"')[2]
        a_change(pricing_clerk)
        tiles = client.get("/").content.decode().partition('class="tiles"')[2]
        assert "Draft prices to release" in tiles
        assert "/price-drafts/" in tiles
        client.force_login(seller)
        assert "/price-drafts/" not in client.get("/").content.decode()

    def test_other_areas_and_sellers_see_none(self, client: Client, pricing_clerk: User, seller: User) -> None:
        draft = a_change(pricing_clerk)
        client.force_login(a_user("other_clerk", role=Role.PRICING_CLERK, scope=DEALERS))
        assert "BOLT-M8" not in client.get("/price-drafts/").content.decode()
        for who in (seller, User.objects.get(username="other_clerk")):
            client.force_login(who)
            assert client.get(f"/prices/{draft.pk}/release_condition").status_code == 404
            sent = client.post("/price-drafts/release_conditions", {"row": f"{draft.pk}-1"})
            assert sent.status_code in (403, 404)
        assert client.get("/price-drafts/").status_code in (200, 404)
        draft.refresh_from_db()
        assert draft.status == "draft"

    def test_the_work_list_asks_as_much_for_many_rows_as_for_one(self, client: Client, pricing_clerk: User) -> None:
        client.force_login(pricing_clerk)

        def statements() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get("/price-drafts/")
            return len(asked)

        a_change(pricing_clerk)
        statements()
        one = statements()
        for number in range(8):
            a_change(pricing_clerk, f"PIN-{number}")
        assert statements() == one
        assert len(changes_of(list(drafts_to_release(pricing_clerk)))) == 9


class TestCalls:
    def test_a_program_releases_one_draft_in_the_version_it_saw(self, pricing_clerk: User) -> None:
        draft = a_change(pricing_clerk)
        url = f"/api/v1/conditions/{draft.pk}/release_condition"
        client = program(pricing_clerk)

        assert client.post(url, headers={"if-match": '"7"'}).status_code == 412
        answer = client.post(url, headers={"if-match": '"1"'})
        assert (answer.status_code, answer.json()["status"], answer["ETag"]) == (200, "released", '"2"')
        assert client.post(url, headers={"if-match": '"1"'}).status_code == 412

    def test_and_several_at_once(self, pricing_clerk: User, seller: User) -> None:
        drafts = [a_change(pricing_clerk), a_change(pricing_clerk, "NUT-M8")]
        body = {"conditions": [{"id": draft.pk, "version": 1} for draft in drafts]}
        url = "/api/v1/conditions/release_conditions"

        assert program(seller).post(url, body, content_type="application/json").status_code == 404
        answer = program(pricing_clerk).post(url, body, content_type="application/json")
        assert [row["status"] for row in answer.json()] == ["released", "released"]
        assert holding("NUT-M8", NEXT_YEAR) == [D(25)]
