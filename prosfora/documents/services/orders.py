"""Acceptance: the customer's yes makes the order hand-over."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.company.models import Reason
from prosfora.company.services import next_number
from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.queries.drafting import products
from prosfora.documents.rules.categories import CHOICES, Category, is_goods
from prosfora.documents.rules.checks import Found, header_problems, text_fault
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.headers import refresh_search_text
from prosfora.documents.services.promotions import settle
from prosfora.documents.services.quotations import OfferExpired
from prosfora.documents.services.references import link, recount
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.relatives import close_others, held_relatives
from prosfora.documents.services.rows import rows_of, update_items
from prosfora.documents.services.schedules import check_availability, load_supply
from prosfora.documents.services.states import require, store_header
from prosfora.documents.services.totals import put_shares, total_up
from prosfora.files.services import attach_file
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_insert
from prosfora.parties.models import Party
from prosfora.parties.services import win_customer

BY_THE_SYSTEM = "00"  # rejection reason of what the customer did not choose
_OWN = ("id", "number", "valid_until")  # of a header: not taken over by the order


@transaction.atomic
def accept_quotation(
    *,
    quotation: SalesDocument,
    chosen: Collection[int] = (),
    customer_reference: str = "",
    evidence: str = "",
    evidence_file: tuple[str, bytes] | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Record the customer's yes, once, and hand the order over; the order is returned.

    `chosen` lists the positions of options taken and of alternatives preferred to their main items: of a main item and
    its alternatives exactly one is ordered, the main item where nothing else is said. Other variants are closed.
    `customer_reference` is his purchase order number; `evidence` says how he accepted (mail, letter, call);
    `evidence_file` is that mail or letter, by name and bytes: it hangs on the quotation, its digest in the journal.
    Prices are those of the offer; delivery dates are asked again. Raises OfferExpired, WrongStatus (accepted, declined
    or withdrawn already), FactsRefused, FileRefused, FileTooLarge, ChangedMeanwhile: of two acceptances at one moment
    the second is refused.
    """
    relatives = held_relatives(quotation)
    _refuse_expired(quotation, at)
    following = require(quotation, "accept_quotation", version)
    refuse([*text_fault("evidence", evidence), *header_problems({"customer_reference": customer_reference})])
    items = rows_of(quotation)
    ordered = ordered_items(items, chosen)
    told = choice_in_words(items, ordered)  # before what was left is rejected
    if evidence_file:
        told["evidence_file"] = _kept(quotation, *evidence_file, by, at)
    quotation.status, quotation.closed_at, quotation.close_note = following, at, evidence
    store_header(quotation, ["status", "closed_at", "close_note"], at)
    close_others(quotation, relatives, by, at)
    order = _order(quotation, customer_reference, by, at)
    rows = _order_items(order, ordered, at)
    _store_order(quotation, order, rows)
    _settle(items, ordered, rows)
    settle(quotation, ordered, at)
    win_customer(party=Party.objects.select_for_update().get(pk=quotation.sold_to_id), by=by, at=at)
    _journal(quotation, order, verb="accept_quotation", items=len(rows), choice=told, evidence=evidence, by=by, at=at)
    return order


def ordered_items(items: Sequence[Item], chosen: Collection[int]) -> list[Item]:
    """What is ordered: the goods that count, alternatives chosen in place of their main items, options taken, texts.

    Raises FactsRefused where a choice is none, where two alternatives to one item are chosen, or none of them though
    the item itself was taken out of the offer.
    """
    chosen = frozenset(chosen)
    by_position = {item.position: item for item in items}
    refuse([*_bad_choices(by_position, chosen), *_missing_choices(by_position, chosen)])
    replaced = {by_position[p].alternative_to for p in chosen if by_position[p].category == Category.ALTERNATIVE}
    return [
        item
        for item in items
        if item.rejection_reason_id is None
        and item.category != Category.SECTION
        and (item.part_of or item.position) not in replaced
        and (item.free_for is None or item.free_for not in replaced)
        and (item.category not in CHOICES or (item.part_of or item.position) in chosen)
    ]


def choice_in_words(items: Sequence[Item], ordered: Sequence[Item]) -> dict[str, str]:
    """What the customer chose of alternatives and options, and what he left, by item number; nothing without any."""
    taken = {item.position for item in ordered}
    heads = [item for item in items if item.part_of is None and item.rejection_reason_id is None]
    mains = {item.alternative_to for item in heads if item.category == Category.ALTERNATIVE}
    open_to_choice = [item.position for item in heads if item.category in CHOICES or item.position in mains]
    if not open_to_choice:
        return {}
    return {
        "chosen": ", ".join(str(position) for position in open_to_choice if position in taken),
        "left": ", ".join(str(position) for position in open_to_choice if position not in taken),
    }


def _missing_choices(by_position: dict[int, Item], chosen: Collection[int]) -> Iterator[Found]:
    """Main items taken out of the offer while alternatives to them stay: one of these must be chosen."""
    groups: dict[int, list[int]] = defaultdict(list)
    for item in by_position.values():
        if item.category == Category.ALTERNATIVE and item.part_of is None and item.rejection_reason_id is None:
            groups[item.alternative_to or 0].append(item.position)
    for main, alternatives in groups.items():
        offered = main in by_position and by_position[main].rejection_reason_id is None
        if not offered and not any(position in chosen for position in alternatives):
            yield "chosen", "choice_missing", {"position": main, "choices": ", ".join(map(str, alternatives))}


def _bad_choices(by_position: dict[int, Item], chosen: Collection[int]) -> Iterator[Found]:
    replaced: set[int | None] = set()
    for position in chosen:
        item = by_position.get(position)
        is_choice = item is not None and item.category in CHOICES and item.part_of is None
        if item is None or not is_choice or item.rejection_reason_id is not None:
            yield "chosen", "not_a_choice", {"position": position}
        elif item.category == Category.ALTERNATIVE:
            if item.alternative_to in replaced:
                yield "chosen", "two_alternatives", {"position": item.alternative_to}
            replaced.add(item.alternative_to)


def _refuse_expired(quotation: SalesDocument, at: dt.datetime) -> None:
    if quotation.valid_to is not None and quotation.is_expired(company_day(at)):
        raise OfferExpired(
            _("The offer ended on %(day)s and can no longer be accepted; extend it, or make a new one or a copy")
            % {"day": date_format(quotation.valid_to, "SHORT_DATE_FORMAT")},
            "valid_to",
        )


def _order(quotation: SalesDocument, customer_reference: str, by: Actor, at: dt.datetime) -> SalesDocument:
    """The order's header, unsaved: the quotation's terms, its own number and dates."""
    kind, today = type_of("order"), company_day(at)
    kept = {f.attname: getattr(quotation, f.attname) for f in SalesDocument._meta.concrete_fields if f.name not in _OWN}
    own = {
        "category": kind.category,
        "document_type": kind.code,
        "revision": 0,
        "first_id": None,
        "variant": None,
        "made_from": None,
        "successor": None,
        "external_number": "",
        "status": kind.first_status,
        "customer_reference": customer_reference or quotation.customer_reference,
        "document_date": today,
        "document_month": today.replace(day=1),
        "valid_from": None,
        "valid_to": None,
        "probability": kind.probability,
        "manual_conditions": quotation.manual_conditions,
        "reference_status": "open",
        "closed_at": None,
        "follow_up_on": None,
        "silent_since": None,
        "close_note": "",
        "issued_at": None,
        "pdf_digest": "",
        "delivery_status": "",
        "delivered_to": "",
        "version": 1,
        "created_by_id": by.pk or quotation.responsible_id,  # where the customer accepted himself
        "created_at": at,
        "changed_at": at,
    }
    order = SalesDocument(**{**kept, **own}, number=next_number("order"))
    refresh_search_text(order)
    return order


def _order_items(order: SalesDocument, ordered: Sequence[Item], at: dt.datetime) -> list[Item]:
    """The order's items, unsaved, at the offer's prices, with fresh delivery dates; they hold stock from now on."""
    columns = [f.attname for f in Item._meta.concrete_fields if f.name not in ("id", "document")]
    own = {"alternative_to": None, "probability": 100, "referenced_quantity": 0, "origin": None}
    rows = []
    for source in ordered:
        row = Item(**{**{name: getattr(source, name) for name in columns}, **own})
        row.document = order
        row.category = Category.STANDARD if source.category in CHOICES else source.category
        row.plant_id = source.plant_id or order.plant_id
        row.reserves = source.product_id is not None and (source.bundle is None or source.part_of is not None)
        rows.append(row)
    known = products({row.product_number for row in rows}, order.sold_to_id)
    check_availability(order, rows, load_supply(order, rows, known, at), at)
    put_shares(rows, total_up(order, rows))
    return rows


def _store_order(quotation: SalesDocument, order: SalesDocument, rows: Sequence[Item]) -> None:
    order.save(force_insert=True)
    for row in rows:
        row.document_id = order.pk
    bulk_insert(rows)
    partners = list(DocumentPartner.objects.filter(document=quotation))
    for partner in partners:
        partner.pk, partner.document = None, order
    DocumentPartner.objects.bulk_create(partners)


def _settle(items: Sequence[Item], ordered: Sequence[Item], rows: Sequence[Item]) -> None:
    """Note the flow on the quotation's items; what was not ordered is rejected by the system."""
    taken = {item.position for item in ordered}
    left = [
        item
        for item in items
        if item.position not in taken and is_goods(item.category) and item.rejection_reason_id is None
    ]
    if left:
        reason = Reason.objects.filter(kind="rejection", code=BY_THE_SYSTEM).first()
        for item in left:
            item.rejection_reason = reason
        update_items(left)
    link(zip(ordered, rows, (row.quantity for row in rows), strict=True))
    recount(ordered)


def _kept(quotation: SalesDocument, name: str, content: bytes, by: Actor, at: dt.datetime) -> str:
    """Hang the evidence of an acceptance on the quotation; its digest."""
    subject = subject_of(quotation, quotation.sold_to.number)
    return attach_file(subject=subject, name=name, content=content, by=by, at=at).file_id


def _journal(
    quotation: SalesDocument,
    order: SalesDocument,
    *,
    verb: str,
    items: int,
    choice: Mapping[str, str],
    evidence: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """The verb in both documents' journals, each naming the other."""
    customer = quotation.sold_to.number
    figures = {"net": order.net, "total": order.total, "currency": order.currency}
    record(
        verb=verb,
        subject=subject_of(quotation, customer),
        by=by,
        at=at,
        changes={"status": ["issued", quotation.status]},
        data={"order": order.number, **choice, **figures},
        reason=evidence,
    )
    of_order = {"quotation": quotation.number, "items": items, **choice, **figures}
    record(verb=verb, subject=subject_of(order, customer), by=by, at=at, data=of_order, fresh=True)
