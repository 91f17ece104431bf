"""Changing, copying, repricing and ending quotations."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import (
    change_quotation,
    copy_quotation,
    decline_quotation,
    issue_quotation,
    reject_items,
    reprice_quotation,
    withdraw_quotation,
)
from prosfora.documents.services.refusals import FactsRefused, UnknownReason, WrongStatus
from prosfora.documents.tests.builders import a_quotation, an_offering, lines
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile, Forbidden
from prosfora.parties.rules.facts import AreaTerms
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionType
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services.bulk import NewCondition, create_conditions
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SINCE, a_discount, a_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
TODAY = date(2026, 11, 23)


def positions(quotation: SalesDocument) -> list[int]:
    return list(quotation.items.order_by("position").values_list("position", flat=True))


def stored(quotation: SalesDocument, position: int) -> Item:
    return Item.objects.get(document=quotation, position=position)


def test_changing_a_quantity_prices_that_row_again_and_journals_it(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=3)

    changed = change_quotation(quotation=quotation, changed={20: {"quantity": Decimal(50)}}, by=seller, at=MONDAY)

    assert changed == [20]
    assert (quotation.net, quotation.version) == (Decimal("1300.00"), 2)
    entry = JournalEntry.objects.get(verb="change_quotation")
    assert entry.changes["20.quantity"] == ["40 PCE", "50 PCE"]
    assert entry.changes["net"] == ["1200", "1300"]
    assert verify_chain("quotation", quotation.number) == []


def test_more_of_one_product_makes_another_item_cheaper(seller: User) -> None:
    """The scale of the nuts' discount reads the bolts: changing the bolts alone prices the nuts again."""
    an_offering("NUT-M8", price="0.50")
    bolts_and_nuts = [ItemLine(product=name, quantity=Decimal(40)) for name in ("BOLT-M8", "NUT-M8")]
    ConditionType.objects.filter(code="K004").update(group_over="basket")
    touch_configuration()
    levels = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(10)))
    terms = Terms(Decimal(0), SINCE, scales=levels, basket="product=BOLT-M8")
    create_conditions(conditions=[NewCondition("K004", {"product": "NUT-M8"}, terms)], by=seller, at=MONDAY)
    quotation = a_quotation(owner=seller, items=bolts_and_nuts)
    before = stored(quotation, 20).net

    change_quotation(quotation=quotation, changed={10: {"quantity": Decimal(100)}}, by=seller, at=MONDAY)

    assert (before, stored(quotation, 20).net) == (Decimal("20.00"), Decimal("18.00"))


def test_a_change_gives_what_a_new_quotation_gives(seller: User) -> None:
    """Pricing only the touched row must lead to the very document that pricing all rows leads to."""
    an_offering("NUT-M8", price="0.07")
    quantities = ["7", "13", "29", "31", "37"]
    rows = [ItemLine(product="NUT-M8", quantity=Decimal(quantity)) for quantity in quantities]
    changed = a_quotation(owner=seller, items=rows)
    change_quotation(quotation=changed, changed={30: {"quantity": Decimal(1001)}}, by=seller, at=MONDAY)
    change_quotation(quotation=changed, changed={50: {"quantity": Decimal(5)}}, by=seller, at=MONDAY)
    quantities[2], quantities[4] = "1001", "5"
    whole = a_quotation(owner=seller, items=[ItemLine(product="NUT-M8", quantity=Decimal(q)) for q in quantities])

    fields = ("net", "tax", "total", "cost", "taxes", "expected_value")
    fresh = SalesDocument.objects.get(pk=changed.pk)
    assert [getattr(fresh, field) for field in fields] == [getattr(whole, field) for field in fields]
    columns = ("position", "net", "tax", "unit_price", "cost", "schedule", "price_trace")
    assert list(changed.items.order_by("position").values_list(*columns)) == list(
        whole.items.order_by("position").values_list(*columns)
    )


def test_another_product_brings_its_own_text_and_unit(seller: User) -> None:
    an_offering("NUT-M8", price="2.00")
    quotation = a_quotation(
        owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(1), unit="BX", text="mine")]
    )

    change_quotation(quotation=quotation, changed={10: {"product": "nut-m8"}}, by=seller, at=MONDAY)

    item = stored(quotation, 10)
    assert (item.product_number, item.unit, item.net) == ("NUT-M8", "PCE", Decimal("2.00"))
    assert item.text != "mine"


def test_rows_are_added_removed_and_moved(seller: User) -> None:
    an_offering("NUT-M8", price="2.00")
    quotation = a_quotation(owner=seller, items=3)

    change_quotation(
        quotation=quotation,
        changed={10: {"position": 30}, 30: {"position": 10, "note": "first now"}},
        added=lines(1, product="NUT-M8"),
        removed=[20],
        by=seller,
        at=MONDAY,
    )

    assert positions(quotation) == [10, 30, 40]
    assert stored(quotation, 10).note == "first now"
    assert quotation.net == Decimal("880.00")


def test_a_change_of_terms_reaches_every_row(seller: User) -> None:
    a_discount_of_price_group = {"price_group": "05"}
    quotation = a_quotation(owner=seller, items=2)
    a_discount("K020", "10", **a_discount_of_price_group)

    assert change_quotation(quotation=quotation, header={"price_group": "05"}, by=seller, at=MONDAY) == [10, 20]
    assert quotation.net == Decimal("720.00")


def test_a_header_discount_is_kept_through_changes_of_single_rows(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=2, manual=(ManualCondition("HA00", Decimal(10)),))
    assert quotation.net == Decimal("720.00")

    change_quotation(quotation=quotation, changed={10: {"quantity": Decimal(80)}}, by=seller, at=MONDAY)

    assert quotation.net == Decimal("1080.00")


def test_nothing_is_stored_when_nothing_differs(seller: User) -> None:
    quotation = a_quotation(owner=seller)

    assert change_quotation(quotation=quotation, changed={10: {"quantity": Decimal(40)}}, by=seller, at=MONDAY) == []
    assert reprice_quotation(quotation=quotation, by=seller, at=MONDAY) == []
    assert SalesDocument.objects.get().version == 1


def test_repricing_takes_todays_prices_and_keeps_manual_ones(seller: User) -> None:
    manual = (ManualCondition("PN00", Decimal("9.50"), unit="PCE"),)
    quotation = a_quotation(owner=seller, items=[lines(1)[0], replace(lines(1)[0], manual=manual)])
    assert quotation.net == Decimal("780.00")
    a_price(customer=quotation.sold_to.number, product="BOLT-M8", amount="8.00")

    reprice_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert list(quotation.items.order_by("position").values_list("net", flat=True)) == [Decimal(320), Decimal(380)]
    assert quotation.net == Decimal("700.00")


def test_unknown_rows_are_not_changed(seller: User) -> None:
    quotation = a_quotation(owner=seller)

    with pytest.raises(FactsRefused) as refusal:
        change_quotation(quotation=quotation, changed={70: {"note": "x"}}, removed=[80], by=seller, at=MONDAY)

    assert list(refusal.value.problems) == ["items.70", "items.80"]


def test_the_second_of_two_writers_is_refused_and_told_who_was_first(seller: User, sales_lead: User) -> None:
    quotation = a_quotation(owner=seller)
    seen_by_both = quotation.version
    change_quotation(
        quotation=SalesDocument.objects.get(),
        header={"customer_reference": "A"},
        by=sales_lead,
        at=MONDAY,
        version=seen_by_both,
    )

    with pytest.raises(ChangedMeanwhile, match="sales_lead"):
        change_quotation(
            quotation=SalesDocument.objects.get(),
            header={"customer_reference": "B"},
            by=seller,
            at=MONDAY,
            version=seen_by_both,
        )
    assert SalesDocument.objects.get().customer_reference == "A"


def test_a_row_read_before_another_write_is_refused_even_without_a_version(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    read_too_early = SalesDocument.objects.get()
    change_quotation(quotation=quotation, header={"customer_reference": "A"}, by=seller, at=MONDAY)

    with pytest.raises(ChangedMeanwhile):
        issue_quotation(quotation=read_too_early, by=seller, at=MONDAY)
    assert SalesDocument.objects.get().status == "draft"


def test_partners_and_texts_are_changed_and_journalled(seller: User) -> None:
    quotation = a_quotation(owner=seller, texts={"intro": "Αξιότιμοι κύριοι"})
    depot = a_party(name="Αποθήκη Βορρά", number="1777777")

    change_quotation(
        quotation=quotation,
        partners={"WE": depot.number},
        texts={"intro": "", "closing": "Με εκτίμηση"},
        by=seller,
        at=MONDAY,
    )

    assert quotation.partners.get(function="WE").name == "Αποθήκη Βορρά"
    assert dict(quotation.texts.values_list("kind", "text")) == {"closing": "Με εκτίμηση"}
    changes = JournalEntry.objects.get(verb="change_quotation").changes
    assert changes["text.closing"] == [None, "Με εκτίμηση"]
    assert changes["partner.WE"][1] == "Αποθήκη Βορρά"


def test_only_a_sales_lead_hands_over_to_somebody_else(seller: User, sales_lead: User, sales_support: User) -> None:
    quotation = a_quotation(owner=seller)

    with pytest.raises(Forbidden):
        change_quotation(quotation=quotation, header={"responsible": "sales_support"}, by=seller, at=MONDAY)
    quotation = SalesDocument.objects.get()
    change_quotation(quotation=quotation, header={"responsible": "sales_support"}, by=sales_lead, at=MONDAY)

    assert SalesDocument.objects.get().responsible == sales_support


def test_a_copy_is_a_new_draft_at_todays_price(seller: User) -> None:
    quotation = a_quotation(owner=seller, customer_reference="RFQ 7", texts={"intro": "Hello"})
    a_price(customer=quotation.sold_to.number, product="BOLT-M8", amount="8.00")

    copy = copy_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert copy.number != quotation.number
    assert (copy.net, copy.customer_reference) == (Decimal("640.00"), "RFQ 7")
    assert copy.texts.get().text == "Hello"
    assert not Item.objects.filter(predecessors__isnull=False).exists()


def test_a_copy_for_another_party_takes_its_terms(seller: User) -> None:
    quotation = a_quotation(owner=seller, payment_terms="N060")
    other = a_party(name="Άλλος ΑΕ", terms=AreaTerms(payment_terms="N030"))

    copy = copy_quotation(quotation=quotation, sold_to=other, by=seller, at=MONDAY)

    assert (copy.sold_to, copy.payment_terms_id) == (other, "N030")


def test_rejected_items_leave_the_total(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=3)

    reject_items(document=quotation, reasons={20: "30"}, by=seller, at=MONDAY)
    assert (quotation.net, quotation.reference_status) == (Decimal("800.00"), "open")
    reject_items(document=quotation, reasons={10: "30", 30: "30"}, by=seller, at=MONDAY)
    assert (quotation.net, quotation.reference_status) == (0, "rejected")
    reject_items(document=quotation, reasons={10: "", 20: "", 30: ""}, by=seller, at=MONDAY)
    assert (quotation.net, quotation.reference_status) == (Decimal("1200.00"), "open")


def test_an_offer_is_declined_or_withdrawn_with_a_reason(seller: User, sales_lead: User) -> None:
    declined, withdrawn = a_quotation(owner=seller), a_quotation(owner=seller)
    issue_quotation(quotation=declined, by=seller, at=MONDAY)

    decline_quotation(quotation=declined, reason="01", note="Δύο φορές ακριβότερο", by=seller, at=MONDAY)
    withdraw_quotation(quotation=withdrawn, reason="03", by=sales_lead, at=MONDAY)

    assert (declined.status, declined.close_reason.code) == ("declined", "01")
    assert withdrawn.status == "withdrawn"
    with pytest.raises(WrongStatus):
        decline_quotation(quotation=withdrawn, reason="01", by=seller, at=MONDAY)


def test_a_reason_must_be_known(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)

    with pytest.raises(UnknownReason):
        decline_quotation(quotation=quotation, reason="ZZ", by=seller, at=MONDAY)


def test_values_beyond_all_bounds_are_refused_not_stored(seller: User) -> None:
    manual = (ManualCondition("PN00", Decimal(9999999999), unit="PCE"),)

    with pytest.raises(FactsRefused) as refusal:
        a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(99999999999), manual=manual)])

    assert "items.10.quantity" in refusal.value.problems


def test_a_foreign_currency_is_computed_at_the_days_rate(seller: User) -> None:
    from prosfora.company.models import ExchangeRate

    ExchangeRate.objects.create(source="EUR", target="USD", valid_from=date(2026, 1, 1), rate=Decimal("1.1"))

    quotation = a_quotation(owner=seller, currency="USD")

    assert quotation.net == Decimal("880.00")
    assert quotation.exchange_rate == Decimal("0.909090909")
