"""The pricing date: by the rule of the document's type, or by hand; it follows what the rule goes by."""

import datetime as dt
from decimal import Decimal

import pytest

from prosfora.documents.models import SalesDocument
from prosfora.documents.services import change_quotation, reprice_quotation, reprice_quotations
from prosfora.documents.tests.builders import a_quotation, an_inquiry
from prosfora.documents.tests.paging import HTMX, browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.documents.tests.test_previewing import dearer
from prosfora.identity.models import User
from prosfora.kit.errors import Forbidden
from prosfora.pricing.rules.dates import basis_in, pricing_day
from prosfora.pricing.rules.settings import DateRow, DocumentSetting
from prosfora.pricing.services import configure_prices
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]
TODAY = MONDAY.date()
DECEMBER = dt.date(2026, 12, 15)


def ruled(by: User, *rows: DateRow) -> None:
    configure_prices(wanted=DocumentSetting(rows), by=by, at=MONDAY)


def why(document: SalesDocument) -> tuple[dt.date, str | None]:
    document.refresh_from_db()
    return document.pricing_date, document.pricing_date_by


def test_the_most_specific_rule_wins() -> None:
    rules = {("", ""): "today", ("", "QT"): "valid_from", ("A", ""): "requested_date", ("A", "QT"): "document_date"}

    found = [basis_in(rules, *key) for key in (("A", "QT"), ("A", "IN"), ("B", "QT"), ("B", "IN"))]

    assert found == ["document_date", "requested_date", "valid_from", "today"]
    assert basis_in({}, "A", "QT") == ""


def test_a_day_the_document_has_not_is_its_document_date() -> None:
    days = {"document_date": TODAY, "requested_date": None, "valid_from": DECEMBER}

    assert pricing_day("requested_date", days, DECEMBER) == (TODAY, "document_date")
    assert pricing_day("valid_from", days, TODAY) == (DECEMBER, "valid_from")
    assert pricing_day("today", days, DECEMBER) == (DECEMBER, "today")


def test_without_a_rule_it_is_the_document_date_and_today_when_priced_again(seller: User) -> None:
    quotation = a_quotation(owner=seller, requested_date=DECEMBER)
    assert why(quotation) == (TODAY, "document_date")
    dearer(seller)

    change_quotation(quotation=quotation, header={"requested_date": DECEMBER + dt.timedelta(7)}, by=seller, at=MONDAY)
    assert why(quotation) == (TODAY, "document_date")
    reprice_quotation(quotation=quotation, by=seller, at=MONDAY + dt.timedelta(days=40))

    assert why(quotation) == ((MONDAY + dt.timedelta(days=40)).date(), "today")


def test_prices_of_the_delivery_date_follow_it(seller: User, pricing_clerk: User) -> None:
    ruled(pricing_clerk, DateRow("requested_date", document_type="QT"))
    quotation = a_quotation(owner=seller, requested_date=TODAY + dt.timedelta(days=3))
    inquiry = an_inquiry(owner=seller, requested_date=DECEMBER)
    dearer(seller)
    assert why(quotation) == (TODAY + dt.timedelta(days=3), "requested_date")
    assert why(inquiry) == (TODAY, "document_date")

    change_quotation(quotation=quotation, header={"requested_date": DECEMBER}, by=seller, at=MONDAY)
    assert (*why(quotation), quotation.net) == (DECEMBER, "requested_date", Decimal(880))
    change_quotation(quotation=quotation, header={"requested_date": None}, by=seller, at=MONDAY)

    assert (*why(quotation), quotation.net) == (TODAY, "document_date", Decimal(800))


def test_a_day_chosen_by_hand_stays_until_it_is_priced_again_by_the_rule(seller: User, pricing_clerk: User) -> None:
    ruled(pricing_clerk, DateRow("requested_date"))
    quotation = a_quotation(owner=seller, requested_date=DECEMBER)
    other = dt.date(2026, 11, 30)

    dearer(seller)

    reprice_quotation(quotation=quotation, pricing_date=other, by=seller, at=MONDAY)
    moved = DECEMBER + dt.timedelta(days=1)
    change_quotation(quotation=quotation, header={"requested_date": moved}, by=seller, at=MONDAY)
    assert why(quotation) == (other, "hand")
    reprice_quotations(ids=[quotation.pk], by=seller, at=MONDAY)

    assert (*why(quotation), quotation.net) == (moved, "requested_date", Decimal(880))


def test_only_who_may_prices_by_another_day(seller: User, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ruled(pricing_clerk, DateRow("valid_from"))
    quotation = a_quotation(owner=seller, valid_from=DECEMBER, valid_to=DECEMBER)
    monkeypatch.setattr(
        "prosfora.documents.services.headers.allows",
        lambda user, verb, scope="": verb != "documents.change_pricing_date",
    )

    reprice_quotation(quotation=quotation, pricing_date=DECEMBER, by=seller, at=MONDAY)
    with pytest.raises(Forbidden):
        reprice_quotation(quotation=quotation, pricing_date=TODAY, by=seller, at=MONDAY)


def test_the_page_says_the_day_and_why_and_changes_it_by_way_of_the_differences(
    seller: User, pricing_clerk: User
) -> None:
    ruled(pricing_clerk, DateRow("requested_date"))
    quotation = a_quotation(owner=seller, requested_date=DECEMBER)
    browser = browser_of(seller)

    page = browser.get(page_of(quotation))
    assert "requested delivery date" in text_of(page)
    assert f"{page_of(quotation, 'reprice_quotation')}?pricing_date=2026-12-15" in page.content.decode()

    sent = {"requested_date": "2026-12-20", "version": "1"}
    answer = browser.post(page_of(quotation, "change_quotation"), sent, headers=HTMX)
    assert 'id="pricing-date"' in answer.content.decode()
    assert why(quotation)[0] == dt.date(2026, 12, 20)
    shown = browser.get(page_of(quotation, "reprice_quotation"))
    assert "requested delivery date" in text_of(shown)


def test_programs_read_why(seller: User, pricing_clerk: User) -> None:
    ruled(pricing_clerk, DateRow("requested_date"))
    quotation = a_quotation(owner=seller, requested_date=DECEMBER)

    told = program_of(seller)("GET", f"/quotations/{quotation.number}").json()

    assert (told["pricing_date"], told["pricing_date_by"]) == ("2026-12-15", "requested_date")
