"""The main job headless: a request for quotation becomes an inquiry, a quotation, a PDF, a mail, an order."""

import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.utils.crypto import get_random_string

from prosfora.company.models import SalesArea
from prosfora.documents import services
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import flow
from prosfora.documents.rules.lines import ItemLine
from prosfora.files.queries import content
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.jobs.worker import Worker
from prosfora.kit.clock import now, today
from prosfora.kit.errors import Refused
from prosfora.kit.writing import day, money, number
from prosfora.parties.models import Party
from prosfora.site.demo.company import is_empty, load_demo
from prosfora.site.demo.logins import DEMO_DIR
from prosfora.site.demo.request import Request, read_request
from prosfora.site.demo.sink import HOST, Sink, smtp_sink

type Say = Callable[[str], None]

UBL_SAMPLE = Path("ubl") / "xml" / "UBL-RequestForQuotation-2.0-Example.xml"


class UnknownBuyer(Refused):
    """The request's buyer is no party of this database."""


class TotalsDiffer(AssertionError):
    """Page, API, print and JSON do not say the same total."""


def requests_to_answer(demo_dir: Path) -> Iterator[Path]:
    """Our own request always, the public UBL sample where the corpora are at hand."""
    yield demo_dir / "request.xml"
    sample = Path(settings.CORPORA_DIR) / UBL_SAMPLE
    if sample.exists():
        yield sample


def take_to_order(path: Path, *, out: Path, mails: Sink, at: dt.datetime, say: Say) -> SalesDocument:
    """Take one request to its accepted quotation, writing PDF and JSON to `out`; the order is returned.

    Raises TotalsDiffer when page, API, PDF and JSON disagree.
    """
    asked = read_request(path)
    say(f"1 request     {asked.number} of {asked.buyer}: {len(asked.lines)} line(s) ({path.name})")
    buyer = _buyer(asked)
    area = buyer.areas.select_related("sales_area__plant").order_by("sales_area").first()
    assert area is not None
    seller: User = area.responsible or User.objects.get(username="eleni")
    inquiry = _inquiry(asked, buyer, area.sales_area, seller, at)
    say(f"2 inquiry     {inquiry.number}: net {_net(inquiry)}, answer due {inquiry.answer_due_at:%Y-%m-%d %H:%M}")
    _answer(inquiry, seller, at, say)
    quotation = services.quote_inquiry(inquiry=inquiry, by=seller, at=at)
    say(f"4 quotation   {quotation.number}: net {_net(quotation)}, VAT {quotation.tax}, total {quotation.total}")
    services.issue_quotation(quotation=quotation, by=seller, at=at)
    say(f"5 issued      binding until {day(quotation.valid_to)}" if quotation.valid_to else "5 issued")
    Worker(worker_id=get_random_string(16), batch=True).run()
    quotation.refresh_from_db()
    pdf = content(quotation.pdf_digest)
    (out / f"{quotation.number}.pdf").write_bytes(pdf)
    say(f"6 PDF         {out / quotation.number}.pdf, {len(pdf):,} bytes")
    arrived = len(mails.messages)
    say(f"7 mail        {quotation.delivery_status} to {quotation.delivered_to or 'nobody'}; {arrived} at the sink")
    offer = compare_totals(quotation, seller, pdf, at)
    (out / f"{quotation.number}.json").write_text(json.dumps(offer, indent=1, ensure_ascii=False), encoding="utf-8")
    say(f"8 totals      page = API = PDF = JSON = {money(quotation.total, quotation.currency)}")
    order = services.accept_quotation(quotation=quotation, evidence="Demo: the customer's mail", by=seller, at=at)
    say(f"9 accepted    order {order.number}: net {_net(order)}")
    for step in flow(order, today=order.document_date):
        say(f"  flow        {'  ' * step.depth}{step.category} {step.number} {step.status} {step.net} {step.currency}")
    return order


def _answer(inquiry: SalesDocument, seller: User, at: dt.datetime, say: Say) -> None:
    services.answer_inquiry(inquiry=inquiry, by=seller, at=at)
    for item in inquiry.items.order_by("position"):
        available = "yes" if item.answer_available else "no"
        when = day(item.answer_date) if item.answer_date else "–"
        say(
            f"3 answer      {item.position:>3} {item.product_number:<12} {number(item.quantity):>8} {item.unit:<3} "
            f"available? {available:<3} price? {item.answer_price} date? {when}"
        )


def _buyer(asked: Request) -> Party:
    """The party that asks: by VAT number, else by name."""
    known = Party.objects.filter(vat_number=asked.vat_number).first() if asked.vat_number else None
    known = known or Party.objects.filter(name=asked.buyer).first()
    if known is None:
        sentence = "%(buyer)s is not known here: the demo needs a database of its own (make demo)"
        raise UnknownBuyer(sentence % {"buyer": asked.buyer})
    return known


def _inquiry(asked: Request, buyer: Party, area: SalesArea, seller: User, at: dt.datetime) -> SalesDocument:
    lines = [
        ItemLine(product=line.product or line.buyers_product, quantity=line.quantity, unit=line.unit, text=line.text)
        for line in asked.lines
    ]
    wanted = asked.requested_on if asked.requested_on and asked.requested_on > today(at) else None
    return services.create_inquiry(
        sales_area=area, sold_to=buyer, items=lines, by=seller, at=at, texts={"internal": asked.note},
        header={
            "source": "edi", "customer_reference": asked.number, "customer_reference_date": asked.issued_on,
            "requested_date": wanted,
        },
    )  # fmt: skip


def compare_totals(quotation: SalesDocument, seller: User, pdf: bytes, at: dt.datetime) -> dict[str, Any]:
    """The offer as the API tells it, after its total was found equal on the page and in the PDF's text."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(seller)
    page = client.get(f"/quotations/{quotation.number}/").content.decode()
    expires = at + dt.timedelta(hours=1)
    _token, clear = issue_token(user=seller, name="demo", expires_at=expires, by=seller, at=at)
    bearer = {"authorization": f"Bearer {clear}", "host": "127.0.0.1"}
    offer: dict[str, Any] = Client().get(f"/api/v1/quotations/{quotation.number}", headers=bearer).json()
    printed = pdf_text(pdf)
    for place, said in (
        ("page", money(quotation.total, quotation.currency, seller.language) in page),
        ("API", Decimal(offer["total"]) == quotation.total),
        ("PDF", _squeezed(money(quotation.total, quotation.currency, quotation.language)) in _squeezed(printed)),
    ):
        if not said:
            raise TotalsDiffer(f"{place} of {quotation.number} does not say {quotation.total}")
    return offer


def pdf_text(pdf: bytes) -> str:
    """The text of a PDF."""
    from pypdf import PdfReader  # only the demo and the tests read PDFs back

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _net(document: SalesDocument) -> str:
    return money(document.net, document.currency, "en")


def run(*, out: Path, say: Say) -> None:
    """Answer every request at hand in the demo company, mailing to a sink of our own."""
    at = now()
    if is_empty():
        say("  loading the demo company …")
        load_demo(at=at, story=False)
    out.mkdir(parents=True, exist_ok=True)
    with smtp_sink() as (port, sink):
        options = {"host": HOST, "port": port}
        with override_settings(MAILERS={"default": {**settings.MAILERS["default"], "OPTIONS": options}}):
            for path in requests_to_answer(DEMO_DIR):
                take_to_order(path, out=out, mails=sink, at=at, say=say)
