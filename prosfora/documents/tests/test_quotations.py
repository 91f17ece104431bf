"""Making, changing and issuing quotations."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from prosfora.catalog.models import Product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import (
    change_quotation,
    issue_quotation,
)
from prosfora.documents.services.quotations import OfferExpired, QuotationIncomplete
from prosfora.documents.services.refusals import CustomerBlocked, FactsRefused, WrongStatus
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering, lines
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.rules.facts import AreaTerms
from prosfora.parties.tests.builders import a_party
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
