"""Prices that contain the tax on documents: what was told is what is paid, whatever is changed, mixed or copied."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.catalog.models import Product
from prosfora.catalog.services import set_component
from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.pages import document_page
from prosfora.documents.queries.previewing import repricing_preview
from prosfora.documents.queries.price_facts import explain_price, explain_target
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import (
    accept_quotation,
    change_quotation,
    copy_quotation,
    issue_quotation,
    release_price,
    reprice_quotation,
    reprice_quotations,
)
from prosfora.documents.tests.builders import a_quotation, an_offering, lines
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from prosfora.parties.models import Party, PartySalesArea
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import PricingProcedure
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import Exclusion
from prosfora.pricing.rules.settings import DeterminationRow, DeterminationSetting, StepSetting, TypeSetting
from prosfora.pricing.services import change_condition, configure_prices, create_condition
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP, SINCE, SYSTEM, a_promotion, a_promotion_price, free_goods
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
D = Decimal
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def _offering(company: object) -> None:
    """Bolts at full rate, a book at the reduced one, first-aid kits at the super-reduced, all with prices with VAT."""
    an_offering()
    for number, tax_class, price in (("BOLT-M8", "1", "1.00"), ("FIRSTAID", "3", "24.90"), ("GUIDE", "2", "7.77")):
        if number != "BOLT-M8":
            a_product(number=number, tax_class=tax_class, stock="1000", cost="0.40")
        with_tax(number, price)


def with_tax(product: str, amount: str, kind: str = "PR01") -> object:
    return create_condition(
        condition_type=kind, key={"product": product}, amount=D(amount), currency="EUR", unit="PCE", valid_from=SINCE,
        by=SYSTEM, at=SETUP,
    )  # fmt: skip


def rounded_to(unit: str) -> None:
    create_condition(
        condition_type="DIFF", key={"sales_area": "GR01-10-00"}, amount=D(unit), currency="EUR", valid_from=SINCE,
        by=SYSTEM, at=SETUP,
    )  # fmt: skip


def a_consumer(tax_class: str = "3", country: str = "GR", vat_number: str = "", name: str = "Αγγελική") -> Party:
    address = AddressFacts(street="Main", house_number="1", postal_code="10000", city="X", country=country)
    return a_party(
        name=f"{name} {tax_class}{country}", kind="person", country=country, vat_number=vat_number,
        addresses=(address,), terms=AreaTerms(tax_class=tax_class, customer_procedure="2"),
    )  # fmt: skip


def basket(*lines_of: tuple[str, str]) -> list[ItemLine]:
    return [ItemLine(product=product, quantity=D(quantity)) for product, quantity in lines_of]


def fresh(document: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.get(pk=document.pk)


def items_of(document: SalesDocument) -> list[Item]:
    return list(Item.objects.filter(document=document).order_by("position"))


def proven(document: SalesDocument) -> SalesDocument:
    """The stored document, whose parts sum to its totals and whose price can be made again."""
    stored, items = fresh(document), items_of(document)
    assert stored.net == sum(item.net for item in items)
    assert stored.tax == sum(item.tax for item in items) == sum(D(line["tax"]) for line in stored.taxes)
    assert stored.total == stored.net + stored.tax
    assert list(recompute(SalesDocument.objects.filter(pk=document.pk))) == []
    return stored


def test_the_customers_key_decides_and_the_sum_told_is_the_sum_paid(seller: User) -> None:
    consumer = proven(a_quotation(owner=seller, sold_to=a_consumer(), items=basket(*[("BOLT-M8", "1")] * 3)))
    business = proven(a_quotation(owner=seller, items=1))

    assert (consumer.procedure, consumer.tax_included, consumer.total) == ("RVAB02", True, D("3.00"))
    assert (consumer.net, consumer.tax) == (D("2.42"), D("0.58"))
    assert [item.net + item.tax for item in items_of(consumer)] == [1, 1, 1]
    assert [item.unit_price for item in items_of(consumer)] == [1, 1, 1]
    assert (business.procedure, business.tax_included, business.net) == ("RVAA01", False, D("400.00"))


def test_each_rate_is_taken_out_of_its_own_items(seller: User) -> None:
    lines_of = basket(("BOLT-M8", "7"), ("FIRSTAID", "3"), ("GUIDE", "1"), ("BOLT-M8", "1"))
    stored = proven(a_quotation(owner=seller, sold_to=a_consumer(), items=lines_of))

    assert stored.total == D("90.47")
    assert [(D(line["rate"]), D(line["base"]), D(line["tax"])) for line in stored.taxes] == [
        (24, D("6.45"), D("1.55")), (13, D("6.88"), D("0.89")), (6, D("70.47"), D("4.23")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("buyer", "code"),
    [
        (("0", "GR", ""), "E"),
        (("2", "GR", "EL094014298"), "AE"),
        (("1", "US", ""), "G"),
        (("1", "DE", "DE136695976"), "K"),
    ],
)
def test_without_tax_the_price_told_is_the_net_value(seller: User, buyer: tuple[str, str, str], code: str) -> None:
    stored = proven(a_quotation(owner=seller, sold_to=a_consumer(*buyer), items=basket(("BOLT-M8", "3"))))

    assert (stored.net, stored.tax, stored.total) == (3, 0, 3)
    assert [(line["code"], D(line["tax"])) for line in stored.taxes] == [(code, 0)]
    assert stored.taxes[0]["reason_key"]


def test_tax_may_be_rounded_on_each_item(seller: User) -> None:
    PricingProcedure.objects.filter(code="RVAB02").update(tax_rounding="item")
    touch_configuration()
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(*[("BOLT-M8", "1")] * 3))

    stored = proven(quotation)
    assert (stored.tax_rounding, stored.net, stored.tax, stored.total) == ("item", D("2.43"), D("0.57"), 3)

    change_quotation(quotation=quotation, changed={20: {"quantity": D(2)}}, by=seller, at=MONDAY)
    assert proven(quotation).tax == D("0.77")  # 0.19 + 0.39 + 0.19


def test_one_item_of_many_is_changed_without_pricing_the_others(seller: User) -> None:
    def statements(count: int) -> int:
        quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(*[("BOLT-M8", "1")] * count))
        before = {item.pk: item.price_trace for item in items_of(quotation)}
        with_tax("BOLT-M8", "1.00", "PMI1") if count == 3 else None  # a record that only new prices would name
        with CaptureQueriesContext(connection) as captured:
            change_quotation(quotation=quotation, changed={20: {"quantity": D(3)}}, by=seller, at=MONDAY)
        stored = fresh(quotation)
        assert stored.total == count + 2
        assert stored.tax == round(D(count + 2) * 24 / 124, 2)
        assert sum(item.net + item.tax for item in items_of(quotation)) == stored.total
        untouched = [item for item in items_of(quotation) if item.position != 20]
        assert [item.price_trace for item in untouched] == [before[item.pk] for item in untouched]
        return len(captured)

    assert statements(3) >= statements(300)


def test_a_customer_who_is_told_prices_with_tax_from_now_on_gets_all_items_anew(seller: User) -> None:
    buyer = a_party(name="Νέος", terms=AreaTerms(tax_class="3"))
    quotation = a_quotation(owner=seller, sold_to=buyer, items=3)
    assert not quotation.tax_included
    PartySalesArea.objects.filter(party=buyer).update(customer_procedure="2")

    change_quotation(quotation=quotation, changed={20: {"quantity": D(10)}}, by=seller, at=MONDAY)

    stored = proven(quotation)
    assert (stored.procedure, stored.tax_included, stored.total) == ("RVAB02", True, D("90.00"))


def test_many_are_priced_again_as_one_by_one(seller: User) -> None:
    many, one = (
        a_quotation(owner=seller, sold_to=a_consumer(name=name), items=basket(("BOLT-M8", "3"), ("GUIDE", "1")))
        for name in "αβ"
    )
    rounded_to("0.05")
    preview = repricing_preview(one, TODAY)

    done = reprice_quotations(ids=[many.pk], pricing_date=TODAY, by=seller, at=MONDAY)
    reprice_quotation(quotation=one, pricing_date=TODAY, by=seller, at=MONDAY)

    assert done.changed == 1  # no item's price is another, but what is paid
    for stored in (proven(many), proven(one)):
        assert (stored.total, stored.rounding, stored.payable) == (D("10.77"), D("-0.02"), D("10.75"))
    assert (preview.net, preview.tax, preview.total) == (stored.net, stored.tax, stored.total)
    assert preview.payable == stored.payable
    assert reprice_quotations(ids=[many.pk], pricing_date=TODAY, by=seller, at=MONDAY).changed == 0


def test_an_order_and_a_copy_keep_the_kind_of_price(seller: User) -> None:
    rounded_to("0.05")
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("BOLT-M8", "3"), ("GUIDE", "1")))
    copy = proven(copy_quotation(quotation=quotation, by=seller, at=MONDAY))
    issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)
    order = proven(accept_quotation(quotation=quotation, evidence="phone", by=seller, at=MONDAY))

    for one in (copy, order, fresh(quotation)):
        assert (one.tax_included, one.total, one.payable, one.procedure) == (True, D("10.77"), D("10.75"), "RVAB02")
    by_rate = [[(line["code"], D(line["base"]), D(line["tax"])) for line in one.taxes] for one in (order, copy)]
    assert by_rate[0] == by_rate[1] == [("S", D("2.42"), D("0.58")), ("S", D("6.88"), D("0.89"))]


def test_a_price_and_a_discount_entered_are_with_tax(seller: User) -> None:
    line = ItemLine(product="BOLT-M8", quantity=D(10), manual=(ManualCondition("PN00", D("0.93"), "EUR", unit="PCE"),))
    stored = proven(a_quotation(owner=seller, sold_to=a_consumer(), items=[line]))
    page = document_page(stored, today=TODAY)

    assert stored.total == D("9.30")
    assert (page.rows[0].value, page.rows[0].discount_percent) == (D("9.30"), D("7.0"))
    assert page.rows[0].margin == stored.net - 60


def test_a_promotion_and_free_goods_count_with_tax(seller: User) -> None:
    a_promotion(budget="2.50")
    a_promotion_price("10", product="BOLT-M8")
    free_goods("10", "1")
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("BOLT-M8", "40")))

    stored, items = proven(quotation), items_of(quotation)
    assert stored.total == D("37.50")
    assert [(item.net + item.tax, item.free_for) for item in items] == [(D("37.50"), None), (0, 10)]
    assert {row[20] for item in items for row in item.price_trace["elements"] if len(row) > 20} == {"SPRING"}


def test_ways_to_a_price_lead_to_a_price_with_tax(seller: User) -> None:
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("BOLT-M8", "10")))

    found = explain_target(quotation, 10, D("0.90"))

    assert found is not None
    assert (found.wanted, found.now.value, found.now.tax_included) == (D("9.00"), 10, True)
    reached = {(way.means, way.condition_type): (way.rate, way.net) for way in found.ways if way.reaches}
    assert reached["entered", "RA00"] == (10, D("9.00"))
    assert reached["record", "PR01"] == (D("0.9"), D("9.00"))


def test_a_price_is_explained_with_the_net_value_at_its_end(seller: User) -> None:
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("BOLT-M8", "10")))

    priced = explain_price(quotation, 10)

    assert priced is not None
    told = {one.label_key: one.value for one in priced.elements if not one.condition_type}
    assert (told["gross_value"], told["total"], told["net_of_tax"]) == (10, 10, D("8.06"))
    assert all(len(one) == len(priced.elements[0]) for one in priced.elements)


def test_a_new_price_from_a_day_on_is_in_the_preview(seller: User) -> None:
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("GUIDE", "10")))
    record = create_condition(
        condition_type="PR01", key={"product": "GUIDE", "customer": quotation.sold_to.number}, amount=D("7.00"),
        currency="EUR", unit="PCE", valid_from=SINCE, by=SYSTEM, at=SETUP,
    )  # fmt: skip
    change_condition(condition=record, changes={"amount": D("6.00")}, valid_from=TODAY, by=SYSTEM, at=MONDAY)

    preview = repricing_preview(quotation, TODAY)

    assert (fresh(quotation).total, preview.total) == (D("77.70"), D("60.00"))


def test_programs_read_the_same_numbers(seller: User) -> None:
    rounded_to("0.05")
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("BOLT-M8", "3"), ("GUIDE", "1")))

    told = json.loads(program_of(seller)("GET", f"/quotations/{quotation.number}").content)

    sums = {name: D(told[name]) for name in ("net", "tax", "total", "rounding", "payable", "rounding_unit")}
    assert told["tax_included"] is True
    assert told["tax_rounding"] == "rate"
    assert sums == {
        "net": D("9.30"), "tax": D("1.47"), "total": D("10.77"), "rounding": D("-0.02"), "payable": D("10.75"),
        "rounding_unit": D("0.05"),
    }  # fmt: skip
    assert [D(item["value"]) for item in told["items"]] == [D("3.00"), D("7.77")]


def test_what_is_rounded_to_must_be_money_of_the_document(seller: User) -> None:
    create_condition(
        condition_type="DIFF", key={"sales_area": "GR01-10-00"}, amount=D("0.05"), currency="CHF", valid_from=SINCE,
        by=SYSTEM, at=SETUP,
    )  # fmt: skip

    stored = proven(a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("GUIDE", "1"))))

    assert (stored.rounding_unit, stored.payable) == (None, D("7.77"))


def test_an_old_document_is_read_as_it_was(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=lines(2))

    assert (quotation.tax_included, quotation.tax_rounding, quotation.rounding, quotation.rounding_unit) == (
        False, "rate", 0, None
    )  # fmt: skip
    assert replace(quotation.reckoning, tax_included=True).rounding(D(1)) == 0


def determined(pricing_clerk: User, *steps: StepSetting, kinds: tuple[TypeSetting, ...] = (), **facts: object) -> None:
    """A copy of RVAB02 with further steps, for the customers of key 2."""
    copy = set_up().procedures["RVAB02"]
    copy = replace(copy, code="ZVAB02", name="Ours", steps=(*copy.steps, *steps), **facts)
    for wanted in (*kinds, copy):
        configure_prices(wanted=wanted, is_new=True, version=None, by=pricing_clerk, at=MONDAY)
    rows = DeterminationRow("RVAA01"), DeterminationRow("ZVAB02", customer_procedure="2")
    configure_prices(wanted=DeterminationSetting(rows), is_new=False, version=None, by=pricing_clerk, at=MONDAY)


def test_a_release_stands_whatever_the_rounding_of_the_tax_puts_on_the_item(
    seller: User, sales_lead: User, pricing_clerk: User
) -> None:
    floor = TypeSetting("ZFLO", "Floor", "Κατώτατη τιμή", "limit", "quantity", is_statistical=True, sequence="K004")
    determined(pricing_clerk, StepSetting(945, condition_type="ZFLO"), kinds=(floor,))
    with_tax("BOLT-M8", "0.85", "ZFLO")
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("BOLT-M8", "1")))
    assert (quotation.release_status, items_of(quotation)[0].net) == ("needed", D("0.81"))
    release_price(quotation=quotation, by=sales_lead, at=MONDAY)

    change_quotation(quotation=quotation, added=basket(("GUIDE", "1"), ("BOLT-M8", "2")), by=seller, at=MONDAY)
    change_quotation(quotation=quotation, changed={10: {"quantity": D(3)}}, by=seller, at=MONDAY)
    reprice_quotation(quotation=quotation, pricing_date=TODAY, by=seller, at=MONDAY)

    first, _guide, third = items_of(quotation)
    assert (first.net + first.tax, first.net / 3 < D("0.81")) == (3, True)
    assert (first.release, third.release) == ("released", "needed")


def test_a_price_given_before_is_one_of_the_same_kind(seller: User, pricing_clerk: User) -> None:
    a_product(number="CRANE", stock="1000", cost="5.00")
    kind = TypeSetting("ZPRV", "Price given before", "Προηγούμενη τιμή", "price", "quantity")
    step = StepSetting(12, condition_type="ZPRV", formula="previous_price_365")
    determined(pricing_clerk, step, kinds=(kind,), exclusions=(Exclusion("first", ("PR01", "ZPRV")),))
    buyer, cranes = a_consumer(), ItemLine(product="CRANE", quantity=D(2))
    entered = replace(cranes, manual=(ManualCondition("PN00", D("12.40"), "EUR", unit="PCE"),))

    def sold(key: str) -> None:
        PartySalesArea.objects.filter(party=buyer).update(customer_procedure=key)
        quotation = a_quotation(owner=seller, sold_to=buyer, items=[entered])
        issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)
        PartySalesArea.objects.filter(party=buyer).update(customer_procedure="2")

    sold("")
    assert a_quotation(owner=seller, sold_to=buyer, items=[cranes]).total == 0
    sold("2")
    stored = proven(a_quotation(owner=seller, sold_to=buyer, items=[cranes]))

    assert (stored.total, stored.net) == (D("24.80"), D("20.00"))


def test_what_was_changed_in_part_is_not_changed_by_pricing_it_again(seller: User) -> None:
    quotation = a_quotation(owner=seller, sold_to=a_consumer(), items=basket(*[("BOLT-M8", "124")] * 3))
    change_quotation(quotation=quotation, changed={30: {"quantity": D(248)}}, by=seller, at=MONDAY)
    before = proven(quotation)

    done = reprice_quotations(ids=[quotation.pk], pricing_date=TODAY, by=seller, at=MONDAY)

    assert (done.documents, done.changed) == (1, 0)
    assert fresh(quotation).version == before.version


def test_what_is_on_request_is_no_part_of_a_total_with_tax(seller: User) -> None:
    create_condition(
        condition_type="PR01", key={"product": "GUIDE", "price_list": "09"}, amount=D(0), currency="EUR", unit="PCE",
        on_request=True, valid_from=SINCE, by=SYSTEM, at=SETUP,
    )  # fmt: skip
    buyer = a_consumer()
    PartySalesArea.objects.filter(party=buyer).update(price_list="09")

    stored = proven(a_quotation(owner=seller, sold_to=buyer, items=basket(("BOLT-M8", "3"), ("GUIDE", "1"))))

    assert (stored.total, stored.tax, stored.is_complete) == (3, D("0.58"), False)
    page = document_page(stored, today=TODAY)
    assert (page.without_price, page.rows[1].value, page.rows[1].discount_percent) == ((20,), 0, None)


def test_a_bundle_costs_what_was_told_whether_it_has_the_price_or_its_parts(seller: User) -> None:
    guide, kit = (Product.objects.get(number=number) for number in ("GUIDE", "FIRSTAID"))
    for number, group in (("SET", "ERLA"), ("KIT", "LUMF")):
        bundle = a_product(number=number, item_category_group=group, stock="0", cost=None)
        for part in (guide, kit):
            set_component(product=bundle, part=part, quantity=D(2), by=SYSTEM, at=MONDAY)
    with_tax("SET", "60.00")

    stored = proven(a_quotation(owner=seller, sold_to=a_consumer(), items=basket(("SET", "1"), ("KIT", "1"))))

    values = [(row.item.product_number, row.value) for row in document_page(stored, today=TODAY).rows]
    assert values == [
        ("SET", 60), ("FIRSTAID", 0), ("GUIDE", 0), ("KIT", 0), ("FIRSTAID", D("49.80")), ("GUIDE", D("15.54"))
    ]  # fmt: skip
    assert stored.total == D("125.34")
    assert [(D(line["rate"]), D(line["tax"])) for line in stored.taxes] == [
        (24, D("11.61")), (13, D("1.79")), (6, D("2.82"))
    ]  # fmt: skip
