"""Prices on request on documents: shown in the place of the price, and nothing goes out without one."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.pages import document_page
from prosfora.documents.queries.previewing import repricing_preview
from prosfora.documents.queries.printing import binding_offer, offer_pdf
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine, LineFields, ManualCondition
from prosfora.documents.services import (
    answer_inquiry,
    change_quotation,
    issue_quotation,
    reprice_quotation,
)
from prosfora.documents.services.mass_repricing import reprice_quotations
from prosfora.documents.services.quotations import QuotationIncomplete
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering
from prosfora.identity.models import User
from prosfora.offers.queries.letters import offer_letter
from prosfora.pricelists.models import ProposedPrice
from prosfora.pricelists.queries.net_prices import NetPriceQuestion, listed_for, price_list_for
from prosfora.pricelists.queries.printing import net_prices_pdf
from prosfora.pricelists.rules.statuses import Outcome
from prosfora.pricelists.services import release_prices
from prosfora.pricelists.tests.builders import a_proposal
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services import change_condition, create_condition
from prosfora.pricing.tests.builders import SETUP, SINCE, SYSTEM
from prosfora.pricing.tests.test_api import client_of
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")
TODAY = MONDAY.date()
ITEMS = [ItemLine(product="BOLT-M8", quantity=Decimal(40)), ItemLine(product="CRANE", quantity=Decimal(2))]
SEVEN = LineFields(manual=(ManualCondition("PB00", Decimal(7), "EUR", unit="PCE"),))


@pytest.fixture
def crane(company: object) -> ConditionRecord:
    """A crane whose price is on request, beside the usual bolts."""
    an_offering()
    a_product(number="CRANE", cost="5.00")
    return create_condition(
        condition_type="PR00", key={"product": "CRANE"}, currency="EUR", sales_area=DIRECT_SALES, on_request=True,
        valid_from=SINCE, by=SYSTEM, at=SETUP,
    )  # fmt: skip


@pytest.fixture
def quotation(crane: ConditionRecord, seller: User) -> SalesDocument:
    """A draft with bolts and a crane."""
    return a_quotation(owner=seller, items=ITEMS)


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def test_the_totals_are_without_it(quotation: SalesDocument) -> None:
    page = document_page(quotation, today=TODAY)
    fragment = document_page(quotation, today=TODAY, positions=[10])

    assert (quotation.net, quotation.total) == (400, 496)
    assert (page.without_price, fragment.without_price) == ((20,), (20,))
    assert [row.item.is_on_request for row in page.rows] == [False, True]


def test_it_does_not_go_out_until_a_seller_enters_a_price(quotation: SalesDocument, seller: User) -> None:
    with pytest.raises(QuotationIncomplete) as refusal:
        issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    assert [(gap.field, gap.position, gap.why) for gap in refusal.value.gaps] == [("price", 20, "price_on_request")]
    assert "on request" in refusal.value.problems["items.20.price"][0]

    change_quotation(quotation=quotation, changed={20: SEVEN}, by=seller, at=MONDAY)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert (quotation.status, quotation.net) == ("issued", 414)


def test_pricing_again_keeps_the_price_entered_and_finds_that_one_is_asked_now(
    crane: ConditionRecord, seller: User
) -> None:
    quotation = a_quotation(owner=seller, items=ITEMS)
    change_quotation(quotation=quotation, changed={20: SEVEN}, by=seller, at=MONDAY)
    bolts = ConditionRecord.objects.get(lookup="PR00|product=BOLT-M8")
    change_condition(condition=bolts, changes={"on_request": True}, valid_from=TODAY, by=SYSTEM, at=SETUP)

    preview = repricing_preview(quotation, TODAY)
    reprice_quotations(ids=[quotation.pk], pricing_date=TODAY, by=seller, at=MONDAY)

    quotation.refresh_from_db()
    assert [row.is_on_request for row in preview.changed] == [True]
    assert (quotation.net, quotation.is_complete, preview.net) == (14, False, 14)
    assert [item.is_on_request for item in Item.objects.order_by("position")] == [True, False]


def test_a_stored_one_is_recomputed_from_what_it_kept(quotation: SalesDocument, crane: ConditionRecord) -> None:
    change_condition(condition=crane, changes={"amount": Decimal(9), "unit": "PCE"}, valid_from=SINCE, by=SYSTEM,
                     at=SETUP)  # fmt: skip

    assert list(recompute(SalesDocument.objects.filter(pk=quotation.pk))) == []


def test_an_inquiry_proposes_no_price(crane: ConditionRecord, seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=ITEMS)

    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    assert [item.answer_price for item in inquiry.items.order_by("position")] == [10, None]


@pytest.mark.parametrize(
    ("language", "words", "note"),
    [
        ("en", "price on request", "The totals are without item 20"),
        ("el", "τιμή κατόπιν αιτήματος", "Τα σύνολα είναι χωρίς τη γραμμή 20"),
    ],
)
def test_paper_and_mail_say_it_in_the_customers_language(
    crane: ConditionRecord, seller: User, language: str, words: str, note: str
) -> None:
    quotation = a_quotation(owner=seller, items=ITEMS, language=language)

    printed = text_of(offer_pdf(SalesDocument.objects.get(pk=quotation.pk), today=TODAY))

    assert words in printed
    assert note in printed
    assert note in offer_letter(binding_offer(quotation, today=TODAY)).body


def test_the_page_and_programs_say_it(quotation: SalesDocument, seller: User, auditor: User, client: Client) -> None:
    client.force_login(seller)
    page = client.get(f"/quotations/{quotation.number}/").content.decode()
    panel = client.get(f"/quotations/{quotation.number}/items/20").content.decode()
    answer = client_of(seller).get(f"/api/v1/quotations/{quotation.number}").json()
    client.force_login(auditor)
    read = client.get(f"/quotations/{quotation.number}/").content.decode()

    assert 'placeholder="price on request"' in page
    assert "Without item 20, whose price is on request" in page
    assert "product CRANE" in panel
    assert ">price on request<" in read
    assert (answer["without_price"], answer["items"][1]["unit_price"], answer["items"][1]["on_request"]) == (
        [20], None, True,
    )  # fmt: skip


def test_a_mass_change_leaves_it_alone_and_says_so(crane: ConditionRecord, pricing_clerk: User) -> None:
    proposal = a_proposal(pricing_clerk)
    line = ProposedPrice.objects.get(source=crane)

    release_prices(proposal=proposal, by=pricing_clerk, at=MONDAY)

    assert (line.outcome, line.flaw) == (Outcome.REFUSED, "change_on_request")
    assert ConditionRecord.objects.filter(lookup=crane.lookup).count() == 1


def test_the_net_price_list_says_it(quotation: SalesDocument, seller: User, client: Client) -> None:
    client.force_login(seller)
    asked = {"customer": quotation.sold_to.number, "sales_area": DIRECT_SALES}
    buyer = price_list_for(seller, wanted := NetPriceQuestion(quotation.sold_to.number, TODAY, DIRECT_SALES))

    page = client.get("/net-prices/", asked).content.decode()
    file = client.get("/net-prices/", {**asked, "export": "csv"}).getvalue().decode()
    paper = text_of(net_prices_pdf(buyer, listed_for(seller, wanted, buyer).order_by("number"), at=MONDAY))

    assert "price on request" in page
    assert "price on request" in next(line for line in file.splitlines() if line.startswith("CRANE"))
    assert "τιμή κατόπιν αιτήματος" in paper


def test_pricing_again_one_by_one_keeps_it(quotation: SalesDocument, seller: User) -> None:
    assert reprice_quotation(quotation=quotation, by=seller, at=MONDAY) == []
