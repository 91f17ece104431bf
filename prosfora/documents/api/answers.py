"""The shapes in which programs read documents."""

import datetime as dt
import json
from collections.abc import Collection
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Schema

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries import document_page
from prosfora.documents.queries.earning import ordered_of
from prosfora.documents.queries.freezing import choices_on
from prosfora.documents.queries.pages import DocumentPage, ItemRow
from prosfora.documents.queries.previewing import Preview, PreviewRow
from prosfora.documents.rules.revisions import head_of
from prosfora.documents.services.refusals import gap_sentence, problem_sentence
from prosfora.identity.models import User
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import etag
from prosfora.kit.clock import today as company_day


class DocumentBrief(Schema):
    """A document in a list."""

    number: str
    category: str
    status: str
    revision: int
    variant: str  # "" is the first, A; then B, C …
    first: str  # the number that all revisions and variants share
    successor: str  # what stands in its place: a newer revision, the variant that was accepted
    sales_area: str
    sold_to_name: str
    customer_reference: str
    document_date: dt.date
    valid_to: dt.date | None
    answer_due_at: dt.datetime | None
    responsible: str
    currency: str
    tax_included: bool  # whether prices contain the tax
    net: str
    total: str
    rounding: str  # from the total to what is paid
    payable: str
    expected_value: str
    is_complete: bool
    is_expired: bool
    reference_status: str
    version: int

    @staticmethod
    def of(row: SalesDocument, today: dt.date) -> "DocumentBrief":
        return DocumentBrief.model_construct(**_brief(row, today))


class ScheduleOut(Schema):
    date: dt.date
    quantity: str


class ProblemOut(Schema):
    code: str
    text: str


class ConditionOut(Schema):
    condition_type: str
    amount: str
    currency: str
    per: str
    unit: str


class AnswerOut(Schema):
    available: bool | None
    price: str | None
    date: dt.date | None
    note: str


class ItemOut(Schema):
    """One item, priced and dated."""

    position: int
    category: str
    alternative_to: int | None
    free_for: int | None  # of free goods: the item that earned them
    part_of: int | None  # of a bundle's part: the bundle's item
    is_priced: bool  # false of what has its price in its bundle, or in its parts
    ordered_quantity: str  # more than the quantity where free goods were split off
    product: str
    customer_product: str
    text: str
    note: str
    quantity: str
    unit: str
    plant: str
    requested_date: dt.date | None
    confirmed_date: dt.date | None
    schedule: list[ScheduleOut]
    conditions: list[ConditionOut]
    unit_price: str | None  # none of a price on request
    on_request: bool
    release: Literal["needed", "released"] | None  # of a price under a floor or a least margin
    gross_value: str  # at list price; with the tax where prices contain it
    value: str  # net, or with the tax where prices contain it
    net: str
    tax: str
    tax_code: str
    tax_rate: str
    cost: str | None
    probability: int
    rejection_reason: str
    counts: bool
    open_quantity: str
    reference_status: str
    problems: list[ProblemOut]
    answer: AnswerOut


class TaxOut(Schema):
    code: str
    rate: str
    base: str
    tax: str
    reason: str


class GapOut(Schema):
    """A missing fact; `blocks` names the verb it holds up, blank is a remark."""

    field: str
    position: int | None
    blocks: str
    text: str


class PartnerOut(Schema):
    function: str
    number: str
    name: str


class ChoiceOut(Schema):
    """An option or an alternative, and what the document comes to if it, and nothing else, is chosen."""

    position: int
    kind: Literal["option", "alternative"]
    instead_of: int | None  # of an alternative: the item it takes the place of
    net: str
    tax: str
    total: str
    payable: str


class DocumentOut(DocumentBrief):
    """A document with its items, partners, texts, what is missing and which verbs you may do now."""

    sold_to: str
    made_from: str  # the revision before it, or the variant it stands beside
    external_number: str
    customer_reference_date: dt.date | None
    pricing_date: dt.date
    valid_from: dt.date | None
    requested_date: dt.date | None
    exchange_rate: str
    customer_group: str
    price_group: str
    price_list: str
    incoterms: str
    incoterms_place: str
    payment_terms: str
    plant: str
    probability: int
    source: str
    language: str
    coupon: str
    campaign: str
    conditions: list[ConditionOut]
    tax: str
    tax_rounding: str  # rate (once per rate), item (on each item)
    rounding_unit: str | None  # what is paid is a multiple of it
    cost: str | None
    taxes: list[TaxOut]
    release_status: Literal["needed", "released", "returned"] | None  # of prices under a floor or a least margin
    release_comment: str
    total_with_options: str | None  # what is paid with every option; none without any, or where only a part is told
    choices: list[ChoiceOut]  # none where only a part is told
    without_price: list[int]  # items whose price is on request: the totals are without them
    issued_at: dt.datetime | None
    closed_at: dt.datetime | None
    close_note: str
    delivery_status: str
    items: list[ItemOut]
    partners: list[PartnerOut]
    texts: dict[str, str]
    gaps: list[GapOut]
    possible: list[str]


class FlowStepOut(Schema):
    category: str
    number: str
    status: str
    document_date: dt.date
    net: str
    currency: str
    depth: int
    predecessors: list[str]


class ItemFlowOut(Schema):
    source: str
    source_position: int
    target: str
    target_position: int
    quantity: str
    unit: str


class FlowOut(Schema):
    """The documents before and after, and which item came from which."""

    documents: list[FlowStepOut]
    items: list[ItemFlowOut]


class PreviewItemOut(Schema):
    """An item whose price would be another; amounts in document currency."""

    position: int
    product: str
    unit_price: str | None  # none of a price on request
    new_unit_price: str | None
    net: str
    new_net: str
    difference: str
    quantity: str
    new_quantity: str  # another where free goods change
    change: str  # "added" or "removed" of free goods, else blank
    problems: list[ProblemOut]


class PreviewOut(Schema):
    """What pricing a draft again would change; `new_total` is the sum on the document as it would become."""

    number: str
    pricing_date: dt.date
    pricing_type: str
    currency: str
    total: str
    new_total: str
    difference: str
    payable: str
    new_payable: str
    items: list[PreviewItemOut]

    @staticmethod
    def of(preview: Preview) -> "PreviewOut":
        document = preview.document
        return PreviewOut(
            number=document.number,
            pricing_date=preview.day,
            pricing_type=preview.pricing_type,
            currency=document.currency,
            total=str(document.total),
            new_total=str(preview.total),
            difference=str(preview.difference),
            payable=str(document.payable),
            new_payable=str(preview.payable),
            items=[_previewed(row) for row in preview.changed],
        )


def answer(
    request: UserRequest, document: SalesDocument, status: int = 200, *, positions: Collection[int] | None = None
) -> HttpResponse:
    """A document as JSON with its version as ETag; a new one with its address.

    With `positions` (after a change) only those items and the sections, unless the program asks for all with
    `Prefer: return=representation`. Written by hand: a hundred items cost a millisecond instead of ten.
    """
    if "return=representation" in request.headers.get("Prefer", ""):
        positions = None
    page = document_page(document, today=company_day(request.now), positions=positions)
    told = _document(page, request.user) | _choices(page, whole=positions is None)
    body = json.dumps(told, default=_plain, ensure_ascii=False)
    made = HttpResponse(body, status=status, content_type="application/json", headers={"ETag": etag(document.version)})
    if status == 201:
        made["Location"] = f"/api/v1/{_PLURALS[document.category]}/{document.number}"
    return made


_PLURALS = {"inquiry": "inquiries", "quotation": "quotations", "order": "orders"}
_AS_THEY_ARE = (
    "external_number", "customer_reference_date", "pricing_date", "valid_from", "requested_date",
    "customer_group",
    "price_group", "price_list", "incoterms", "incoterms_place", "probability", "source", "language", "issued_at",
    "closed_at", "close_note", "delivery_status",
)  # fmt: skip


def _brief(row: SalesDocument, today: dt.date) -> dict[str, Any]:
    return {
        "number": row.number,
        "category": row.category,
        "status": row.status,
        "revision": row.revision,
        "variant": row.variant or "",
        "first": head_of(row.number),
        "successor": row.successor or "",
        "sales_area": row.sales_area_id,
        "sold_to_name": row.sold_to_name,
        "customer_reference": row.customer_reference,
        "document_date": row.document_date,
        "valid_to": row.valid_to,
        "answer_due_at": row.answer_due_at,
        "responsible": row.responsible.username,
        "currency": row.currency,
        "tax_included": row.tax_included,
        "net": str(row.net),
        "total": str(row.total),
        "rounding": str(row.rounding),
        "payable": str(row.payable),
        "expected_value": str(row.expected_value),
        "is_complete": row.is_complete,
        "is_expired": row.is_expired(today),
        "reference_status": row.reference_status,
        "version": row.version,
    }


def _document(page: DocumentPage, user: User) -> dict[str, Any]:
    row = page.document
    out = _brief(row, dt.date.min) | {name: getattr(row, name) for name in _AS_THEY_ARE}
    rights, area = user.rights, row.sales_area_id
    return out | {
        "is_expired": page.is_expired,
        "sold_to": row.sold_to.number,
        "made_from": row.made_from or "",
        "exchange_rate": str(row.exchange_rate),
        "payment_terms": row.payment_terms_id or "",
        "plant": row.plant_id,
        "pricing_date_by": row.pricing_date_by or "",
        "coupon": row.coupon or "",
        "campaign": row.campaign or "",
        "conditions": row.manual_conditions,
        "tax": str(row.tax),
        "tax_rounding": row.tax_rounding,
        "rounding_unit": None if row.rounding_unit is None else str(row.rounding_unit),
        "cost": None if row.cost is None else str(row.cost),
        "taxes": [
            {"code": t.code, "rate": str(t.rate), "base": str(t.base), "tax": str(t.tax), "reason": t.reason_key}
            for t in page.taxes
        ],
        "release_status": row.release_status,
        "release_comment": (row.price_release or {}).get("comment", ""),
        "without_price": page.without_price,
        "items": [_item(one) for one in page.rows],
        "partners": [
            {"function": partner.function, "number": partner.number, "name": partner.name}
            for partner in page.partners.values()
        ],
        "texts": page.texts,
        "gaps": [
            {"field": gap.field, "position": gap.position, "blocks": gap.blocks, "text": gap_sentence(gap)}
            for gap in page.gaps
        ],
        "possible": [verb for verb in page.possible if rights.allows(f"documents.{verb}", area)],
    }


def _choices(page: DocumentPage, *, whole: bool) -> dict[str, Any]:
    """Totals with and without what may be chosen; of a part of the items nothing can be told."""
    with_options, choices = choices_on(page) if whole else (None, ())
    return {
        "total_with_options": None if with_options is None else str(with_options.payable),
        "choices": [
            {"position": one.position, "kind": one.kind, "instead_of": one.instead_of}
            | {name: str(getattr(one.totals, name)) for name in ("net", "tax", "total", "payable")}
            for one in choices
        ],
    }


def _item(row: ItemRow) -> dict[str, Any]:
    item: Item = row.item
    return {
        "position": item.position,
        "category": item.category,
        "alternative_to": item.alternative_to,
        "free_for": item.free_for,
        "part_of": item.part_of,
        "is_priced": item.is_priced,
        "ordered_quantity": str(ordered_of(item)),
        "product": item.product_number,
        "customer_product": item.customer_product,
        "text": item.text,
        "note": item.note,
        "quantity": str(item.quantity),
        "unit": item.unit,
        "plant": item.plant_id or "",
        "requested_date": item.requested_date,
        "confirmed_date": item.confirmed_date,
        "schedule": [{"date": day, "quantity": quantity} for day, quantity in item.schedule],
        "conditions": item.manual_conditions,
        "kept_from": item.kept["day"] if item.kept else None,
        "pricing_type": item.kept["type"] if item.kept else "",
        "unit_price": None if item.is_on_request or item.unpriced else str(item.unit_price),
        "on_request": item.is_on_request,
        "release": item.release,
        "gross_value": str(item.gross_value),
        "value": str(row.value),
        "net": str(item.net),
        "tax": str(item.tax),
        "tax_code": item.tax_code,
        "tax_rate": str(item.tax_rate),
        "cost": None if item.cost is None else str(item.cost),
        "probability": item.probability,
        "rejection_reason": item.rejection_reason.code if item.rejection_reason else "",
        "counts": row.counts,
        "open_quantity": str(row.open_quantity),
        "reference_status": row.reference_status,
        "problems": [{"code": problem["code"], "text": problem_sentence(problem)} for problem in item.problems],
        "answer": {
            "available": item.answer_available,
            "price": None if item.answer_price is None else str(item.answer_price),
            "date": item.answer_date,
            "note": item.answer_note,
        },
    }


def _previewed(row: PreviewRow) -> PreviewItemOut:
    return PreviewItemOut(
        position=row.item.position,
        product=row.item.product_number,
        unit_price=None if row.item.is_on_request else str(row.item.unit_price),
        new_unit_price=None if row.is_on_request else str(row.unit_price),
        net=str(row.item.net),
        new_net=str(row.net),
        difference=str(row.difference),
        quantity="0" if row.is_new else str(row.quantity),
        new_quantity=str(row.new_quantity),
        change="added" if row.is_new else "removed" if row.is_gone else "",
        problems=[ProblemOut(code=doubt["code"], text=problem_sentence(doubt)) for doubt in row.doubts],
    )


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
