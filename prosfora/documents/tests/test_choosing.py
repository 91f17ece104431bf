"""Alternatives and options: the totals with and without them, and what was chosen, once and for all."""

import re
from decimal import Decimal

import pytest
from django.http import HttpResponse

from prosfora.audit.models import JournalEntry
from prosfora.company.models import Reason
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import accept_quotation, change_quotation, issue_quotation, reject_items
from prosfora.documents.services.refusals import FactsRefused
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.documents.tests.test_orders import with_choices
from prosfora.identity.models import User
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")


def choices_in(answer: HttpResponse) -> str:
    """What stands in the block of choices."""
    found = re.search(r'<div id="choices".*?</div>', answer.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_the_page_tells_the_totals_with_and_without(seller: User) -> None:
    offer = with_choices(seller)

    told = choices_in(browser_of(seller).get(page_of(offer)))

    assert "20 Κοχλίας εξαγωνικός M8×40 instead of 10 421.60 EUR (+62.00 EUR)" in told
    assert "50 Κοχλίας εξαγωνικός M8×40 368.28 EUR (+8.68 EUR)" in told
    assert "Total with all options 368.28 EUR" in told


def test_the_fragment_follows_a_change_and_stays_empty_without_choices(seller: User) -> None:
    draft = a_quotation(owner=seller)
    browser = browser_of(seller)
    assert "options" not in choices_in(browser.get(page_of(draft, "choices")))

    change_quotation(quotation=draft, changed={20: {"category": "option"}}, by=seller, at=MONDAY)

    assert "Total with all options 992.00 EUR" in choices_in(browser.get(page_of(draft, "choices")))


def test_programs_read_them_too(seller: User) -> None:
    told = program_of(seller)("GET", f"/quotations/{with_choices(seller).number}").json()

    assert (Decimal(told["payable"]), told["total_with_options"]) == (Decimal("359.60"), "368.28")
    assert [(one["position"], one["kind"], one["instead_of"], one["payable"]) for one in told["choices"]] == [
        (20, "alternative", 10, "421.60"), (30, "alternative", 10, "458.80"), (50, "option", None, "368.28")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ((), {"chosen": "10", "left": "20, 30, 50"}),
        ((20, 50), {"chosen": "20, 50", "left": "10, 30"}),
        ((50, 50), {"chosen": "10, 50", "left": "20, 30"}),
    ],
)
def test_what_was_chosen_stands_in_both_journals(seller: User, chosen: tuple[int, ...], told: dict[str, str]) -> None:
    offer = with_choices(seller)

    accept_quotation(quotation=offer, chosen=chosen, by=seller, at=MONDAY)

    for entry in JournalEntry.objects.filter(verb="accept_quotation", kind__in=("quotation", "order")):
        assert {name: entry.data[name] for name in told} == told


def test_nothing_is_told_of_choices_where_there_were_none(seller: User) -> None:
    offer = a_quotation(owner=seller)
    issue_quotation(quotation=offer, by=seller, at=MONDAY)

    order = accept_quotation(quotation=offer, by=seller, at=MONDAY)

    assert "chosen" not in JournalEntry.objects.get(kind="order", key=order.number).data


def test_of_alternatives_to_an_item_that_is_not_offered_one_must_be_chosen(seller: User) -> None:
    draft = a_quotation(
        owner=seller,
        items=[
            ItemLine(product="BOLT-M8", quantity=Decimal(1)),
            ItemLine(product="BOLT-M8", quantity=Decimal(2), category="alternative"),
            ItemLine(product="BOLT-M8", quantity=Decimal(3), category="alternative"),
        ],
    )
    reason = Reason.objects.filter(kind="rejection").exclude(code="00").values_list("code", flat=True)[0]
    reject_items(document=draft, reasons={10: reason}, by=seller, at=MONDAY)
    issue_quotation(quotation=draft, by=seller, at=MONDAY)

    with pytest.raises(FactsRefused, match="choose one of its alternatives, 20, 30"):
        accept_quotation(quotation=draft, by=seller, at=MONDAY)

    order = accept_quotation(quotation=SalesDocument.objects.get(pk=draft.pk), chosen=[30], by=seller, at=MONDAY)
    assert list(order.items.values_list("position", flat=True)) == [30]


def test_the_form_says_what_a_choice_costs_and_instead_of_what(seller: User) -> None:
    told = text_of(browser_of(seller).get(page_of(with_choices(seller), "accept_quotation")))

    assert "20 B Κοχλίας εξαγωνικός M8×40: 150.00 EUR, instead of item 10" in told
