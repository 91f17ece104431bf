"""Reading documents: who sees what, lists, pages, figures, in a constant number of queries."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import area_to, inquiry_to, order_to, quotation_to
from prosfora.documents.queries import (
    DocumentFilter,
    document_page,
    explain_price,
    flow,
    home_figures,
    item_flow,
    listed_documents,
    orders_of,
    search_documents,
    totals_by_month_and_seller,
    visible_inquiries,
    visible_orders,
    visible_quotations,
)
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.rules.statuses import Status
from prosfora.documents.services import accept_quotation, answer_inquiry, issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering, lines
from prosfora.identity.models import User
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import a_discount, a_price
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company")
TODAY = MONDAY.date()
LATER = MONDAY + timedelta(days=40)


def statements(asked: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        asked()
    return len(captured)


def numbers(user: User, wanted: DocumentFilter, today: date = TODAY) -> set[str]:
    return {row.number for row in listed_documents(user, "quotation", wanted, today=today)}


@pytest.fixture
def everywhere(db: None) -> User:
    return a_user("everywhere", role="auditor")


# ---- who sees what


def test_each_sees_the_documents_of_his_areas(seller: User, outsider: User, everywhere: User, sales_lead: User) -> None:
    quotation, inquiry = a_quotation(owner=seller), an_inquiry(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    order = accept_quotation(quotation=quotation, by=seller, at=MONDAY)

    for user in (seller, sales_lead, everywhere):
        assert visible_quotations(user).get() == quotation
        assert visible_inquiries(user).get() == inquiry
        assert visible_orders(user).get() == order
        assert {row.number for row in search_documents(user=user, text="papadop")} == {
            quotation.number,
            inquiry.number,
            order.number,
        }
    for rows in (visible_quotations(outsider), visible_inquiries(outsider), visible_orders(outsider)):
        assert not rows.exists()
    assert search_documents(user=outsider, text="papadop") == []


def test_loading_for_a_verb_asks_whether_you_may(seller: User, outsider: User, auditor: User) -> None:
    quotation = a_quotation(owner=seller)

    assert quotation_to("change_quotation", user=seller, number=quotation.number) == quotation
    assert quotation_to("issue_quotation", user=seller, number=quotation.number, lock=True) == quotation
    with pytest.raises(NotVisible):
        quotation_to("display_quotation", user=outsider, number=quotation.number)
    with pytest.raises(Forbidden):
        quotation_to("change_quotation", user=auditor, number=quotation.number)
    with pytest.raises(Forbidden):
        quotation_to("withdraw_quotation", user=seller, number=quotation.number)
    for loader in (inquiry_to, order_to):
        with pytest.raises(NotVisible):
            loader("display_order", user=seller, number=quotation.number)


def test_an_area_is_chosen_among_ones_own(seller: User) -> None:
    assert area_to("create_quotation", user=seller, code="").pk == DIRECT_SALES
    with pytest.raises(Forbidden):
        area_to("create_quotation", user=seller, code=DEALERS)
    with pytest.raises(NotVisible):
        area_to("create_quotation", user=seller, code="XX01-10-00")


# ---- lists


def test_lists_are_narrowed(seller: User, sales_lead: User, everywhere: User) -> None:
    other = a_party(name="Νίκη ΕΠΕ")
    cheap = a_quotation(owner=seller, items=1, customer_reference="RFQ 77")
    dear = a_quotation(owner=sales_lead, items=3, sold_to=other, valid_to=TODAY + timedelta(days=5))
    issued = a_quotation(owner=seller, items=2, document_date=TODAY - timedelta(days=40), valid_to=None)
    changeable = SalesDocument.objects.filter(pk=issued.pk)
    changeable.update(status=Status.ISSUED, valid_to=TODAY - timedelta(days=1))
    everything = {cheap.number, dear.number, issued.number}

    expected = [
        (DocumentFilter(), everything),
        (DocumentFilter(area=DIRECT_SALES), everything),
        (DocumentFilter(area=DEALERS), set()),
        (DocumentFilter(status=("issued",)), set()),  # its last day is over, though no job has noted it
        (DocumentFilter(status=("expired",)), {issued.number}),
        (DocumentFilter(status=("issued", "draft")), {cheap.number, dear.number}),
        (DocumentFilter(status=("expired", "draft")), everything),
        (DocumentFilter(status=("expired", "issued")), {issued.number}),
        (DocumentFilter(responsible=sales_lead.pk), {dear.number}),
        (DocumentFilter(sold_to=other.number), {dear.number}),
        (DocumentFilter(q="niki"), {dear.number}),
        (DocumentFilter(q="Παπαδ 77"), {cheap.number}),
        (DocumentFilter(q=cheap.number), {cheap.number}),
        (DocumentFilter(q="nobody"), set()),
        (DocumentFilter(customer="νικη"), {dear.number}),
        (DocumentFilter(date_to=TODAY - timedelta(days=1)), {issued.number}),
        (DocumentFilter(date_from=TODAY), {cheap.number, dear.number}),
        (DocumentFilter(valid_from=TODAY, valid_to=TODAY + timedelta(days=7)), {dear.number}),
        (DocumentFilter(net_from=Decimal(1000)), {dear.number}),
        (DocumentFilter(net_to=Decimal(500)), {cheap.number}),
        (DocumentFilter(expired=True), {issued.number}),
        (DocumentFilter(expired=False), {cheap.number, dear.number}),
        (DocumentFilter(open_only=True), everything),
        (DocumentFilter(incomplete=True), {issued.number}),  # it was made without a validity
        (DocumentFilter(incomplete=False, responsible=seller.pk, q="papad", status=("draft",)), {cheap.number}),
    ]
    for user in (seller, everywhere):
        for wanted, found in expected:
            if user is seller or not wanted.area:
                assert numbers(user, wanted) == found, wanted


def test_many_rows_are_walked_and_few_are_named_with_the_same_result(
    seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prosfora.documents.queries import lists

    made = [a_quotation(owner=seller, items=1, customer_reference=f"RFQ {n}").number for n in range(6)]
    wanted = [DocumentFilter(q="papadop"), DocumentFilter(status=("draft",)), DocumentFilter(responsible=seller.pk)]
    few = [numbers(seller, one) for one in wanted]

    monkeypatch.setattr(lists, "FEW", 2)

    assert [numbers(seller, one) for one in wanted] == few == [set(made)] * 3


def test_inquiries_are_ordered_and_narrowed_by_their_due_time(seller: User) -> None:
    early, late = an_inquiry(owner=seller), an_inquiry(owner=seller, at=LATER)
    rows = listed_documents(seller, "inquiry", DocumentFilter(due_to=TODAY + timedelta(days=7)), today=TODAY)
    everything = listed_documents(seller, "inquiry", DocumentFilter(), today=TODAY)

    assert [row.number for row in rows] == [early.number]
    assert [row.number for row in everything.order_by(*orders_of("inquiry")["-answer_due"])] == [
        late.number,
        early.number,
    ]
    assert "answer_due" not in orders_of("quotation")


def test_a_list_reads_its_rows_in_one_statement(seller: User) -> None:
    def page() -> list[str]:
        rows = listed_documents(seller, "quotation", DocumentFilter(), today=TODAY).order_by("-number")[:50]
        return [f"{row.number} {row.responsible} {row.get_status_display()} {row.net} {row.valid_to}" for row in rows]

    a_quotation(owner=seller)
    page()  # the user's rights are read once
    one = statements(page)
    for _ in range(20):
        a_quotation(owner=seller)
    assert statements(page) == one <= 2


# ---- pages


def test_a_page_takes_as_many_queries_for_one_row_as_for_fifty(seller: User) -> None:
    counts = []
    for items in (1, 50):
        made = a_quotation(owner=seller, items=items)
        fresh = SalesDocument.objects.get(pk=made.pk)
        counts.append(statements(lambda document=fresh: document_page(document, today=TODAY)))

    assert counts == [4, 4]


def test_a_page_shows_what_hangs_on_each_row(seller: User) -> None:
    an_offering("RARE", stock="10")
    quotation = a_quotation(
        owner=seller,
        items=[ItemLine(category="section", text="A"), *lines(1), *lines(1, product="RARE")],
        payment_terms="",
        valid_to=None,
    )

    page = document_page(SalesDocument.objects.get(pk=quotation.pk), today=TODAY)

    section, bolt, rare = page.rows
    assert (section.subtotal, section.counts) == (Decimal(800), False)
    assert (bolt.open_quantity, bolt.reference_status, bolt.margin) == (40, "open", Decimal("160.00"))
    assert [line.quantity for line in rare.schedule] == [10, 30]
    assert [(gap.field, gap.blocks) for gap in page.gaps] == [("valid_to", "issue_quotation"), ("payment_terms", "")]
    assert page.possible[0] == "change_quotation"
    assert page.weighted_probability == 70
    assert [line.tax for line in page.taxes] == [Decimal("192.00")]


def test_a_fragment_holds_the_changed_rows_and_the_sections(seller: User) -> None:
    sections = [ItemLine(category="section", text=text) for text in "AB"]
    quotation = a_quotation(owner=seller, items=[sections[0], *lines(2), sections[1], *lines(1)])

    page = document_page(SalesDocument.objects.get(pk=quotation.pk), today=TODAY, positions=[20])

    assert [(row.item.position, row.subtotal) for row in page.rows] == [(10, 800), (20, None), (40, 400)]


def test_an_expired_offer_says_so(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert not document_page(quotation, today=TODAY + timedelta(days=30)).is_expired
    assert document_page(quotation, today=TODAY + timedelta(days=31)).is_expired


def test_a_price_is_explained_with_winners_and_losers(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    a_price(customer=quotation.sold_to.number, product="BOLT-M8", amount="9.00", since=TODAY + timedelta(days=1))
    a_discount("K007", "5", customer="9999999")

    answer = explain_price(quotation, 10)

    assert answer is not None
    assert answer.net == Decimal("400.00")
    assert {loser.condition_type for loser in answer.losers} >= {"PR00", "K007"}
    assert explain_price(quotation, 70) is None


# ---- flow


def test_the_flow_takes_as_many_queries_however_many_items(seller: User) -> None:
    counts = []
    for items in (1, 30):
        quotation = a_quotation(owner=seller, items=items)
        issue_quotation(quotation=quotation, by=seller, at=MONDAY)
        accept_quotation(quotation=quotation, by=seller, at=MONDAY)
        counts.append(statements(lambda document=quotation: (flow(document, today=TODAY), item_flow(document))))

    assert counts == [4, 4]


# ---- figures


def test_the_home_page_counts_what_waits_with_its_money(seller: User, sales_lead: User, outsider: User) -> None:
    an_inquiry(owner=seller)
    answered = an_inquiry(owner=seller)
    answer_inquiry(inquiry=answered, by=seller, at=MONDAY)
    a_quotation(owner=seller, items=1)
    soon = a_quotation(owner=seller, valid_to=TODAY + timedelta(days=3))
    won = a_quotation(owner=seller, items=3)
    for offer in (soon, won):
        issue_quotation(quotation=offer, by=seller, at=MONDAY)
    accept_quotation(quotation=won, by=seller, at=MONDAY)

    figures = home_figures(user=seller, today=TODAY + timedelta(days=1))

    told = {tile.code: (tile.count, tile.amounts) for tile in figures.tiles}
    assert told == {
        "answers_due": (1, (("EUR", Decimal(800)),)),
        "drafts": (1, (("EUR", Decimal(400)),)),
        "issued": (1, (("EUR", Decimal(800)),)),
        "offers_expiring": (1, (("EUR", Decimal(800)),)),
        "offers_expired": (0, ()),
        "offers_to_follow_up": (0, ()),
        "orders_this_month": (1, (("EUR", Decimal(1200)),)),
    }
    assert [offer.number for offer in figures.offers_expiring] == [soon.number]
    assert len(figures.answers_due) == 1
    assert all(tile.count == 0 for tile in home_figures(user=sales_lead, today=TODAY).tiles)
    everybodys = {tile.code: tile.count for tile in home_figures(user=sales_lead, today=TODAY, mine=False).tiles}
    assert everybodys["drafts"] == 1
    assert all(tile.count == 0 for tile in home_figures(user=outsider, today=TODAY, mine=False).tiles)


def test_totals_are_told_by_month_and_seller(seller: User, sales_lead: User, outsider: User) -> None:
    a_quotation(owner=seller, items=1)
    a_quotation(owner=seller, items=2)
    a_quotation(owner=sales_lead, items=1, document_date=date(2026, 10, 31))

    totals = totals_by_month_and_seller(user=seller, since=date(2026, 10, 15), until=TODAY)

    assert [(row.month, row.seller, row.currency, row.count, row.net) for row in totals] == [
        (date(2026, 10, 1), "sales_lead", "EUR", 1, Decimal(400)),
        (date(2026, 11, 1), "seller", "EUR", 2, Decimal(1200)),
    ]
    assert totals_by_month_and_seller(user=outsider, since=date(2026, 1, 1), until=TODAY) == []
