"""Simulating a price change: what comes out is what the prices would make, and nothing else changes."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.company.models import ExchangeRate, SalesArea
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import accept_quotation, issue_quotation
from prosfora.documents.services.mass_repricing import reprice_quotations
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering, lines
from prosfora.identity.models import User
from prosfora.insights.models import PriceEffect, PriceSimulation
from prosfora.insights.queries.comparing import Asked, compare
from prosfora.insights.queries.quotations import in_batches, quotations_of
from prosfora.insights.queries.supposing import supposition_of
from prosfora.insights.services import BadQuestion, NoQuotations, NotNow, cancel_simulation, working
from prosfora.insights.services.working import carry_out_simulation
from prosfora.insights.tests.builders import TODAY, a_rise, a_simulation
from prosfora.parties.tests.builders import a_party
from prosfora.pricelists.services import Target, release_prices, withdraw_prices
from prosfora.pricelists.tests.builders import a_proposal, a_selection
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.rules.facts import ManualCondition
from prosfora.pricing.services import create_condition
from prosfora.pricing.tests.builders import a_discount, a_promotion, a_promotion_price
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

D = Decimal
pytestmark = pytest.mark.django_db
NEXT_YEAR = dt.date(2027, 1, 1)
TOTALS = ("documents", "items", "touched", "net_before", "net_after", "margin_before", "margin_after", "unpriced")


@pytest.fixture(autouse=True)
def _trade(company: object) -> None:
    an_offering()  # bolts at 10.00, cost 6.00


def totals(simulation: PriceSimulation) -> dict[str, Any]:
    return {name: getattr(simulation, name) for name in TOTALS}


def of(simulation: PriceSimulation, kind: str) -> dict[str, tuple[Decimal, Decimal]]:
    rows = PriceEffect.objects.filter(simulation=simulation, kind=kind)
    return {row.number: (row.net_before, row.net_after) for row in rows}


def everything() -> list[Any]:
    """All that a simulation must leave as it is."""
    return [list(model.objects.order_by("pk").values()) for model in (ConditionRecord, SalesDocument, Item)]


def test_a_rise_of_the_base_prices_is_seen_in_revenue_and_margin(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller, items=2)  # twice 40 bolts
    before = everything()

    found = a_simulation(pricing_clerk)

    assert (found.status, found.done, found.count) == ("done", 1, 1)
    assert totals(found) == {
        "documents": 1, "items": 2, "touched": 2, "net_before": D(800), "net_after": D(880), "margin_before": D(320),
        "margin_after": D(400), "unpriced": 0,
    }  # fmt: skip
    assert of(found, "customer") == {a_customer().number: (D(800), D(880))}
    assert of(found, "product") == {"BOLT-M8": (D(800), D(880))}
    assert everything() == before


def test_no_change_makes_no_difference(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller, items=3)
    a_discount("K007", "5", customer=a_customer().number)

    found = a_simulation(pricing_clerk, change=a_rise("0"))

    assert (found.difference, found.margin_difference, found.touched) == (0, 0, 0)
    assert found.net_before == D("1140.00")  # the discount of now, which the draft does not have yet


def test_customers_and_products_sum_to_the_total(seller: User, pricing_clerk: User) -> None:
    an_offering("NUT-M8", "0.33")
    nuts = a_party(name="Νίκας ΑΕ")
    a_quotation(owner=seller, items=[*lines(1), *lines(1, "NUT-M8", "7")])
    a_quotation(owner=seller, items=lines(3, "NUT-M8", "13"), sold_to=nuts)

    found = a_simulation(pricing_clerk, change=a_rise("3.2"))

    for kind in ("customer", "product"):
        pairs = of(found, kind).values()
        assert sum(before for before, _after in pairs) == found.net_before
        assert sum(after for _before, after in pairs) == found.net_after
    assert of(found, "product")["NUT-M8"] == (D("15.18"), D("15.64"))  # 0.33 becomes 0.34


def test_what_a_person_entered_stays(seller: User, pricing_clerk: User) -> None:
    typed = ManualCondition("PB00", D(7), "EUR", unit="PCE")
    a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=D(10), manual=(typed,)), *lines(1)])

    found = a_simulation(pricing_clerk)

    assert (found.net_before, found.net_after, found.touched) == (D(470), D(510), 1)


def test_what_an_offer_took_from_a_promotion_it_takes_again_and_others_nothing(
    seller: User, pricing_clerk: User
) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion_price()
    promoted, plain = a_quotation(owner=seller, items=1, coupon="SAVE10"), a_quotation(owner=seller, items=1)

    found = a_simulation(pricing_clerk)

    assert (plain.net, promoted.net) == (D(400), D(360))
    assert found.net_before == D(760)
    assert found.net_after == D(440) + D(440) - D(40)  # no more is given than was


def test_alternatives_and_other_statuses_do_not_count(seller: User, pricing_clerk: User) -> None:
    option = ItemLine(product="BOLT-M8", quantity=D(100), category="option")
    issued, accepted = a_quotation(owner=seller, items=[*lines(1), option]), a_quotation(owner=seller, items=1)
    a_quotation(owner=seller)
    for quotation in (issued, accepted):
        issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    accept_quotation(quotation=accepted, by=seller, at=MONDAY)

    both = a_simulation(pricing_clerk, statuses=("issued", "accepted"))
    won = a_simulation(pricing_clerk, statuses=("accepted",))

    assert (both.documents, both.items, both.net_before) == (2, 2, D(800))
    assert (won.documents, won.net_before) == (1, D(400))


def test_only_the_quotations_of_the_days_the_area_and_the_customer_are_asked(seller: User, pricing_clerk: User) -> None:
    other = a_party(name="Νίκας ΑΕ")
    a_quotation(owner=seller, items=1, document_date=TODAY - dt.timedelta(days=30))
    a_quotation(owner=seller, items=1, document_date=TODAY - dt.timedelta(days=400))
    a_quotation(owner=seller, items=1, sold_to=other)
    dealer = a_party(name="Έμπορος ΑΕ", sales_area=DEALERS)
    a_quotation(owner=seller, items=1, sold_to=dealer, sales_area=DEALERS)

    assert a_simulation(pricing_clerk).documents == 2
    assert a_simulation(pricing_clerk, customer=other.number).documents == 1
    assert a_simulation(pricing_clerk, last_day=TODAY - dt.timedelta(days=1)).documents == 1


def test_each_quotation_may_be_priced_on_its_own_day_and_the_change_holds_from_one(
    seller: User, pricing_clerk: User
) -> None:
    for day in (dt.date(2026, 3, 2), dt.date(2026, 9, 1)):
        a_quotation(owner=seller, items=1, pricing_date=day, document_date=day)

    always = a_simulation(pricing_clerk, pricing_date=None)
    autumn = a_simulation(pricing_clerk, pricing_date=None, since=dt.date(2026, 9, 1))
    later = a_simulation(pricing_clerk, pricing_date=None, since=dt.date(2026, 9, 2))

    assert [run.difference for run in (always, autumn, later)] == [80, 40, 0]


def area_price(product: str, amount: str, **key: str) -> ConditionRecord:
    """A base price of the cast's area alone."""
    return create_condition(
        condition_type="PR00", key={**key, "product": product}, amount=D(amount), currency="EUR", unit="PCE",
        sales_area=DIRECT_SALES, valid_from=dt.date(2026, 1, 1), by=System(), at=MONDAY,
    )  # fmt: skip


def test_an_open_proposal_is_simulated_as_its_release_would_be(seller: User, pricing_clerk: User) -> None:
    an_offering("NUT-M8", "99")
    area_price("BOLT-M8", "10.00")
    area_price("NUT-M8", "0.33")
    quotation = a_quotation(owner=seller, items=[*lines(1), *lines(1, "NUT-M8", "7")])
    proposal = a_proposal(pricing_clerk)

    found = a_simulation(pricing_clerk, proposal=proposal.pk, pricing_date=NEXT_YEAR)
    at_once = a_simulation(pricing_clerk, proposal=proposal.pk)
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)
    reprice_quotations(ids=[quotation.pk], pricing_date=NEXT_YEAR, by=seller, at=MONDAY)

    quotation.refresh_from_db()
    assert found.net_before == D("402.31")
    assert found.net_after == at_once.net_after == quotation.net == D("415.18")


def test_a_copy_of_a_list_is_simulated_under_its_new_key(seller: User, pricing_clerk: User) -> None:
    area_price("BOLT-M8", "9.00", price_list="01")
    customer = a_customer()
    quotation = a_quotation(owner=seller, items=1)
    selection = a_selection(key={"price_list": "01"})
    target = Target("price_list", "customer", customer.number)
    proposal = a_proposal(pricing_clerk, a_rise("0").adjustment, selection=selection, target=target)

    found = a_simulation(pricing_clerk, proposal=proposal.pk, pricing_date=NEXT_YEAR)
    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)
    reprice_quotations(ids=[quotation.pk], pricing_date=NEXT_YEAR, by=seller, at=MONDAY)

    quotation.refresh_from_db()
    assert (found.net_before, found.net_after) == (D(400), D(360))
    assert quotation.net == D(360)


def test_records_of_a_later_day_are_supposed_to_hold_now(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller, items=1)
    later = a_discount("K007", "5", since=NEXT_YEAR, customer=a_customer().number)

    found = a_simulation(pricing_clerk, records=[later.pk])

    assert (found.net_before, found.net_after) == (D(400), D(380))


def test_a_discount_that_grows_lowers_revenue_and_margin(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller, items=1)
    a_discount("K007", "5", customer=a_customer().number)

    found = a_simulation(pricing_clerk, change=a_rise("20", "K007", customer=a_customer().number))

    assert (found.net_before, found.net_after, found.margin_difference) == (D(380), D(376), D(-4))
    assert a_simulation(pricing_clerk, change=a_rise("20", "K007", customer="1")).touched == 0


def test_only_a_product_group_is_dearer(seller: User, pricing_clerk: User) -> None:
    an_offering("NUT-M8", "1.00")
    Product.objects.filter(number="NUT-M8").update(group="NUTS")
    a_quotation(owner=seller, items=[*lines(1), *lines(1, "NUT-M8", "10")])

    found = a_simulation(pricing_clerk, change=a_rise(product_group="NUTS"))

    assert of(found, "product") == {"BOLT-M8": (D(400), D(400)), "NUT-M8": (D(10), D(11))}


def test_foreign_quotations_are_told_in_the_companys_currency_by_their_days_rate(
    seller: User, pricing_clerk: User
) -> None:
    for day, rate in ((dt.date(2026, 1, 1), "0.5"), (dt.date(2026, 11, 1), "0.8")):
        ExchangeRate.objects.create(kind="M", source="USD", target="EUR", valid_from=day, rate=D(rate))
    spring = dt.date(2026, 4, 1)
    a_quotation(owner=seller, items=1, currency="USD", document_date=spring, pricing_date=spring)
    a_quotation(owner=seller, items=1, currency="USD")

    found = a_simulation(pricing_clerk, pricing_date=None)

    # In spring 400.00 EUR were 800.00 USD, in autumn 500.00 USD: each at its day's rate is 400.00 EUR again.
    assert (found.currency, found.net_before, found.net_after) == ("EUR", D(800), D(880))
    # Both at today's prices: the older one asks 500.00 USD, which were 250.00 EUR on its day.
    assert a_simulation(pricing_clerk).net_before == D(650)


def test_what_cannot_be_priced_is_counted_and_listed_with_the_reason(
    seller: User, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST_PROBLEMS", 2)
    an_offering("NUT-M8", "1.00")
    a_quotation(owner=seller, items=1)
    unpriced = [a_quotation(owner=seller, items=lines(1, "NUT-M8")) for _ in range(3)]
    ConditionRecord.objects.filter(product="NUT-M8").update(status="withdrawn")

    found = a_simulation(pricing_clerk)

    assert (found.documents, found.unpriced, found.count) == (1, 3, 4)
    assert [(row["number"], row["code"]) for row in found.problems] == [
        (document.number, "no_base_price") for document in unpriced[:2]
    ]
    assert list(of(found, "product")) == ["BOLT-M8"]


def test_a_product_without_a_cost_is_counted_out_of_the_margin(seller: User, pricing_clerk: User) -> None:
    an_offering("NUT-M8", "1.00")
    Product.objects.filter(number="NUT-M8").update(cost=None)
    a_quotation(owner=seller, items=[*lines(1), *lines(1, "NUT-M8", "10")])

    found = a_simulation(pricing_clerk)

    assert (found.without_cost, found.margin_before, found.difference, found.margin_difference) == (1, 160, 41, 40)


def test_a_second_run_changes_nothing(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    found = a_simulation(pricing_clerk)
    rows = list(PriceEffect.objects.values())

    a_quotation(owner=seller)
    carry_out_simulation.call(found.pk)
    carry_out_simulation.call(found.pk + 1)

    found.refresh_from_db()
    assert (found.documents, list(PriceEffect.objects.values())) == (1, rows)


def test_a_worker_that_is_killed_leaves_nothing_and_the_next_begins_anew(
    seller: User, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        a_quotation(owner=seller, items=1)
    waiting = a_simulation(pricing_clerk, run=False)
    monkeypatch.setattr("prosfora.insights.queries.quotations.BATCH", 2)
    real, batches = working.compare, []

    def unplugged(some: Any, asked: Any) -> Any:
        batches.append(len(some))
        if len(batches) == 2:
            raise KeyboardInterrupt
        return real(some, asked)

    monkeypatch.setattr(working, "compare", unplugged)
    with pytest.raises(KeyboardInterrupt):
        carry_out_simulation.call(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.done, waiting.documents) == ("running", 2, 0)
    assert not PriceEffect.objects.exists()

    carry_out_simulation.call(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.done, waiting.documents, waiting.net_before) == ("done", 3, 3, D(1200))
    assert batches == [2, 1, 2, 1]


def test_a_run_that_is_called_off_stops_after_its_batch_and_keeps_no_result(
    seller: User, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        a_quotation(owner=seller, items=1)
    waiting = a_simulation(pricing_clerk, run=False)
    monkeypatch.setattr("prosfora.insights.queries.quotations.BATCH", 1)
    real, batches = working.compare, []

    def while_it_runs(some: Any, asked: Any) -> Any:
        batches.append(len(some))
        if len(batches) == 2:
            cancel_simulation(simulation=waiting, by=pricing_clerk, at=MONDAY)
        return real(some, asked)

    monkeypatch.setattr(working, "compare", while_it_runs)
    carry_out_simulation.call(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.documents, len(batches)) == ("cancelled", 0, 2)
    assert not PriceEffect.objects.exists()
    with pytest.raises(NotNow):
        cancel_simulation(simulation=waiting, by=pricing_clerk, at=MONDAY)
    told = JournalEntry.objects.filter(kind="simulation").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["simulate_price_change", "cancel_simulation"]


def test_the_job_stands_with_the_run_or_not_at_all(seller: User, pricing_clerk: User) -> None:
    with pytest.raises(NoQuotations):
        a_simulation(pricing_clerk)
    assert not DBTaskResult.objects.exists()
    assert not PriceSimulation.objects.exists()

    a_quotation(owner=seller)
    waiting = a_simulation(pricing_clerk, run=False)

    queued = DBTaskResult.objects.get()
    assert (str(queued.pk), queued.args_kwargs["args"]) == (waiting.job, [waiting.pk])
    assert waiting.status == "waiting"


def test_a_question_that_makes_no_sense_is_refused(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    proposal = _withdrawn(pricing_clerk)
    foreign = create_condition(
        condition_type="PR00", key={"product": "BOLT-M8"}, amount=D(9), currency="EUR", unit="PCE",
        sales_area=DEALERS, valid_from=dt.date(2026, 1, 1), by=System(), at=MONDAY,
    )  # fmt: skip
    first = a_discount("K007", "5", customer=a_customer().number)
    ConditionRecord.objects.filter(pk=first.pk).update(valid_to=TODAY)
    second = a_discount("K007", "6", since=NEXT_YEAR, customer=a_customer().number)
    questions: list[tuple[dict[str, Any], str | None]] = [
        ({"first_day": TODAY, "last_day": TODAY - dt.timedelta(days=1)}, "last_day"),
        ({"statuses": ()}, "statuses"),
        ({"statuses": ("quoted",)}, "statuses"),
        ({"since": NEXT_YEAR}, "since"),
        ({"title": "x" * 121}, "title"),
        ({"change": a_rise("10", "ZZ99")}, "condition_type"),
        ({"change": a_rise("-100")}, "value"),
        ({"change": a_rise(colour="red")}, "only"),
        ({"change": a_rise(), "records": [first.pk]}, None),
        ({"proposal": proposal}, "proposal"),
        ({"proposal": 10**9}, "proposal"),
        ({"records": [foreign.pk]}, "records"),
        ({"records": [10**9]}, "records"),
        ({"records": [first.pk, second.pk]}, "records"),
    ]
    for facts, field in questions:
        with pytest.raises(BadQuestion) as refusal:
            a_simulation(pricing_clerk, **facts)
        assert refusal.value.field == field, facts
    assert not PriceSimulation.objects.exists()


def _withdrawn(clerk: User) -> int:
    area_price("BOLT-M8", "10.00")
    proposal = a_proposal(clerk)
    return withdraw_prices(proposal=proposal, by=clerk, at=MONDAY).pk


@pytest.mark.parametrize("supposed", ["change", "proposal", "records"])
def test_statements_of_a_batch_do_not_grow(supposed: str, seller: User, pricing_clerk: User) -> None:
    record = area_price("BOLT-M8", "10.00")
    proposal = a_proposal(pricing_clerk)
    facts = {"change": a_rise(), "proposal": proposal.pk, "records": [record.pk]}
    ExchangeRate.objects.create(kind="M", source="USD", target="EUR", valid_from=dt.date(2026, 1, 1), rate=D("0.8"))
    a_quotation(owner=seller, items=1, currency="USD")
    run = a_simulation(pricing_clerk, run=False, **{supposed: facts[supposed]}, pricing_date=None)

    def statements() -> int:
        asked = Asked(run.pricing_date, run.currency, supposition_of(run))
        batches = list(in_batches(quotations_of(run)))
        assert len(batches) == 1
        with CaptureQueriesContext(connection) as captured:
            assert not any(one.problem for one in compare(batches[0], asked))
        return len(captured)

    few = statements()
    for number in range(20):
        day = dt.date(2026, 2, 1) + dt.timedelta(days=number)
        a_quotation(
            owner=seller, items=3, currency="USD" if number % 2 else "EUR", document_date=day, pricing_date=day,
            sold_to=a_party(name=f"Πελάτης {number}"),
        )  # fmt: skip

    assert statements() == few <= 16


def test_batches_leave_nothing_out_and_take_nothing_twice(
    seller: User, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prosfora.insights.queries.quotations.BATCH", 3)
    made = [
        a_quotation(owner=seller, items=1, document_date=TODAY - dt.timedelta(days=back)) for back in (3, 1, 1, 1, 1, 2)
    ]
    run = a_simulation(pricing_clerk, run=False)

    found = [document.pk for batch in in_batches(quotations_of(run)) for document in batch]

    assert sorted(found) == sorted(document.pk for document in made)
    assert [len(batch) for batch in in_batches(quotations_of(run))] == [3, 3]


def test_the_sales_area_gives_the_companys_currency(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    SalesArea.objects.filter(pk=DIRECT_SALES).update(currency="USD")
    assert a_simulation(pricing_clerk, run=False).currency == "EUR"
