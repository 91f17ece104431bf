"""Verbs of the quotation: from the draft to the offer that binds us."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.lines import HeaderFields, ItemLine, LineFields
from prosfora.documents.services.changes import Wish, change_document
from prosfora.documents.services.drafts import start_draft, store_draft
from prosfora.identity.models import User
from prosfora.kit.errors import Refused
from prosfora.parties.models import Party


class QuotationIncomplete(Refused):
    """Mandatory facts are missing; `gaps` says which (documents.rules.completeness.Gap)."""


@transaction.atomic
def create_quotation(
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
    """Make a draft offer for a customer or prospect: numbered, priced, checked for availability and completeness.

    `partners` maps functions (WE, RE, RG, AP) to party numbers; `texts` maps kinds (intro, terms, closing, internal)
    to texts. Amounts are in the document currency. Raises FactsRefused, CustomerBlocked, NoExchangeRate.
    """
    draft = start_draft(
        kind=type_of("quotation"),
        sales_area=sales_area,
        sold_to=sold_to,
        header=header,
        lines=items,
        partners=partners,
        texts=texts,
        by=by,
        at=at,
    )
    return store_draft(draft, verb="create_quotation", by=by, at=at)


@transaction.atomic
def change_quotation(
    *,
    quotation: SalesDocument,
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
    """Change a draft: header fields, items by position, partners, texts; everything affected is computed again.

    Returns the positions of the rows that were stored anew, so that a page redraws only those; `quotation` is brought
    up to date in place. Raises FactsRefused, WrongStatus, ChangedMeanwhile where `version` is stale.
    """
    wish = Wish(header or {}, changed or {}, added, removed, partners or {}, texts or {})
    return change_document(document=quotation, verb="change_quotation", wish=wish, by=by, at=at, version=version)


@transaction.atomic
def copy_quotation(
    *, quotation: SalesDocument, sold_to: Party | None = None, by: User, at: dt.datetime
) -> SalesDocument:
    """A new draft with the same lines, priced today; no link to the old one. `sold_to` offers it to another party."""
    raise NotImplementedError


@transaction.atomic
def reprice_quotation(
    *,
    quotation: SalesDocument,
    pricing_date: dt.date | None = None,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> list[int]:
    """Price and check every item of a draft again, at `pricing_date` or today; manual conditions stay."""
    raise NotImplementedError


@transaction.atomic
def issue_quotation(
    *, quotation: SalesDocument, by: User, at: dt.datetime, version: int | None = None, deliver: bool = True
) -> SalesDocument:
    """Make the offer binding: complete (else QuotationIncomplete), partners' addresses kept, mailed after commit."""
    raise NotImplementedError


@transaction.atomic
def decline_quotation(
    *, quotation: SalesDocument, reason: str, note: str = "", by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Record that the customer said no; `reason` is a code of kind "decline"."""
    raise NotImplementedError


@transaction.atomic
def withdraw_quotation(
    *, quotation: SalesDocument, reason: str, note: str = "", by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Take back a draft or an issued offer; `reason` is a code of kind "close"."""
    raise NotImplementedError
