"""Verbs of the inquiry: the customer asks whether, at what price and when; we answer; it becomes a quotation."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import record
from prosfora.company.models import SalesArea
from prosfora.company.queries import working_days
from prosfora.documents.models import DocumentText, Item, SalesDocument
from prosfora.documents.queries.gaps import WITHOUT_PRICE
from prosfora.documents.queries.keeping import prices_to_copy
from prosfora.documents.rules.answers import propose_answer
from prosfora.documents.rules.categories import is_goods
from prosfora.documents.rules.checks import answer_problems
from prosfora.documents.rules.clock import answer_due
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.lines import HeaderFields, ItemAnswer, ItemLine, LineFields
from prosfora.documents.services.changes import Wish, change_document
from prosfora.documents.services.closing import close
from prosfora.documents.services.copies import copied_header, copied_partners, copying_type, lines_to_take
from prosfora.documents.services.drafts import start_draft, store_draft, subject_of
from prosfora.documents.services.headers import reasons_by_code
from prosfora.documents.services.promotions import kept_promotion
from prosfora.documents.services.references import link, recount
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.rows import rows_of, update_items
from prosfora.documents.services.states import require, store_header
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused
from prosfora.parties.models import Party


class NothingOpen(Refused):
    """Every item was quoted or rejected already."""


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
    kind = type_of("inquiry")
    draft = start_draft(
        kind=kind,
        sales_area=sales_area,
        sold_to=sold_to,
        header=header,
        lines=items,
        partners=partners,
        texts=texts,
        by=by,
        at=at,
    )
    draft.document.answer_due_at = _due(draft.document.plant_id, kind.answer_hours or 0, at)
    return store_draft(draft, verb="create_inquiry", by=by, at=at)


def _due(plant: str, hours: int, at: dt.datetime) -> dt.datetime:
    """When the answer is due, by the plant's calendar, in UTC."""
    came_in = timezone.localtime(at, timezone.get_default_timezone())
    calendar = working_days([plant], [came_in.year, came_in.year + 1])[plant]
    return answer_due(came_in, hours, calendar).astimezone(dt.UTC)


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
    """Change header, items (by position), partners or texts of an open inquiry; see `change_quotation`.

    An answered inquiry is open again: what was answered is no longer what is asked.
    """
    wish = Wish(header or {}, changed or {}, added, removed, partners or {}, texts or {})
    return change_document(document=inquiry, verb="change_inquiry", wish=wish, by=by, at=at, version=version)


@transaction.atomic
def answer_inquiry(
    *,
    inquiry: SalesDocument,
    answers: Sequence[ItemAnswer] = (),
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Give the three answers per item; items without one get those proposed from availability and price.

    May be repeated. Prices in document currency per sales unit. Raises FactsRefused, WrongStatus, ChangedMeanwhile.
    """
    following = require(inquiry, "answer_inquiry", version)
    items = [item for item in rows_of(inquiry) if is_goods(item.category) and item.rejection_reason_id is None]
    given = {answer.position: answer for answer in answers}
    refuse(
        (f"items.{answer.position}.{field}", code, detail)
        for answer in answers
        for field, code, detail in answer_problems(answer)
    )
    refuse(
        (f"items.{position}", "unknown_position", {"position": position})
        for position in sorted(given.keys() - {item.position for item in items})
    )
    before = _answers(items)
    for item in items:
        _put_answer(item, given.get(item.position) or proposed_answer(item, inquiry.requested_date))
    inquiry.status, inquiry.answered_at = following, at
    store_header(inquiry, ["status", "answered_at"], at)
    update_items(items)
    subject = subject_of(inquiry, inquiry.sold_to.number)
    record(verb="answer_inquiry", subject=subject, by=by, at=at, changes=changes_between(before, _answers(items)))
    return inquiry


def proposed_answer(item: Item, requested: dt.date | None) -> ItemAnswer:
    """The three answers that availability and pricing found for an item when it was last computed."""
    return propose_answer(
        position=item.position,
        quantity=item.quantity,
        requested=item.requested_date or requested,
        confirmed=item.confirmed_date,
        confirmed_quantity=item.confirmed_quantity,
        unit_price=item.unit_price,
        is_priced=item.is_priced and not any(row["code"] in WITHOUT_PRICE for row in item.problems),
    )


def _put_answer(item: Item, answer: ItemAnswer) -> None:
    item.answer_available, item.answer_price = answer.available, answer.price
    item.answer_date, item.answer_note = answer.day, answer.note


def _answers(items: Iterable[Item]) -> dict[str, Any]:
    return {
        f"{item.position}.{name}": getattr(item, name)
        for item in items
        for name in ("answer_available", "answer_price", "answer_date", "answer_note")
        if getattr(item, name) not in (None, "")
    }


@transaction.atomic
def quote_inquiry(
    *,
    inquiry: SalesDocument,
    header: HeaderFields | None = None,
    quantities: Mapping[int, Decimal] | None = None,
    rejections: Mapping[int, str] | None = None,
    pricing_type: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Make a quotation with reference to an inquiry: its open items, texts and partners.

    `pricing_type` says which of its prices stay (pricing.rules.repricing.RENEWED); blank is what the set-up says of
    inquiries, which is new prices where it says nothing.

    `quantities` (position → sales units) takes other quantities, zero takes none, beyond the open one is refused;
    `rejections` (position → reason code) says why an item is not quoted. An answered price that differs from the
    computed one is kept as an entered net price. The quotation is returned. Raises NothingOpen, FactsRefused,
    UnknownPricingType.
    """
    following = require(inquiry, "quote_inquiry", version)
    items = rows_of(inquiry)
    refused = _reject(items, rejections or {})
    wanted = copying_type(inquiry, "QT", pricing_type)
    lines = lines_to_take(inquiry, items, quantities or {}, wanted)
    if not any(is_goods(line.category) for line in lines):
        raise NothingOpen(_("Nothing of inquiry %(number)s is left to quote") % {"number": inquiry.number})
    draft = start_draft(
        kind=type_of("quotation"),
        sales_area=inquiry.sales_area,
        sold_to=inquiry.sold_to,
        header={**copied_header(inquiry, wanted), **kept_promotion(inquiry, company_day(at)), **(header or {})},
        lines=lines,
        partners=copied_partners(inquiry),
        texts=dict(DocumentText.objects.filter(document=inquiry).values_list("kind", "text")),
        keeps=prices_to_copy(inquiry, items, wanted),
        by=by,
        at=at,
    )
    inquiry.status = following
    store_header(inquiry, ["status"], at)
    told = {"inquiry": inquiry.number, "pricing_type": wanted}
    quotation = store_draft(draft, verb="quote_inquiry", by=by, at=at, data=told, linked=True)
    _link(items, draft.items)
    subject = subject_of(inquiry, inquiry.sold_to.number)
    record(verb="quote_inquiry", subject=subject, by=by, at=at, changes=refused, data={"quotation": quotation.number})
    return quotation


def _reject(items: Sequence[Item], rejections: Mapping[int, str]) -> dict[str, list[str | None]]:
    """Note why items are not quoted; what changed is returned for the journal."""
    known = reasons_by_code("rejection", rejections.values())
    refuse(
        (f"rejections.{position}", "unknown_reason", {"value": code})
        for position, code in rejections.items()
        if code not in known
    )
    rejected = [item for item in items if item.position in rejections]
    for item in rejected:
        item.rejection_reason_id = known[rejections[item.position]]
    update_items(rejected)
    return {f"{item.position}.rejection_reason": [None, rejections[item.position]] for item in rejected}


def _link(sources: Sequence[Item], targets: Sequence[Item]) -> None:
    """The quotation's items came from the inquiry's of the same numbers."""
    by_position = {item.position: item for item in sources}
    pairs = [
        (by_position[target.position], target, target.quantity)
        for target in targets
        if target.free_for is None and target.part_of is None and target.position in by_position
    ]
    link(pairs)
    recount([source for source, _target, _quantity in pairs])


@transaction.atomic
def close_inquiry(
    *, inquiry: SalesDocument, reason: str, note: str = "", by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Close an inquiry without an offer; `reason` is a code of kind "close". Raises UnknownReason."""
    return close(
        document=inquiry, verb="close_inquiry", kind="close", reason=reason, note=note, by=by, at=at, version=version
    )
