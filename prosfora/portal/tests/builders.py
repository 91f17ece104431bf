"""Offers with links as tests want them, made by the real verbs."""

import datetime as dt
import struct
import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.test import Client

from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.portal.models import OfferLink
from prosfora.portal.queries.links import link_of
from prosfora.portal.queries.page import OfferPage, offer_page
from prosfora.portal.services import Yes, send_link
from tests.cast import MONDAY

MAIL = "maria@papadopoulos.example"
LATER = MONDAY + dt.timedelta(hours=2)


def with_choices() -> list[ItemLine]:
    """A bolt (10) with a dearer alternative (20), a nut (30), an option (40)."""
    an_offering()
    an_offering("BOLT-INOX", price="14.00")
    an_offering("NUT-M8", price="3.00")
    an_offering("WASHER-M8", price="1.00")
    forty = Decimal(40)
    return [
        ItemLine(product="BOLT-M8", quantity=forty),
        ItemLine(product="BOLT-INOX", quantity=forty, category="alternative", alternative_to=10),
        ItemLine(product="NUT-M8", quantity=forty),
        ItemLine(product="WASHER-M8", quantity=forty, category="option"),
    ]


def a_business() -> Party:
    """Papadopoulos with a VAT number, made once: a company, not a consumer."""
    name = "Παπαδόπουλος ΑΕ"
    found = Party.objects.filter(name=name).first()
    return found or a_party(name=name, email="agores@papadopoulos.example", vat_number="EL094014201")


def an_issued_offer(owner: User, items: int | Sequence[ItemLine] | None = None, **given: Any) -> SalesDocument:
    """An issued offer with an alternative and an option, unless `items` says otherwise."""
    given.setdefault("sold_to", None)
    given["sold_to"] = given["sold_to"] or a_business()
    quotation = a_quotation(owner=owner, items=with_choices() if items is None else items, **given)
    return issue_quotation(quotation=quotation, by=owner, at=MONDAY)


def a_link(offer: SalesDocument, *, by: User, name: str = "Maria Papadopoulou", **given: Any) -> tuple[OfferLink, str]:
    """A recipient's link to an offer, and its token."""
    facts = {"email": MAIL, "language": "en", **given}
    link, address = send_link(quotation=offer, name=name, **facts, by=by, at=MONDAY)
    token = address.rstrip("/").rpartition("/")[2]
    return link_again(token) or link, token


def link_again(token: str) -> OfferLink | None:
    """The link as a request reads it."""
    return link_of(token)


def page_of(token: str, posted: dict[str, list[str]] | None = None, at: dt.datetime = LATER) -> OfferPage:
    """The page behind a token."""
    link = link_of(token)
    assert link is not None
    return offer_page(link, posted=posted, today=at.date())


def a_yes(token: str, posted: dict[str, list[str]] | None = None, **given: Any) -> Yes:
    """Maria's yes to what the page shows."""
    page = page_of(token, posted)
    facts: dict[str, Any] = {
        "name": "Maria Papadopoulou", "role": "Head of purchasing", "chosen": page.chosen,
        "confirmed": page.terms_digest,
    }  # fmt: skip
    return Yes(**facts | given)


def accepting(token: str, **given: str) -> dict[str, Any]:
    """What the page's form posts when somebody accepts."""
    page = page_of(token)
    return {
        "name": "Maria Papadopoulou", "role": "Head of purchasing", "confirmed": "yes", "terms": page.terms_digest,
        "shown": "", "group-10": "10", **given,
    }  # fmt: skip


def strict_client() -> Client:
    """A browser without sign-in whose forms are checked as in service."""
    return Client(enforce_csrf_checks=True)


def a_png(width: int = 40, height: int = 20, *extra: tuple[bytes, bytes]) -> bytes:
    """A small drawing, made by hand."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(height * (1 + width * 4)))
    more = b"".join(chunk(*one) for one in extra)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
