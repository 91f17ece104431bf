"""A discount beyond the limit is stopped on every way into an offer."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import LineFields, ManualCondition
from prosfora.documents.services import (
    approve_quotation,
    change_quotation,
    copy_quotation,
    issue_quotation,
    reprice_quotation,
    reprice_quotations,
    request_approval,
)
from prosfora.documents.tests.approving import BOLTS, less
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.test_imports import a_row, imported
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.pricing.tests.builders import a_discount
from prosfora.pricing.tests.test_api import client_of
from tests.cast import DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company", "on_monday")
JSON = "application/json"


# Every way by which an offer comes to a discount beyond the limit, done by a seller.
def on_page(seller: User) -> SalesDocument:
    quotation, browser = a_quotation(owner=seller, items=[BOLTS]), Client()
    browser.force_login(seller)
    said = {"version": quotation.version, "field": "discount", "discount": "30"}
    answer = browser.post(f"/quotations/{quotation.number}/items/10/change", said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return quotation


def by_api(seller: User) -> SalesDocument:
    quotation = a_quotation(owner=seller, items=[BOLTS])
    manual = [{"condition_type": "RA00", "amount": "30"}]
    body = {"changed": {"10": {"conditions": manual}}}
    answer = client_of(seller).patch(f"/api/v1/quotations/{quotation.number}", body, content_type=JSON)
    assert answer.status_code == 200, answer.content
    return quotation


def by_import(_seller: User) -> SalesDocument:
    run = imported(a_user("importer", role=Role.ADMINISTRATOR), [a_row("A-1", discount_percent="30")])
    assert run.created == 1, run.errors
    return SalesDocument.objects.get(external_number="A-1")


def by_copy(seller: User) -> SalesDocument:
    old = a_quotation(owner=seller, items=[BOLTS], manual=())
    change_quotation(quotation=old, changed={10: LineFields(manual=less("30"))}, by=seller, at=MONDAY)
    lead = a_user("other_lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
    request_approval(quotation=old, by=seller, at=MONDAY)
    approve_quotation(quotation=old, by=lead, at=MONDAY)
    issue_quotation(quotation=old, by=seller, at=MONDAY, deliver=False)
    return copy_quotation(quotation=old, pricing_type="G", by=seller, at=MONDAY)


def by_typed_price(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=[replace(BOLTS, manual=(ManualCondition("PB00", Decimal(7)),))])


def by_typed_net_price(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=[replace(BOLTS, manual=(ManualCondition("PN00", Decimal(7)),))])


def by_header(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=[BOLTS], manual=(ManualCondition("HA00", Decimal(30)),))


def by_free_item(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=[BOLTS, replace(BOLTS, category="free")])


def by_option(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=[BOLTS, replace(BOLTS, category="option", manual=less("30"))])


def _discounted(seller: User) -> SalesDocument:
    """Made before a discount of 30 per cent by the price list."""
    quotation = a_quotation(owner=seller, items=[BOLTS])
    a_discount("K004", "30", product="BOLT-M8")
    return quotation


def by_reprice(seller: User) -> SalesDocument:
    quotation = _discounted(seller)
    reprice_quotation(quotation=quotation, by=seller, at=MONDAY)
    return quotation


def by_mass_reprice(seller: User) -> SalesDocument:
    quotation = _discounted(seller)
    reprice_quotations(ids=[quotation.pk], by=seller, at=MONDAY)
    return quotation


WAYS = [
    on_page, by_api, by_import, by_copy, by_typed_price, by_typed_net_price, by_header, by_free_item, by_option,
    by_reprice, by_mass_reprice,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_discount_beyond_the_limit_is_stopped_on_page_api_import_copy_and_reprice_alike(
    rule: object, seller: User, way: Callable[[User], SalesDocument], tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = SalesDocument.objects.get(pk=way(seller).pk)
    browser = Client()
    browser.force_login(seller)

    page = browser.post(f"/quotations/{made.number}/issue_quotation", {"version": made.version})
    call = client_of(seller).post(f"/api/v1/quotations/{made.number}/issue_quotation", {}, content_type=JSON)

    assert (page.status_code, "needs an approval" in page.content.decode()) == (409, True)
    assert (call.status_code, call.json()["title"]) == (409, "approval missing")
    assert call.json()["approvals"] == [{"rule": "DISC20", "fact": "item_discount", "steps": ["sales_lead"]}]
    assert SalesDocument.objects.get(pk=made.pk).status == "draft"
    assert not JournalEntry.objects.filter(key=made.number, verb="issue_quotation").exists()
