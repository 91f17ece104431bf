"""The offer of a document: what the customer may read, in one exact form, and nothing that he may not."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.freezing import offer_of, proof_of
from prosfora.documents.queries.pages import document_page
from prosfora.documents.rules.choices import totals_with
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import issue_quotation, reject_items
from prosfora.documents.tests.builders import a_quotation, lines
from prosfora.identity.models import User
from prosfora.offers.rules.coding import canonical, read
from prosfora.offers.rules.content import Offer, OfferTotals
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
TODAY = MONDAY.date()


def fresh(quotation: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.get(pk=quotation.pk)


def with_choices(seller: User) -> SalesDocument:
    """Two bolts; another instead of the first; an option."""
    one = lines(1)[0]
    items = [one, replace(one, category="alternative", quantity=Decimal(50)), one, replace(one, category="option")]
    return a_quotation(owner=seller, items=items, language="en")


def test_an_offer_reads_back_as_it_was_written(seller: User) -> None:
    offer = offer_of(with_choices(seller), today=TODAY)

    assert read(Offer, canonical(offer)) == offer
    assert canonical(read(Offer, canonical(offer))) == canonical(offer)


def test_the_same_offer_has_the_same_bytes_whether_just_stored_or_read(seller: User) -> None:
    quotation = with_choices(seller)

    assert canonical(offer_of(quotation, today=TODAY)) == canonical(offer_of(fresh(quotation), today=TODAY))


def test_amounts_have_the_decimals_of_the_currency(seller: User) -> None:
    offer = offer_of(a_quotation(owner=seller), today=TODAY)

    assert (str(offer.totals.net), str(offer.totals.tax), str(offer.totals.payable)) == ("800.00", "192.00", "992.00")
    assert [str(item.quantity) for item in offer.items] == ["40", "40"]
    assert str(offer.items[0].tax_rate) == "24"


def test_totals_are_told_without_and_with_options_and_for_each_choice(seller: User) -> None:
    offer = offer_of(with_choices(seller), today=TODAY)

    assert offer.totals.net == 800
    assert offer.totals_with_options is not None
    assert offer.totals_with_options.net == 1200
    found = [(choice.position, choice.kind, choice.instead_of, choice.totals.net) for choice in offer.choices]
    assert found == [(20, "alternative", 10, Decimal(900)), (40, "option", None, Decimal(1200))]


def test_the_totals_of_nothing_chosen_are_those_of_the_document(seller: User) -> None:
    offer = offer_of(with_choices(seller), today=TODAY)

    def chosen(positions: Collection[int]) -> OfferTotals:
        return totals_with(offer.items, positions, offer.currency, offer.reckoning)

    assert chosen(()) == offer.totals
    assert chosen({40}) == offer.totals_with_options
    assert chosen({20, 40}).net == 1300


def test_rejected_items_are_not_offered(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=2)
    reject_items(document=quotation, reasons={10: "30"}, by=seller, at=MONDAY)

    assert [item.position for item in offer_of(quotation, today=TODAY).items] == [20]


def test_sections_carry_their_subtotals(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=[ItemLine(category="section", text="Bolts"), *lines(2)])

    assert offer_of(quotation, today=TODAY).items[0].subtotal == 800


def test_who_issued_and_when_is_part_of_the_offer(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    assert offer_of(quotation, today=TODAY).is_draft

    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    offer = offer_of(quotation, today=TODAY, issued_by=seller)

    assert (offer.issued_at, offer.is_draft) == (MONDAY, False)
    assert offer.issued_by is not None
    assert offer.issued_by.name == "Seller"


def test_the_customer_reads_neither_cost_nor_records_nor_the_internal_note(seller: User) -> None:
    quotation = a_quotation(owner=seller, texts={"internal": "do not go below 9", "terms": "Ex works"})
    page = document_page(quotation, today=TODAY)

    told = canonical(offer_of(quotation, today=TODAY)).decode()
    proof = proof_of(page, offer="0" * 64)

    assert "Ex works" in told
    assert not any(secret in told for secret in ("do not go below", '"cost"', '"trace"', '"margin"', "240.00"))
    assert proof.items[0].cost == Decimal("240.00")
    assert proof.items[0].trace == page.rows[0].item.price_trace


def test_building_an_offer_asks_the_database_a_constant_number_of_times(seller: User) -> None:
    short, long = (fresh(a_quotation(owner=seller, items=count)) for count in (1, 50))

    counts = []
    for quotation in (short, long):
        with CaptureQueriesContext(connection) as captured:
            offer_of(quotation, today=TODAY)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 9
