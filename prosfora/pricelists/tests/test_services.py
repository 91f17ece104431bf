"""Proposing, previewing, releasing and taking back changes of many prices."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties.tests.builders import a_party
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.queries import selected_records
from prosfora.pricelists.rules.adjustment import Adjustment
from prosfora.pricelists.services import (
    BadProposal,
    CannotUndo,
    MayNotRelease,
    NothingSelected,
    NotNow,
    PricesChanged,
    Target,
    change_release_rule,
    leave_out_prices,
    propose_prices,
    recompute_prices,
    release_prices,
    return_prices,
    undo_prices,
    withdraw_prices,
)
from prosfora.pricelists.services.working import carry_out_proposal
from prosfora.pricelists.tests.builders import NEXT_YEAR, RISE, TO_NINETY, TODAY, a_proposal, a_selection
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.services import UnknownKey, change_condition, create_condition
from prosfora.pricing.tests.builders import standard_pricing
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

D = Decimal
pytestmark = pytest.mark.django_db
LAST = NEXT_YEAR - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _trade(company: object) -> None:
    standard_pricing()


@pytest.fixture
def lead(db: None) -> User:
    return a_user("lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)


def a_record(product: str, amount: str, *, area: str | None = DIRECT_SALES, **facts: Any) -> ConditionRecord:
    """A base price of the cast's area since the year's begin."""
    if not Product.objects.filter(number=product).exists():
        a_product(product)
    key = {**facts.pop("key", {}), "product": product}
    wanted = {
        "condition_type": "PR00", "key": key, "amount": D(amount), "currency": "EUR", "unit": "PCE", "sales_area": area,
        "valid_from": dt.date(2026, 1, 1), **facts,
    }  # fmt: skip
    return create_condition(**wanted, by=System(), at=MONDAY)


def holding(product: str, day: dt.date, **key: str) -> list[D]:
    """The amounts that hold for a product on a day."""
    rows = ConditionRecord.objects.filter(
        key={**key, "product": product}, status="released", valid_from__lte=day, valid_to__gte=day
    )
    return [row.amount for row in rows]


def test_nothing_holds_before_the_release_and_all_of_it_after(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    a_record("NUT-M8", "9.99")

    proposal = a_proposal(pricing_clerk, TO_NINETY)

    assert (proposal.status, proposal.new, proposal.count) == ("draft", 2, 2)
    assert [str(line.proposed) for line in proposal.lines.order_by("id")] == ["24.9000", "9.9000"]
    assert holding("BOLT-M8", NEXT_YEAR) == [D(24)]

    released = release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert released.status == "released"
    assert (holding("BOLT-M8", LAST), holding("BOLT-M8", NEXT_YEAR)) == ([D(24)], [D("24.90")])
    assert (holding("NUT-M8", LAST), holding("NUT-M8", NEXT_YEAR)) == ([D("9.99")], [D("9.90")])


def test_a_change_is_a_new_period_of_the_same_price(pricing_clerk: User) -> None:
    old = a_record("BOLT-M8", "24.00", valid_to=dt.date(2027, 6, 30))

    release_prices(proposal=a_proposal(pricing_clerk), by=pricing_clerk, at=MONDAY)

    new = ConditionRecord.objects.get(lineage=old.lineage, version=2)
    old.refresh_from_db()
    assert (old.valid_to, old.amount) == (LAST, D(24))
    assert (new.valid_from, new.valid_to, new.amount) == (NEXT_YEAR, dt.date(2027, 6, 30), D("24.77"))


def test_a_change_for_a_time_gives_the_old_price_back_behind_it(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")

    proposal = a_proposal(pricing_clerk, valid_to=dt.date(2027, 1, 31))
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    days = (LAST, NEXT_YEAR, dt.date(2027, 1, 31), dt.date(2027, 2, 1))
    assert [holding("BOLT-M8", day) for day in days] == [[D(24)], [D("24.77")], [D("24.77")], [D(24)]]


def test_only_what_is_selected_changes(pricing_clerk: User) -> None:
    bolt, nut = a_record("BOLT-M8", "24.00"), a_record("NUT-M8", "9.00")
    a_record("BOLT-M8", "30.00", area=DEALERS)
    a_record("BOLT-M8", "20.00", key={"price_list": "02"})
    a_record("BOLT-M8", "21.00", area=None)
    Product.objects.filter(number="NUT-M8").update(group="NUTS", hierarchy="0010020")

    def found(area: str | None = DIRECT_SALES, **narrowed: Any) -> set[int]:
        return set(selected_records(area, a_selection(**narrowed)).values_list("pk", flat=True))

    assert len(found()) == 3
    assert found(product_group="NUTS") == found(hierarchy="001") == {nut.pk}
    assert found(key={"product": "BOLT*", "price_list": "02"}) != set()
    assert bolt.pk not in found(key={"price_list": "02"})
    assert len(found(key={"product": "BOLT*"})) == 2
    assert len(found(None)) == len(found(DEALERS)) == 1
    assert found(currency="USD") == found(on=dt.date(2025, 1, 1)) == set()


def test_a_price_list_is_copied_with_a_change(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00", key={"price_list": "01"}, scales=[(D(1), D(24)), (D(1000), D("22.50"))])
    a_record("NUT-M8", "9.00", key={"price_list": "01"})

    proposal = a_proposal(
        pricing_clerk, selection=a_selection(key={"price_list": "01"}), target=Target("price_list", "price_list", "27")
    )
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert holding("BOLT-M8", NEXT_YEAR, price_list="27") == [D("24.77")]
    assert holding("BOLT-M8", NEXT_YEAR, price_list="01") == [D(24)]
    made = ConditionRecord.objects.get(key={"price_list": "27", "product": "BOLT-M8"})
    assert [D(rate) for _level, rate in made.scales] == [D("24.77"), D("23.22")]
    assert made.valid_to == FOREVER


def test_a_price_list_becomes_one_customers_prices(pricing_clerk: User) -> None:
    customer = a_party("Atlas").number
    a_record("BOLT-M8", "24.00", key={"price_list": "01"})

    proposal = a_proposal(
        pricing_clerk, Adjustment("percent", D(-5)), selection=a_selection(key={"price_list": "01"}),
        target=Target("price_list", "customer", customer),
    )  # fmt: skip
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert holding("BOLT-M8", NEXT_YEAR, customer=customer) == [D("22.80")]


def test_a_copy_is_laid_over_what_the_target_had(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00", key={"price_list": "01"})
    a_record("BOLT-M8", "19.00", key={"price_list": "27"})

    proposal = a_proposal(
        pricing_clerk, selection=a_selection(key={"price_list": "01"}), target=Target("price_list", "price_list", "27")
    )
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert holding("BOLT-M8", LAST, price_list="27") == [D(19)]
    assert holding("BOLT-M8", NEXT_YEAR, price_list="27") == [D("24.77")]


def test_lines_that_cannot_be_say_why_and_the_others_go_on(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00", upper_limit=D(24))
    a_record("NUT-M8", "9.00")
    a_record("PIN-M8", "2.00")

    proposal = a_proposal(pricing_clerk, Adjustment("amount", D(-3), limits=False))

    lines = {line.source.product: (line.outcome, line.flaw) for line in proposal.lines.select_related("source")}
    assert lines == {"BOLT-M8": ("new", ""), "NUT-M8": ("new", ""), "PIN-M8": ("refused", "negative")}
    released = release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)
    assert (released.new, released.refused) == (2, 1)
    assert holding("PIN-M8", NEXT_YEAR) == [D(2)]


def test_keys_that_the_type_does_not_have_are_refused(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")  # by product alone: no price list in its key

    proposal = a_proposal(pricing_clerk, target=Target("price_list", "price_list", "27"))

    assert [(line.outcome, line.flaw) for line in proposal.lines.all()] == [("refused", "no_such_key")]


def test_what_holds_already_is_unchanged(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.90")

    proposal = a_proposal(pricing_clerk, Adjustment("percent", D(0), TO_NINETY.rounding))

    assert (proposal.new, proposal.unchanged) == (0, 1)


def test_lines_left_out_stay_as_they_are(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    a_record("NUT-M8", "9.00")
    proposal = a_proposal(pricing_clerk)
    nut = proposal.lines.get(source__product="NUT-M8")

    assert leave_out_prices(proposal=proposal, lines=[nut.pk], by=pricing_clerk, at=MONDAY) == 1
    proposal.refresh_from_db()
    assert (proposal.new, proposal.left_out) == (1, 1)
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert (holding("NUT-M8", NEXT_YEAR), holding("BOLT-M8", NEXT_YEAR)) == ([D(9)], [D("24.77")])


def test_lines_of_another_proposal_are_not_left_out(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    mine, other = a_proposal(pricing_clerk), a_proposal(pricing_clerk)
    foreign = other.lines.get()

    assert leave_out_prices(proposal=mine, lines=[foreign.pk], by=pricing_clerk, at=MONDAY) == 0

    foreign.refresh_from_db()
    assert foreign.outcome == "new"


def test_a_price_changed_since_the_preview_stops_the_release(pricing_clerk: User) -> None:
    bolt, _nut = a_record("BOLT-M8", "24.00"), a_record("NUT-M8", "9.00")
    proposal = a_proposal(pricing_clerk)
    change_condition(
        condition=bolt, changes={"amount": D(25)}, valid_from=dt.date(2026, 12, 1), by=pricing_clerk, at=MONDAY
    )

    with pytest.raises(PricesChanged, match="BOLT-M8"):
        release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert holding("NUT-M8", NEXT_YEAR) == [D(9)]
    proposal.refresh_from_db()
    assert proposal.status == "draft"
    recomputed = recompute_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)
    assert recomputed.new == 2
    release_prices(proposal=recomputed, by=pricing_clerk, at=MONDAY)
    assert holding("BOLT-M8", NEXT_YEAR) == [D("24.77")]  # of the price that held on the selection's day


def test_a_release_is_taken_back_as_a_whole(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    a_record("NUT-M8", "9.00")
    proposal = a_proposal(pricing_clerk, valid_to=dt.date(2027, 3, 31))
    released = release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    undone = undo_prices(proposal=released, by=pricing_clerk, at=MONDAY)

    assert undone.status == "undone"
    for day in (LAST, NEXT_YEAR, dt.date(2027, 4, 1), dt.date(2030, 1, 1)):
        assert (holding("BOLT-M8", day), holding("NUT-M8", day)) == ([D(24)], [D(9)])


def test_nothing_is_taken_back_where_something_newer_was_laid(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    a_record("NUT-M8", "9.00")
    released = release_prices(proposal=a_proposal(pricing_clerk), by=pricing_clerk, at=MONDAY)
    new = ConditionRecord.objects.get(product="NUT-M8", valid_from=NEXT_YEAR)
    change_condition(
        condition=new, changes={"amount": D(8)}, valid_from=dt.date(2027, 2, 1), by=pricing_clerk, at=MONDAY
    )

    with pytest.raises(CannotUndo, match="NUT-M8"):
        undo_prices(proposal=released, by=pricing_clerk, at=MONDAY)

    assert holding("BOLT-M8", NEXT_YEAR) == [D("24.77")]


def test_another_person_has_to_release_where_the_rule_says_so(pricing_clerk: User, lead: User) -> None:
    change_release_rule(sales_area=DIRECT_SALES, other_person=True, approve_beyond=None, by=lead, at=MONDAY)
    a_record("BOLT-M8", "24.00")
    proposal = a_proposal(pricing_clerk)

    with pytest.raises(MayNotRelease, match="Another person"):
        release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert release_prices(proposal=proposal, by=lead, at=MONDAY).released_by == "lead"


def test_a_large_change_needs_a_sales_lead(pricing_clerk: User, lead: User) -> None:
    change_release_rule(sales_area="", other_person=False, approve_beyond=D(5), by=lead, at=MONDAY)
    a_record("BOLT-M8", "24.00")
    small, large = a_proposal(pricing_clerk), a_proposal(pricing_clerk, Adjustment("percent", D(-6)))

    with pytest.raises(MayNotRelease, match="5 per cent"):
        release_prices(proposal=large, by=pricing_clerk, at=MONDAY)

    assert release_prices(proposal=small, by=pricing_clerk, at=MONDAY).status == "released"
    recomputed = recompute_prices(proposal=large, by=pricing_clerk, at=MONDAY)
    assert recomputed.largest == D("6.00")
    assert release_prices(proposal=recomputed, by=lead, at=MONDAY).status == "released"


def test_the_rule_of_an_area_stands_before_the_one_for_all(pricing_clerk: User, lead: User) -> None:
    change_release_rule(sales_area="", other_person=True, approve_beyond=None, by=lead, at=MONDAY)
    change_release_rule(sales_area=DIRECT_SALES, other_person=False, approve_beyond=None, by=lead, at=MONDAY)
    a_record("BOLT-M8", "24.00")

    assert release_prices(proposal=a_proposal(pricing_clerk), by=pricing_clerk, at=MONDAY).status == "released"


def test_a_returned_proposal_says_what_is_wanted_and_is_computed_again(pricing_clerk: User, lead: User) -> None:
    a_record("BOLT-M8", "24.00")
    proposal = a_proposal(pricing_clerk)

    returned = return_prices(proposal=proposal, comment="Leave the bolts out", by=lead, at=MONDAY)

    assert (returned.status, returned.comment) == ("returned", "Leave the bolts out")
    with pytest.raises(NotNow):
        release_prices(proposal=returned, by=lead, at=MONDAY)
    assert recompute_prices(proposal=returned, by=pricing_clerk, at=MONDAY).status == "draft"


def test_a_return_without_a_comment_is_none(pricing_clerk: User, lead: User) -> None:
    a_record("BOLT-M8", "24.00")

    with pytest.raises(BadProposal) as refusal:
        return_prices(proposal=a_proposal(pricing_clerk), comment="  ", by=lead, at=MONDAY)

    assert refusal.value.field == "comment"


def test_a_withdrawn_proposal_is_over(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    withdrawn = withdraw_prices(proposal=a_proposal(pricing_clerk), by=pricing_clerk, at=MONDAY)

    for verb in (release_prices, recompute_prices, undo_prices):
        with pytest.raises(NotNow):
            verb(proposal=withdrawn, by=pricing_clerk, at=MONDAY)


def test_who_saw_an_older_state_looks_again(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")
    proposal = a_proposal(pricing_clerk)
    line = proposal.lines.get()
    leave_out_prices(proposal=proposal, lines=[line.pk], by=pricing_clerk, at=MONDAY)

    with pytest.raises(ChangedMeanwhile):
        release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY, version=1)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"selection": a_selection("ZZZZ")}, "condition_type"),
        ({"selection": a_selection(key={"colour": "red"})}, "key"),
        ({"valid_to": dt.date(2026, 12, 31)}, "valid_to"),
        ({"change": Adjustment("percent", D(0))}, "value"),
        ({"change": Adjustment("percent", D(-100))}, "value"),
        ({"target": Target("price_list", "colour", "red")}, "target"),
        ({"target": Target("price_list", "price_list", "")}, "target"),
    ],
)
def test_a_proposal_that_cannot_be_names_the_field(pricing_clerk: User, facts: dict[str, Any], field: str) -> None:
    a_record("BOLT-M8", "24.00")
    wanted = {
        "title": "2027", "sales_area": DIRECT_SALES, "selection": a_selection(), "change": RISE,
        "valid_from": NEXT_YEAR, **facts,
    }  # fmt: skip

    with pytest.raises(BadProposal) as refusal:
        propose_prices(**wanted, by=pricing_clerk, at=MONDAY)

    assert refusal.value.field == field
    assert not PriceProposal.objects.exists()


def test_a_list_for_a_customer_who_does_not_exist_is_refused(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00", key={"price_list": "01"})

    with pytest.raises(UnknownKey, match="9999999"):
        a_proposal(pricing_clerk, target=Target("price_list", "customer", "9999999"))


def test_a_selection_that_finds_nothing_is_told(pricing_clerk: User) -> None:
    a_record("BOLT-M8", "24.00")

    with pytest.raises(NothingSelected):
        a_proposal(pricing_clerk, selection=a_selection(key={"product": "SCREW*"}))


def test_the_journal_tells_the_proposal_and_each_price(pricing_clerk: User) -> None:
    old = a_record("BOLT-M8", "24.00")
    proposal = a_proposal(pricing_clerk)

    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    told = JournalEntry.objects.filter(kind="proposal", key=str(proposal.pk)).order_by("sequence")
    assert [entry.verb for entry in told] == ["propose_prices", "release_prices"]
    entry = JournalEntry.objects.get(kind="condition", key=str(old.lineage), verb="release_prices")
    assert entry.changes["amount"] == ["24", "24.77"]


def test_the_worker_makes_and_writes_long_proposals(pricing_clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prosfora.pricelists.services.proposals.AT_ONCE", 1)
    monkeypatch.setattr("prosfora.pricelists.services.releasing.AT_ONCE", 1)
    a_record("BOLT-M8", "24.00")
    a_record("NUT-M8", "9.00")

    proposal = a_proposal(pricing_clerk)
    assert (proposal.status, proposal.lines.count()) == ("computing", 0)
    carry_out_proposal.func(proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.new, proposal.done) == ("draft", 2, 2)

    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)
    proposal.refresh_from_db()
    assert (proposal.status, holding("BOLT-M8", NEXT_YEAR)) == ("releasing", [D(24)])
    carry_out_proposal.func(proposal.pk)
    carry_out_proposal.func(proposal.pk)  # a second run finds nothing to do
    proposal.refresh_from_db()
    assert (proposal.status, holding("BOLT-M8", NEXT_YEAR)) == ("released", [D("24.77")])


def test_a_release_that_the_worker_has_to_refuse_is_a_draft_again(
    pricing_clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prosfora.pricelists.services.releasing.AT_ONCE", 0)
    bolt = a_record("BOLT-M8", "24.00")
    proposal = release_prices(proposal=a_proposal(pricing_clerk), by=pricing_clerk, at=MONDAY)
    change_condition(condition=bolt, changes={"amount": D(25)}, valid_from=TODAY, by=pricing_clerk, at=MONDAY)

    carry_out_proposal.func(proposal.pk)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.released_by) == ("draft", "")
    assert "Changed since the preview" in proposal.refusal


def test_the_number_of_statements_does_not_grow_with_the_lines(pricing_clerk: User) -> None:
    def statements(products: int) -> tuple[int, int]:
        for number in range(products):
            a_record(f"P{products}-{number}", "10.00")
        with CaptureQueriesContext(connection) as proposing:
            proposal = a_proposal(pricing_clerk, selection=a_selection(key={"product": f"P{products}-*"}))
        assert proposal.new == products
        with CaptureQueriesContext(connection) as releasing:
            release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)
        return len(proposing), len(releasing)

    statements(21)  # the journal writes few entries otherwise than many
    assert statements(22) == statements(60)
