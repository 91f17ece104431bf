"""Making, changing and issuing quotations."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.catalog.models import Product
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
from prosfora.documents.services.quotations import OfferExpired, QuotationIncomplete
from prosfora.documents.services.refusals import CustomerBlocked, FactsRefused, UnknownReason, WrongStatus
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering, lines
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile, Forbidden
from prosfora.parties.models import Party
from prosfora.parties.rules.facts import AreaTerms
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import a_discount, a_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
TODAY = date(2026, 11, 23)


def positions(quotation: SalesDocument) -> list[int]:
    return list(quotation.items.order_by("position").values_list("position", flat=True))


def stored(quotation: SalesDocument, position: int) -> Item:
    return Item.objects.get(document=quotation, position=position)


def test_a_quotation_is_numbered_priced_dated_and_complete(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=2)

    assert quotation.number == "20000000"
    assert quotation.status == "draft"
    assert positions(quotation) == [10, 20]
    assert (quotation.net, quotation.tax, quotation.total) == (Decimal("800.00"), Decimal("192.00"), Decimal("992.00"))
    assert quotation.valid_to == TODAY + timedelta(days=30)
    assert stored(quotation, 10).schedule == [["2026-11-23", "40"]]
    assert quotation.is_complete


def test_what_is_answered_is_what_is_stored(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=3)
    fresh = SalesDocument.objects.get(pk=quotation.pk)

    for field in SalesDocument._meta.concrete_fields:
        assert getattr(fresh, field.attname) == getattr(quotation, field.attname), field.name


def test_terms_come_from_the_customer_and_what_is_typed_wins(seller: User) -> None:
    terms = AreaTerms(
        currency="EUR",
        price_group="01",
        customer_group="02",
        incoterms="EXW",
        incoterms_place="Αθήνα",
        payment_terms="N030",
    )
    customer = a_party(name="Νίκη ΕΠΕ", terms=terms)

    quotation = a_quotation(owner=seller, sold_to=customer, incoterms="DAP")

    assert (quotation.price_group, quotation.customer_group) == ("01", "02")
    assert quotation.payment_terms_id == "N030"
    assert (quotation.incoterms, quotation.incoterms_place) == ("DAP", "Αθήνα")


def test_a_prospect_can_be_quoted(seller: User) -> None:
    prospect = a_party(name="Νέα Εταιρεία", customer=False)

    assert a_quotation(owner=seller, sold_to=prospect).sold_to_name == "Νέα Εταιρεία"


def test_a_blocked_customer_is_offered_nothing(seller: User) -> None:
    customer = a_customer()
    Party.objects.filter(pk=customer.pk).update(is_blocked=True)

    with pytest.raises(CustomerBlocked):
        a_quotation(owner=seller, sold_to=customer)


def test_the_customers_own_number_names_the_product(seller: User) -> None:
    bolt = an_offering()
    customer = a_customer()
    bolt.customer_numbers.create(party=customer, number="PAP-77")

    quotation = a_quotation(owner=seller, sold_to=customer, items=[ItemLine(product="pap-77", quantity=Decimal(5))])

    item = stored(quotation, 10)
    assert (item.product_number, item.customer_product) == ("BOLT-M8", "PAP-77")


def test_a_box_is_priced_as_its_twelve_pieces(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(2), unit="κουτί")])

    item = stored(quotation, 10)
    assert (item.unit, item.base_quantity, item.net) == ("BX", Decimal(24), Decimal("240.00"))
    assert item.unit_price == Decimal("120.00")


def test_the_text_speaks_the_documents_language(seller: User) -> None:
    english = a_quotation(owner=seller, language="en")
    greek = a_quotation(owner=seller, language="el")

    assert stored(english, 10).text == "Hexagon bolt M8×40"
    assert stored(greek, 10).text == "Κοχλίας εξαγωνικός M8×40"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (ItemLine(product="NUT-X", quantity=Decimal(1)), "items.0.product"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(0)), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(-1)), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal("2.23")), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal("1.0001")), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal("1e30")), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal("NaN")), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal("Infinity")), "items.0.quantity"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), unit="KGM"), "items.0.unit"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), unit="parsec"), "items.0.unit"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), plant="XX99"), "items.0.plant"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), text="x" * 201), "items.0.text"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), text="a\0b"), "items.0.text"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), note="\ud800"), "items.0.note"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), category="gift"), "items.0.category"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), probability=101), "items.0.probability"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), rejection_reason="ZZ"), "items.0.rejection_reason"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), requested_date=date(1, 1, 1)), "items.0.requested_date"),
        (ItemLine(product="BOLT-M8", quantity=Decimal(1), alternative_to=10), "items.0.alternative_to"),
        (ItemLine(quantity=Decimal(1)), "items.0.product"),
        (ItemLine(category="text"), "items.0.text"),
        (
            ItemLine(product="BOLT-M8", quantity=Decimal(1), manual=(ManualCondition("RA00", Decimal("1e20")),)),
            "items.0.manual",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(seller: User, line: ItemLine, field: str) -> None:
    with pytest.raises(FactsRefused) as refusal:
        a_quotation(owner=seller, items=[line])

    assert list(refusal.value.problems) == [field]
    assert not SalesDocument.objects.exists()


def test_every_bad_line_is_told_at_once(seller: User) -> None:
    bad = [ItemLine(product="NUT-X", quantity=Decimal(1)), ItemLine(product="NUT-Y", quantity=Decimal(1))]

    with pytest.raises(FactsRefused) as refusal:
        a_quotation(owner=seller, items=bad)

    assert list(refusal.value.problems) == ["items.0.product", "items.1.product"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ({"valid_to": TODAY - timedelta(days=1)}, "valid_to"),
        ({"valid_from": TODAY + timedelta(days=9), "valid_to": TODAY + timedelta(days=8)}, "valid_to"),
        ({"payment_terms": "ZZZZ"}, "payment_terms"),
        ({"plant": "ZZZZ"}, "plant"),
        ({"currency": "euro"}, "currency"),
        ({"currency": "XTS"}, "currency"),
        ({"incoterms": "ABC"}, "incoterms"),
        ({"source": "pigeon"}, "source"),
        ({"probability": 101}, "probability"),
        ({"order_reason": "ZZZ"}, "order_reason"),
        ({"responsible": "nobody"}, "responsible"),
        ({"customer_reference": "\0"}, "customer_reference"),
    ],
)
def test_a_header_that_cannot_be_right_is_refused_by_field(seller: User, header: dict[str, object], field: str) -> None:
    with pytest.raises(Exception, match=r".") as refusal:
        a_quotation(owner=seller, **header)

    assert list(refusal.value.problems) == [field]


def test_minimum_and_rounding_quantity_are_remarks(seller: User) -> None:
    an_offering()
    Product.objects.update(minimum_quantity=50, rounding_quantity=25)

    quotation = a_quotation(owner=seller, items=lines(1, quantity="40"))

    assert [problem["code"] for problem in stored(quotation, 10).problems] == ["below_minimum", "not_a_multiple"]
    assert quotation.is_complete


def test_choices_are_priced_but_stand_outside_the_total(seller: User) -> None:
    """Tryton's and Odoo's case of alternatives: 100 and 190 count, 150 and 180 do not."""
    for number, price in (("A", "100"), ("B", "150"), ("C", "180"), ("D", "190")):
        an_offering(number, price=price)
    one = Decimal(1)
    quotation = a_quotation(
        owner=seller,
        items=[
            ItemLine(product="A", quantity=one),
            ItemLine(product="B", quantity=one, category="alternative"),
            ItemLine(product="C", quantity=one, category="option", alternative_to=10),
            ItemLine(product="D", quantity=one),
        ],
    )

    assert quotation.net == Decimal("290.00")
    assert [item.net for item in quotation.items.order_by("position")] == [100, 150, 180, 190]
    assert stored(quotation, 20).alternative_to == 10


def test_an_alternative_needs_a_main_item(seller: User) -> None:
    with pytest.raises(FactsRefused) as refusal:
        a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(1), category="alternative")])

    assert list(refusal.value.problems) == ["items.10.alternative_to"]


def test_free_goods_show_their_price_and_cost_nothing(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=[replace(lines(1)[0], category="free")])

    item = stored(quotation, 10)
    assert (item.gross_value, item.net, quotation.total) == (Decimal("400.00"), 0, 0)
    assert quotation.is_complete


def test_an_item_without_a_price_makes_the_quotation_incomplete(seller: User) -> None:
    an_offering()
    Product.objects.create(number="NO-PRICE", name="x", created_at=MONDAY, changed_at=MONDAY)

    quotation = a_quotation(owner=seller, items=lines(1, product="NO-PRICE"))

    assert not quotation.is_complete
    with pytest.raises(QuotationIncomplete) as refusal:
        issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert [(gap.field, gap.position) for gap in refusal.value.gaps] == [("price", 10)]


def test_issue_refuses_a_quotation_without_validity(seller: User) -> None:
    quotation = a_quotation(owner=seller, valid_to=None)

    with pytest.raises(QuotationIncomplete) as refusal:
        issue_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert [gap.field for gap in refusal.value.gaps] == ["valid_to"]


def test_an_offer_whose_last_day_is_over_is_not_issued(seller: User) -> None:
    quotation = a_quotation(owner=seller)

    with pytest.raises(OfferExpired):
        issue_quotation(quotation=quotation, by=seller, at=MONDAY + timedelta(days=31))


def test_issuing_keeps_the_addresses_of_the_day(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    Party.objects.update(name="Other name")

    sold_to = quotation.partners.get(function="AG")
    assert (sold_to.name, sold_to.address["street"]) == ("Παπαδόπουλος ΑΕ", "Σκουφά")
    assert quotation.partners.count() == 4
    assert SalesDocument.objects.get().status == "issued"


def test_an_issued_offer_is_not_changed(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)

    with pytest.raises(WrongStatus):
        change_quotation(quotation=quotation, header={"customer_reference": "x"}, by=seller, at=MONDAY)


def test_changing_a_quantity_prices_that_row_again_and_journals_it(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=3)

    changed = change_quotation(quotation=quotation, changed={20: {"quantity": Decimal(50)}}, by=seller, at=MONDAY)

    assert changed == [20]
    assert (quotation.net, quotation.version) == (Decimal("1300.00"), 2)
    entry = JournalEntry.objects.get(verb="change_quotation")
    assert entry.changes["20.quantity"] == ["40 PCE", "50 PCE"]
    assert entry.changes["net"] == ["1200", "1300"]
    assert verify_chain("quotation", quotation.number) == []


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
