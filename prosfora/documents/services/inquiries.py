"""Verbs of the inquiry: the customer asks whether, at what price and when; we answer; it becomes a quotation."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from prosfora.audit.services import Actor
from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import HeaderFields, ItemAnswer, ItemLine, LineFields
from prosfora.identity.models import User
from prosfora.parties.models import Party


@transaction.atomic
def create_inquiry(
    *,
    sales_area: SalesArea,
    sold_to: Party,
    header: HeaderFields,
    items: Sequence[ItemLine],
    partners: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    by: User,
    at: dt.datetime,
) -> SalesDocument:
    """Note a customer's question, priced and checked for availability at once, with its answer due time.

    `partners` maps functions (WE, RE, RG, AP) to party numbers, `texts` kinds to texts. Raises FactsRefused.
    """
    raise NotImplementedError


@transaction.atomic
def change_inquiry(
    *,
    inquiry: SalesDocument,
    header: HeaderFields | None = None,
    changed: Mapping[int, LineFields] | None = None,
    added: Sequence[ItemLine] = (),
    removed: Collection[int] = (),
    partners: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> list[int]:
    """Change header, items (by position), partners or texts of an open inquiry; see `change_quotation`."""
    raise NotImplementedError


@transaction.atomic
def answer_inquiry(
    *,
    inquiry: SalesDocument,
    answers: Sequence[ItemAnswer] | None = None,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Give the three answers per item; None takes those proposed from availability and price. May be repeated."""
    raise NotImplementedError


@transaction.atomic
def quote_inquiry(
    *,
    inquiry: SalesDocument,
    header: HeaderFields | None = None,
    quantities: Mapping[int, Decimal] | None = None,
    rejections: Mapping[int, str] | None = None,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Make a quotation with reference to an inquiry: its open items, texts and partners, priced today.

    `quantities` (position → sales units) takes other quantities, beyond the open one is refused; `rejections`
    (position → reason code) says why an item is not quoted. The quotation is returned.
    """
    raise NotImplementedError


@transaction.atomic
def close_inquiry(
    *, inquiry: SalesDocument, reason: str, note: str = "", by: Actor, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Close an inquiry without an offer; `reason` is a code of kind "close"."""
    raise NotImplementedError
