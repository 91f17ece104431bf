"""One offer, one set of totals: rows, page, API, frozen JSON, sealed PDF, UBL and mail agree to the cent.

PROSFORA_OFFERS says how many offers are made by chance; a thousand take some minutes.
"""

import json
import os
import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import etree
from pypdf import PdfReader

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.freezing import offer_of
from prosfora.documents.rules.choices import totals_with
from prosfora.documents.services import issue_quotation
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.tests.many_offers import a_market, day_of, many_offers
from prosfora.documents.tests.test_api import Call, program_of
from prosfora.identity.models import User
from prosfora.kit import writing
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.rules.content import Offer
from prosfora.offers.tests.ubl import is_valid
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")
HOW_MANY = int(os.environ.get("PROSFORA_OFFERS", "10"))


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "files", tmp_path


@dataclass(frozen=True)
class Sent:
    """What the customer got."""

    body: str
    pdf: str  # its text, every run of blanks one blank
    ubl: etree._Element
    inside: bytes


def sent_for(quotation: SalesDocument) -> Sent:
    """The mail of an issued offer as it left, its PDF taken apart."""
    mail.outbox.clear()
    assert send_quotation.call(quotation.number, quotation.version) == "sent"
    (letter,) = mail.outbox
    reader = PdfReader(BytesIO(letter.attachments[0][1]))
    files = {name: kept[0] for name, kept in reader.attachments.items()}
    assert is_valid(files["quotation.xml"])
    text = plain(" ".join(page.extract_text() for page in reader.pages))
    return Sent(plain(str(letter.body)), text, etree.fromstring(files["quotation.xml"]), files["offer.json"])


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def money(amount: Decimal, offer: Offer) -> str:
    return plain(writing.money(amount, offer.currency, offer.language))


def told(label: str, amount: Decimal, offer: Offer) -> str:
    with translation.override(offer.language):
        return f"{plain(_(label))} {money(amount, offer)}"


def agree(quotation: SalesDocument, offer: Offer, sent: Sent) -> None:
    """Rows, canonical JSON inside the PDF, printed text and mail."""
    totals = offer.totals
    for name in ("net", "tax", "total", "rounding", "payable"):
        assert getattr(totals, name) == getattr(quotation, name), name
    assert totals == totals_with(offer.items, (), offer.currency, offer.reckoning)
    assert json.loads(sent.inside)["totals"]["payable"] == str(totals.payable)
    assert told("Net value", totals.net, offer) in sent.pdf
    assert told("Total", totals.total, offer) in sent.pdf
    assert all(money(line.tax, offer) in sent.pdf for line in totals.taxes)
    assert money(totals.payable, offer) in sent.body
    if offer.totals_with_options:
        assert told("Total with all options", offer.totals_with_options.payable, offer) in sent.pdf


def ubl_agrees(offer: Offer, ubl: etree._Element) -> None:
    """The total, what its lines sum to, and the decimals of the currency."""

    def amounts(path: str) -> list[Decimal]:
        return [Decimal(found.text or "") for found in ubl.findall(path)]

    totals, of_total = offer.totals, "{*}QuotedMonetaryTotal/{*}"
    assert amounts(f"{of_total}PayableAmount") == [totals.payable]
    assert amounts(f"{of_total}TaxInclusiveAmount") == [totals.total]
    assert amounts(f"{of_total}TaxExclusiveAmount") == [totals.net]
    assert amounts("{*}TaxTotal/{*}TaxAmount") == [totals.tax]
    assert sum(amounts("{*}TaxTotal/{*}TaxSubtotal/{*}TaxAmount")) == totals.tax
    assert sum(amounts("{*}QuotationLine/{*}LineExtensionAmount")) == totals.net
    assert sum(amounts("{*}QuotationLine/{*}LineItem/{*}LineExtensionAmount")) == totals.net
    if offer.totals_with_options and not offer.reckoning.tax_included:
        options = sum(amounts("{*}QuotationLine/{*}LineItem/{*}ItemPriceExtension/{*}Amount"))
        assert totals.net + options == offer.totals_with_options.net


def screens_agree(quotation: SalesDocument, offer: Offer, page: Client, program: Call) -> None:
    """The page of the staff and the API, live rows and frozen JSON."""
    shown = plain(page.get(f"/quotations/{quotation.number}/").content.decode())
    total = plain(writing.money(offer.totals.total, offer.currency, "en"))  # the clerk's language
    assert f'<b id="total">{total}</b>' in shown
    live = program("GET", f"/quotations/{quotation.number}").json()
    frozen = program("GET", f"/quotations/{quotation.number}/offer").json()
    for name in ("net", "tax", "total"):
        assert Decimal(live[name]) == Decimal(frozen["totals"][name]) == getattr(offer.totals, name)


def test_every_way_an_offer_is_told_has_the_same_totals(seller: User) -> None:
    buyers, program, page = a_market(), program_of(seller), Client()
    page.force_login(seller)
    seen: set[tuple[str, bool]] = set()

    for draft in many_offers(seller, buyers, HOW_MANY):
        quotation = issue_quotation(quotation=draft, by=seller, at=MONDAY)
        offer = content_of(FrozenOffer.objects.get(number=quotation.number))
        sent = sent_for(quotation)
        assert offer == offer_of(SalesDocument.objects.get(pk=quotation.pk), today=day_of(), issued_by=seller)
        agree(quotation, offer, sent)
        ubl_agrees(offer, sent.ubl)
        screens_agree(quotation, offer, page, program)
        seen.add((offer.currency, offer.reckoning.tax_included))

    assert {currency for currency, _included in seen} == {"EUR", "JPY", "KWD"}
