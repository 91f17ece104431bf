"""Some weeks of work in the demo company, so that lists, figures and pages have something to show."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from prosfora.company.models import SalesArea
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import (
    accept_quotation,
    answer_inquiry,
    create_inquiry,
    create_quotation,
    decline_quotation,
    issue_quotation,
    quote_inquiry,
)
from prosfora.identity.models import User
from prosfora.parties.models import Party

AREA = "GR01-10-00"
EXPORT = "GR01-20-00"


class Chapter(NamedTuple):
    """One customer's story: how many days ago it began, who sells, what is asked, how far it came."""

    days_ago: int
    area: str
    seller: str
    customer: str
    source: str
    lines: tuple[tuple[str, str], ...]
    end: str  # inquiry, answered, draft, issued, accepted, declined


CHAPTERS = (  # one chapter a line reads best
    Chapter(24, AREA, "eleni", "1000001", "phone", (("BOLT-M8", "8000"), ("WASHER-M8", "16000")), "accepted"),
    Chapter(21, AREA, "nikos", "1000002", "mail", (("PUMP-C15", "3"), ("COMMISSION", "3")), "accepted"),
    Chapter(18, AREA, "eleni", "1000003", "visit", (("DRILL-18V", "6"), ("LADDER-6", "4")), "declined"),
    Chapter(15, EXPORT, "david", "1000020", "mail", (("BOLT-M12-A4", "1500"), ("BOLT-M10", "4000")), "issued"),
    Chapter(12, AREA, "nikos", "1000006", "letter", (("HELMET-W", "60"), ("BOOT-S3", "60")), "issued"),
    Chapter(9, AREA, "eleni", "1000010", "web", (("DRILL-18V", "10"), ("SILICONE", "120")), "issued"),
    Chapter(7, AREA, "eleni", "1000005", "fair", (("PUMP-C40", "2"), ("MOTOR-22", "2"), ("INSTALL-H", "24")), "draft"),
    Chapter(4, AREA, "nikos", "1000008", "web", (("LED-PANEL", "80"), ("CABLE-3G25", "1200")), "answered"),
    Chapter(2, AREA, "eleni", "1000007", "phone", (("PAINT-10L", "20"), ("GLOVE-NIT", "144")), "inquiry"),
    Chapter(1, AREA, "eleni", "1000009", "phone", (("LADDER-6", "1"),), "inquiry"),
    Chapter(1, EXPORT, "david", "1000023", "mail", (("PUMP-SUB", "5"), ("GAUGE-10", "40")), "draft"),
    Chapter(1, AREA, "eleni", "1000025", "phone", (("DRILL-18V", "1"), ("FIRSTAID", "2")), "draft"),
)  # fmt: skip


def tell_story(*, users: Mapping[str, User], parties: Mapping[str, Party], at: dt.datetime) -> None:
    """Take every chapter through the product's own verbs on its own days; nothing is mailed."""
    areas = {area.pk: area for area in SalesArea.objects.select_related("plant")}
    for chapter in CHAPTERS:
        _tell(chapter, areas[chapter.area], users[chapter.seller], parties[chapter.customer], at)


def _tell(chapter: Chapter, area: SalesArea, seller: User, customer: Party, at: dt.datetime) -> None:
    began = at - dt.timedelta(days=chapter.days_ago)
    lines = [ItemLine(product=product, quantity=Decimal(quantity)) for product, quantity in chapter.lines]
    if chapter.end in ("draft", "declined"):
        quotation = create_quotation(
            sales_area=area, sold_to=customer, header={"source": chapter.source}, items=lines, by=seller, at=began
        )
    else:
        inquiry = create_inquiry(
            sales_area=area, sold_to=customer, header={"source": chapter.source}, items=lines, by=seller, at=began
        )
        if chapter.end == "inquiry":
            return
        answer_inquiry(inquiry=inquiry, by=seller, at=began + dt.timedelta(hours=2))
        if chapter.end == "answered":
            return
        quotation = quote_inquiry(inquiry=inquiry, by=seller, at=began + dt.timedelta(hours=3))
    if chapter.end == "draft":
        return
    issue_quotation(quotation=quotation, by=seller, at=began + dt.timedelta(hours=4), deliver=False)
    if chapter.end == "accepted":
        accept_quotation(
            quotation=quotation,
            evidence="Mail of the purchasing department",
            by=seller,
            at=began + dt.timedelta(days=3),
        )
    elif chapter.end == "declined":
        decline_quotation(
            quotation=quotation,
            reason="03",
            note="Another supplier was 6 % cheaper",
            by=seller,
            at=began + dt.timedelta(days=5),
        )
