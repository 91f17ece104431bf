"""Pricing types: which prices stay when a document is copied, quoted or priced again, and that they stay exactly."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.company.models import ExchangeRate
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.previewing import repricing_preview
from prosfora.documents.queries.price_facts import explain_price, explain_target
from prosfora.documents.queries.recomputing import Difference, recompute
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import (
    change_quotation,
    copy_quotation,
    issue_quotation,
    quote_inquiry,
    reprice_quotation,
    reprice_quotations,
)
from prosfora.documents.services.copies import UnknownPricingType
from prosfora.documents.services.release import PriceNeedsRelease
from prosfora.documents.tests.builders import a_customer, a_quotation, an_inquiry, an_offering
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.documents.tests.test_previous_prices import CRANES, by_previous, sold
from prosfora.documents.tests.test_release_price import limits
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.services import place_in_hierarchy
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import Access, AccessSequence, ConditionRecord, ConditionType
from prosfora.pricing.rules.repricing import RENEWED
from prosfora.pricing.rules.settings import CopyingRow, DocumentSetting
from prosfora.pricing.services import (
    PromotionRefused,
    change_condition,
    configure_prices,
    create_condition,
    delete_condition,
    end_promotion,
)
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import (
    SETUP,
    SINCE,
    a_discount,
    a_price,
    a_promotion,
    a_promotion_price,
    free_goods,
)
from tests.cast import MONDAY

__all__ = ["by_previous", "limits"]

pytestmark = pytest.mark.usefixtures("company", "on_monday")
LATER = MONDAY + dt.timedelta(days=30)
LESS = ManualCondition("RA00", Decimal(10))
KEEPING = ("A", "D", "G", "H", "I", "K", "N")
SCALE = (("1", "10.00"), ("40", "9.00"))


@pytest.fixture(autouse=True)
def _offering(company: object) -> None:
    an_offering()


def bolts(quantity: str = "40", **more: Any) -> ItemLine:
    return ItemLine(product="BOLT-M8", quantity=Decimal(quantity), **more)


def dearer(types: Sequence[str] = ("PR00",), times: str = "2") -> None:
    """Records of these types say something else from now on."""
    for record in ConditionRecord.objects.filter(condition_type__in=types, status="released"):
        changes: dict[str, Any] = {"amount": (record.amount * Decimal(times)).quantize(Decimal("0.01"))}
        if record.scales:
            changes["scales"] = [(Decimal(start), Decimal(rate) * Decimal(times)) for start, rate in record.scales]
        change_condition(condition=record, changes=changes, valid_from=LATER.date(), by=System(), at=MONDAY)


def rates_of(document: SalesDocument, kind: str) -> list[str]:
    rows = [row for item in items_of(document) for row in item.price_trace["elements"]]
    return [f"{Decimal(row[5]).normalize():f}" for row in rows if row[2] == kind]


def items_of(document: SalesDocument) -> list[Item]:
    return list(Item.objects.filter(document=document).order_by("position"))


def differences(*documents: SalesDocument) -> list[Difference]:
    return list(recompute(SalesDocument.objects.filter(pk__in=[document.pk for document in documents])))


def copied(document: SalesDocument, pricing_type: str, by: User, **more: Any) -> SalesDocument:
    return copy_quotation(quotation=document, pricing_type=pricing_type, by=by, at=LATER, **more)


@pytest.fixture
def full(seller: User) -> SalesDocument:
    """Bolts by a scale, a customer's discount, freight, a rebate, VAT, and 10 % off by hand."""
    ConditionRecord.objects.filter(condition_type="PR00").delete()
    a_price(amount="10.00", scales=SCALE)
    customer = a_customer().number
    a_discount("K007", "5", customer=customer)
    a_discount("BO03", "2", customer=customer)
    create_condition(
        condition_type="KF00", key={"incoterms": "DAP"}, amount=Decimal("0.5"), currency="EUR", unit="KGM",
        valid_from=SINCE, by=System(), at=SETUP,
    )  # fmt: skip
    Product.objects.filter(number="BOLT-M8").update(gross_weight=Decimal("0.2"))
    return a_quotation(owner=seller, items=[bolts(manual=(LESS,))], incoterms="DAP")


@pytest.mark.parametrize("pricing_type", sorted(RENEWED))
def test_a_copy_renews_what_its_type_says_and_keeps_the_rest_exactly(
    full: SalesDocument, seller: User, pricing_type: str
) -> None:
    dearer(("PR00", "K007", "KF00", "BO03", "MWST"))
    Product.objects.filter(number="BOLT-M8").update(cost=Decimal("7.00"))

    copy = copied(full, pricing_type, seller)

    old = {"PR00": "9", "K007": "5", "RA00": "10", "KF00": "0.5", "BO03": "2", "MWST": "24", "VPRS": "6"}
    anew = {"PR00": "18", "K007": "10", "KF00": "1", "BO03": "4", "MWST": "48", "VPRS": "7"}
    renewed = {
        "B": set(anew), "C": set(anew), "G": {"MWST", "VPRS", "BO03"}, "H": {"KF00"}, "I": {"BO03"}, "K": {"MWST"},
        "N": {"VPRS"},
    }.get(pricing_type, set())  # fmt: skip
    wanted = old | {kind: rate for kind, rate in anew.items() if kind in renewed}
    if pricing_type == "B":
        del wanted["RA00"]
    assert {kind: rates_of(copy, kind) for kind in old} == {
        kind: [wanted[kind]] if kind in wanted else [] for kind in old
    }
    assert differences(copy) == []


@pytest.mark.parametrize("pricing_type", ["A", "D"])
def test_a_copy_has_the_very_amounts_of_what_it_was_made_from(
    full: SalesDocument, seller: User, pricing_type: str
) -> None:
    dearer(("PR00", "K007", "KF00", "BO03", "MWST"))
    for record in ConditionRecord.objects.filter(status="released"):
        delete_condition(condition=record, ends_on=record.valid_from - dt.timedelta(days=1), by=seller, at=MONDAY)

    copy = copied(full, pricing_type, seller)

    figures = ("unit_price", "gross_value", "net", "tax", "tax_code", "tax_rate", "cost")
    assert [[getattr(item, name) for name in figures] for item in items_of(copy)] == [
        [getattr(item, name) for name in figures] for item in items_of(full)
    ]
    elements = [[row[:18] for row in document.items.get().price_trace["elements"]] for document in (copy, full)]
    assert elements[0] == elements[1]  # but for the last days of records, which ended since
    assert (copy.net, copy.tax, copy.total, copy.taxes) == (full.net, full.tax, full.total, full.taxes)
    assert copy.pricing_date == LATER.date()
    assert differences(copy) == []


def test_a_kept_price_stays_with_every_change_but_of_what_it_is_found_by(full: SalesDocument, seller: User) -> None:
    dearer()
    copy = copied(full, "A", seller)

    change_quotation(quotation=copy, changed={10: {"quantity": Decimal(50)}}, by=seller, at=LATER)
    assert rates_of(copy, "PR00") == ["9"]
    change_quotation(quotation=copy, changed={10: {"quantity": Decimal(20)}}, by=seller, at=LATER)
    assert rates_of(copy, "PR00") == ["10"]  # the old list at the level that holds now
    change_quotation(quotation=copy, changed={10: {"quantity": Decimal(40)}}, by=seller, at=LATER)
    assert rates_of(copy, "PR00") == ["9"]
    change_quotation(quotation=copy, header={"customer_reference": "A1"}, by=seller, at=LATER)
    assert (rates_of(copy, "PR00"), differences(copy)) == (["9"], [])

    change_quotation(quotation=copy, header={"price_group": "02"}, by=seller, at=LATER)

    assert rates_of(copy, "PR00") == ["18"]
    assert [item.kept for item in items_of(copy)] == [None]


def test_an_unchanged_price_has_its_level_whatever_the_quantity(full: SalesDocument, seller: User) -> None:
    copy = copied(full, "D", seller)

    change_quotation(quotation=copy, changed={10: {"quantity": Decimal(20)}}, by=seller, at=LATER)

    assert (rates_of(copy, "PR00"), differences(copy)) == (["9"], [])


def test_items_added_to_kept_prices_get_those_of_the_day(full: SalesDocument, seller: User) -> None:
    dearer()
    copy = copied(full, "G", seller)

    change_quotation(quotation=copy, added=[bolts()], by=seller, at=LATER)

    assert rates_of(copy, "PR00") == ["9", "18"]
    assert differences(copy) == []
    change_quotation(
        quotation=copy, changed={10: {"product": an_offering("NUT-M8", "0.50").number}}, by=seller, at=LATER
    )
    assert rates_of(copy, "PR00") == ["0.5", "18"]


def test_the_tax_follows_the_goods_to_another_place(full: SalesDocument, seller: User) -> None:
    dearer()
    copy = copied(full, "D", seller)
    abroad = a_party("Zürcher", country="CH", addresses=())

    change_quotation(quotation=copy, partners={"WE": abroad.number}, by=seller, at=LATER)

    assert rates_of(copy, "PR00") == ["9"]
    assert items_of(copy)[0].tax_rate != Decimal(24)
    assert differences(copy) == []


def test_kept_prices_in_foreign_currency_have_the_rate_of_then(seller: User) -> None:
    ExchangeRate.objects.create(source="USD", target="EUR", valid_from=SINCE, rate=Decimal("0.90"))
    ExchangeRate.objects.create(source="USD", target="EUR", valid_from=LATER.date(), rate=Decimal("0.80"))
    ConditionRecord.objects.filter(condition_type="PR00").delete()
    a_price(amount="10.00", currency="USD")
    entered = ManualCondition("RC00", Decimal(1), "USD", unit="PCE")
    quotation = a_quotation(owner=seller, items=[bolts(manual=(entered,))])
    assert quotation.net == Decimal("324.00")

    kept, anew = copied(quotation, "G", seller), copied(quotation, "C", seller)

    assert (kept.net, anew.net) == (Decimal("324.00"), Decimal("288.00"))
    again = copied(kept, "A", seller)
    assert again.net == Decimal("324.00")
    assert differences(kept, anew, again) == []


def test_free_goods_of_a_kept_price_are_those_it_had(seller: User) -> None:
    record = free_goods("11", "1", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=[bolts("110")])
    dearer()
    record.valid_to = MONDAY.date()
    record.save()

    kept, anew = copied(quotation, "D", seller), copied(quotation, "C", seller)

    assert [(item.position, item.quantity, item.net) for item in items_of(kept)] == [
        (10, Decimal(100), Decimal(1000)), (11, Decimal(10), Decimal(0)),
    ]  # fmt: skip
    assert [(item.quantity, item.net) for item in items_of(anew)] == [(Decimal(110), Decimal(2200))]
    assert differences(kept, anew) == []
    change_quotation(quotation=kept, changed={10: {"quantity": Decimal(22)}}, by=seller, at=LATER)
    assert [item.quantity for item in items_of(kept)] == [Decimal(20), Decimal(2)]


def test_what_a_promotion_gave_stays_but_is_held_only_while_it_gives(seller: User) -> None:
    promotion = a_promotion(budget="50")
    a_promotion_price(product="BOLT-M8")
    quotation = a_quotation(owner=seller, items=[bolts()])
    assert quotation.net == Decimal("360.00")

    copy = copied(quotation, "D", seller)
    assert copy.net == Decimal("360.00")
    end_promotion(promotion=promotion, ends_on=MONDAY.date(), by=seller, at=MONDAY)
    again = copied(quotation, "D", seller)

    assert again.net == Decimal("360.00")
    assert copied(quotation, "C", seller).net == Decimal("400.00")
    assert differences(copy, again) == []
    with pytest.raises(PromotionRefused):
        issue_quotation(quotation=again, by=seller, at=LATER, deliver=False)


def test_a_price_given_before_stays_the_one_it_was(by_previous: None, seller: User) -> None:
    sold(seller)
    quotation = a_quotation(owner=seller, items=CRANES)
    assert quotation.net == 140
    dear = ManualCondition("PN00", Decimal(90), unit="PCE")
    sold(seller, at=LATER, lines=[ItemLine(product="CRANE", quantity=Decimal(2), manual=(dear,))])

    kept, anew = copied(quotation, "G", seller), copied(quotation, "C", seller)

    assert (kept.net, anew.net) == (140, 180)
    assert differences(kept, anew) == []


def test_the_discount_of_a_head_office_stays_where_the_customer_left_it(seller: User) -> None:
    sequence = AccessSequence.objects.create(code="ZHIE", name="Hierarchy")
    Access.objects.create(sequence=sequence, number=10, fields=["customer_hierarchy"])
    ConditionType.objects.filter(code="K007").update(sequence=sequence)
    touch_configuration()
    shop, head = a_customer(), a_party("Head", number="1000009")
    a_discount("K007", "50", customer_hierarchy=head.number)

    def place(higher: Party | None) -> None:
        place_in_hierarchy(party=shop, sales_area="GR01-10-00", higher=higher, valid_from=SINCE, by=System(), at=SETUP)

    place(head)
    quotation = a_quotation(owner=seller, items=[bolts()])
    place(None)

    kept, anew = copied(quotation, "A", seller), copied(quotation, "C", seller)

    assert (quotation.net, kept.net, anew.net) == (Decimal(200), Decimal(200), Decimal(400))
    assert differences(kept, anew) == []


def test_another_customer_gets_his_own_prices(full: SalesDocument, seller: User) -> None:
    copy = copied(full, "D", seller, sold_to=a_party("Other"))

    assert rates_of(copy, "K007") == []
    assert [item.kept for item in items_of(copy)] == [None]


def test_the_set_up_says_what_copies_keep(full: SalesDocument, seller: User, pricing_clerk: User) -> None:
    dearer()
    wanted = DocumentSetting(copies=(CopyingRow("QT", "QT", "D"), CopyingRow("IN", "QT", "G")))
    inquiry = an_inquiry(owner=seller, items=[bolts()])
    configure_prices(wanted=wanted, by=pricing_clerk, at=MONDAY)

    copy = copy_quotation(quotation=full, by=seller, at=LATER)
    quoted = quote_inquiry(inquiry=inquiry, quantities={10: Decimal(20)}, by=seller, at=LATER)

    assert rates_of(copy, "PR00") == ["9"]
    assert rates_of(quoted, "PR00") == ["10"]  # the level of 20
    told = JournalEntry.objects.filter(verb__in=["copy_quotation", "quote_inquiry"], kind="quotation").order_by("pk")
    assert [entry.data["pricing_type"] for entry in told] == ["D", "G"]
    assert differences(copy, quoted) == []
    assert rates_of(copied(full, "C", seller), "PR00") == ["18"]  # what is asked for goes before


def test_a_draft_is_priced_again_by_a_type(full: SalesDocument, seller: User) -> None:
    dearer(("PR00", "MWST"))
    before = full.net

    preview = repricing_preview(full, LATER.date(), "G")
    reprice_quotation(quotation=full, pricing_date=LATER.date(), pricing_type="G", by=seller, at=LATER)

    assert (full.net, full.total) == (before, preview.total)
    assert (rates_of(full, "PR00"), rates_of(full, "MWST")) == (["9"], ["48"])
    entry = JournalEntry.objects.filter(verb="reprice_quotation").latest("pk")
    assert entry.data["pricing_type"] == "G"
    assert differences(full) == []
    reprice_quotation(quotation=full, pricing_date=LATER.date(), by=seller, at=LATER)
    assert (rates_of(full, "PR00"), rates_of(full, "RA00")) == (["18"], ["10"])
    reprice_quotation(quotation=full, pricing_date=LATER.date(), pricing_type="B", by=seller, at=LATER)
    assert rates_of(full, "RA00") == []


@pytest.mark.parametrize("pricing_type", sorted(RENEWED))
def test_preview_verb_and_many_at_once_agree(full: SalesDocument, seller: User, pricing_type: str) -> None:
    alone = copied(full, "C", seller)
    free_goods("10", "1")
    dearer(("PR00", "K007", "KF00", "BO03", "MWST"))
    day = LATER.date()

    preview = repricing_preview(full, day, pricing_type)
    reprice_quotations(ids=[full.pk], pricing_date=day, pricing_type=pricing_type, by=seller, at=LATER)
    reprice_quotation(quotation=alone, pricing_date=day, pricing_type=pricing_type, by=seller, at=LATER)

    full.refresh_from_db()
    assert (full.net, full.total) == (preview.net, preview.total) == (alone.net, alone.total)
    figures = [(row.position, row.quantity, row.net, row.cost, row.tax) for row in items_of(full)]
    assert figures == [(row.position, row.quantity, row.net, row.cost, row.tax) for row in items_of(alone)]
    assert differences(full, alone) == []


def test_kept_prices_cost_no_statements_per_item(seller: User) -> None:
    counts = []
    for count in (2, 20):
        quotation = a_quotation(owner=seller, items=[bolts() for _ in range(count)])
        with CaptureQueriesContext(connection) as captured:
            copied(quotation, "G", seller)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_why_a_kept_price_is_what_it_is_can_still_be_told(full: SalesDocument, seller: User) -> None:
    dearer()
    copy = copied(full, "G", seller)

    priced = explain_price(copy, 10)

    assert priced is not None
    assert priced.net == full.net
    assert "Prices that stay" in text_of(browser_of(seller).get(page_of(copy)))
    assert "Price of" in text_of(browser_of(seller).get(page_of(copy, "items/10")))


def test_a_type_that_is_none_is_refused(full: SalesDocument, seller: User) -> None:
    with pytest.raises(UnknownPricingType):
        copied(full, "Z", seller)
    with pytest.raises(UnknownPricingType):
        reprice_quotation(quotation=full, pricing_type="Z", by=seller, at=LATER)
    with pytest.raises(UnknownPricingType):
        reprice_quotations(ids=[full.pk], pricing_type="Z", by=seller, at=LATER)


def test_pages_and_programs_choose_the_type(full: SalesDocument, seller: User) -> None:
    dearer()
    browser, day = browser_of(seller), LATER.date().isoformat()

    page = browser.get(page_of(full, "reprice_quotation"), {"pricing_date": day, "pricing_type": "D"})
    assert "nothing changes" in text_of(page)
    assert browser.get(page_of(full, "reprice_quotation"), {"pricing_type": "Z"}).status_code == 422
    browser.post(page_of(full, "reprice_quotation"), {"version": "1", "pricing_date": day, "pricing_type": "D"})
    assert rates_of(full, "PR00") == ["9"]

    program, address = program_of(seller), f"/quotations/{full.number}"
    told = program("GET", f"{address}/reprice_quotation?pricing_date={day}&pricing_type=C").json()
    item = told["items"][0]
    assert (told["pricing_type"], item["quantity"], item["change"]) == ("C", "40.000", "")
    assert Decimal(item["new_unit_price"]) > Decimal(item["unit_price"])
    assert program("GET", f"{address}/reprice_quotation?pricing_type=Z").status_code == 422
    made = program("POST", f"{address}/copy_quotation", {"pricing_type": "G"}).json()
    assert (made["items"][0]["pricing_type"], made["items"][0]["kept_from"]) == ("G", MONDAY.date().isoformat())
    done = program("POST", "/quotations/reprice_quotations", {"numbers": [full.number], "pricing_date": day})
    assert done.json()["changed"] == 1


def test_what_would_change_a_kept_price_can_be_asked(full: SalesDocument, seller: User) -> None:
    dearer()
    copy = copied(full, "G", seller)

    target = explain_target(copy, 10, Decimal("7.00"))

    assert target is not None
    assert {way.condition_type for way in target.ways if way.means == "entered"} >= {"PN00", "RA00"}
    assert [way for way in target.ways if way.means == "record" and way.condition_type in ("PR00", "K007")] == []


def test_a_kept_price_is_held_against_the_limits_of_today(limits: None, seller: User) -> None:
    quotation = a_quotation(owner=seller, items=[bolts(manual=(replace(LESS, amount=Decimal(5)),))])
    assert quotation.release_status is None
    dearer(["ZFLO"], "1.1")

    copies = [copied(quotation, pricing_type, seller) for pricing_type in KEEPING]

    assert {copy.release_status for copy in copies} == {"needed"}
    assert {copy.net for copy in copies} == {quotation.net}
    assert differences(*copies) == []
    with pytest.raises(PriceNeedsRelease):
        issue_quotation(quotation=copies[0], by=seller, at=LATER, deliver=False)
