"""A consumer is told prices that contain the VAT: page, program, paper, mail and order tell him one sum."""

import json
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.tests.builders import an_offering
from prosfora.documents.tests.test_api import Call, program_of
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.rules.facts import AreaTerms
from prosfora.parties.tests.builders import a_party
from tests.cast import DIRECT_SALES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


def text_of(page: str) -> str:
    """The words of a page or paper, every run of blanks one blank."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")


def record_price(clerk: Call, kind: str, key: dict[str, str], amount: str) -> None:
    """A condition record as the pricing clerk enters it for programs."""
    body = {
        "sales_area": DIRECT_SALES, "condition_type": kind, "key": key, "amount": amount, "currency": "EUR",
        "valid_from": "2026-01-01", "unit": "" if kind == "DIFF" else "PCE",
    }  # fmt: skip
    answer = clerk("POST", "/conditions", body)
    assert answer.status_code == 201, answer.content


def a_consumer_and_prices(pricing_clerk: User) -> Party:
    """Prices with VAT at two rates, what is paid rounded to 0.05, and a consumer who is told them."""
    an_offering()
    a_product(number="FIRSTAID", name="Φαρμακείο", name_en="First-aid kit", tax_class="3", stock="100", cost="12.00")
    clerk = program_of(pricing_clerk)
    record_price(clerk, "PR01", {"product": "BOLT-M8"}, "0.37")
    record_price(clerk, "PR01", {"product": "FIRSTAID"}, "24.90")
    record_price(clerk, "DIFF", {"sales_area": DIRECT_SALES}, "0.05")
    return a_party(
        name="Αγγελική Δημητρίου", kind="person", language="en", email="angeliki@mail.example",
        terms=AreaTerms(tax_class="3", customer_procedure="2"),
    )  # fmt: skip


def read_what_was_mailed(offer: SalesDocument) -> None:
    """The mail and its paper say the same."""
    send_quotation.call(offer.number, offer.version)
    sent = mail.outbox[0]
    paper = text_of(" ".join(p.extract_text() for p in PdfReader(BytesIO(sent.attachments[0][1])).pages))
    assert "62.25 EUR" in text_of(sent.body)
    assert "All prices contain VAT." in text_of(sent.body)
    for words in ("All prices contain VAT.", "62.27 EUR", "62.25 EUR", "Amount to be paid", "37.37", "24.90"):
        assert words in paper, words


def test_a_consumer_is_told_one_sum_everywhere(
    company: object, client: Client, seller: User, pricing_clerk: User, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    consumer, program = a_consumer_and_prices(pricing_clerk), program_of(seller)
    client.force_login(seller)
    made = program("POST", "/quotations", {
        "sales_area": DIRECT_SALES, "sold_to": consumer.number, "valid_to": "2026-12-31",
        "items": [{"product": "BOLT-M8", "quantity": "100"}, {"product": "FIRSTAID", "quantity": "1"}],
    })  # fmt: skip
    told = json.loads(made.content)
    number = told["number"]
    page = text_of(client.get(f"/quotations/{number}/").content.decode())

    # 100 bolts for 37.00 contain 7.16 of 24 per cent, the kit for 24.90 contains 1.41 of 6 per cent.
    assert told["tax_included"] is True
    assert [(Decimal(line["rate"]), line["base"], line["tax"]) for line in told["taxes"]] == [
        (24, "29.84", "7.16"), (6, "23.49", "1.41"),
    ]  # fmt: skip
    assert (Decimal(told["total"]), Decimal(told["payable"])) == (Decimal("61.90"), Decimal("61.90"))
    assert "Prices contain VAT." in page
    assert "53.33 EUR" in page
    assert "61.90 EUR" in page

    more = {"changed": {"10": {"quantity": "101"}}}
    changed = program("PATCH", f"/quotations/{number}", more, If_Match=made["ETag"])
    assert changed.status_code == 200, changed.content
    offer = SalesDocument.objects.get(number=number)
    assert (offer.total, offer.rounding, offer.payable) == (
        Decimal("62.27"), Decimal("-0.02"), Decimal("62.25"),
    )  # fmt: skip
    page = text_of(client.get(f"/quotations/{number}/").content.decode())
    assert "62.27 EUR" in page
    assert "Amount to be paid 62.25 EUR" in page

    issued = client.post(f"/quotations/{number}/issue_quotation", {"version": offer.version})
    assert issued.status_code in (200, 302), issued.content
    offer = SalesDocument.objects.get(number=number)
    read_what_was_mailed(offer)

    taken = program("POST", f"/quotations/{number}/accept_quotation", {"evidence": "by phone"})
    assert taken.status_code == 201, taken.content
    order = SalesDocument.objects.get(category="order")
    assert (order.tax_included, order.total, order.payable) == (True, offer.total, offer.payable)
    assert sum(item.net + item.tax for item in order.items.all()) == order.total
    assert list(recompute(SalesDocument.objects.filter(pk__in=[offer.pk, order.pk]))) == []
