"""Verbs that make a relative of a quotation: its next revision, or a variant that stands beside it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import record
from prosfora.documents.models import DocumentText, Item, SalesDocument
from prosfora.documents.queries.keeping import prices_to_copy
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.lines import HeaderFields
from prosfora.documents.rules.revisions import MOST_REVISIONS, Kin, head_of, next_variant, number_of
from prosfora.documents.rules.statuses import BEING_MADE, OPEN
from prosfora.documents.services.copies import copied_header, copied_lines, copied_partners, copying_type
from prosfora.documents.services.drafts import Draft, start_draft, store_draft, subject_of
from prosfora.documents.services.promotions import kept_promotion
from prosfora.documents.services.refusals import OfferReplaced, WrongStatus
from prosfora.documents.services.relatives import held_relatives, refuse_accepted
from prosfora.documents.services.rows import rows_of
from prosfora.documents.services.states import require
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.pricing.rules.repricing import NEW

REVISION = "RV"  # what the set-up of prices calls a revision or a variant that a quotation is made into
STAYS = "A"  # the prices stay, a changed quantity finds its level of the scale


class RevisionOpen(WrongStatus):
    """A revision of this variant is being made already."""


class NoNumberLeft(WrongStatus):
    """An offer has as many revisions or variants as its numbers allow."""


@transaction.atomic
def revise_quotation(
    *,
    quotation: SalesDocument,
    pricing_type: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Open a draft of the next revision under the same number; the offer stands until that is issued.

    Of an issued offer, and of one that expired or came to nothing (a requote). `pricing_type` says which of its prices
    stay; blank is what the set-up says of revisions, else A while the offer binds us and C (new) where it does not any
    more. Raises OfferReplaced where a newer one stands in its place, RevisionOpen where a revision is being made,
    AlreadyAccepted, UnknownPricingType.
    """
    relatives = held_relatives(quotation)
    require(quotation, "revise_quotation", version)
    if quotation.is_replaced:
        raise OfferReplaced(quotation)
    refuse_accepted(relatives)
    own = [row for row in relatives if row.variant == quotation.variant]
    for row in own:
        if row.status in BEING_MADE:
            raise RevisionOpen(
                _("%(number)s is being worked on already: go on there, or withdraw it") % {"number": row.number},
                data={"open": row.number},
            )
    revision = max([quotation.revision, *(row.revision for row in own)]) + 1
    if revision > MOST_REVISIONS:
        raise NoNumberLeft(_("There are no more numbers for revisions of %(number)s") % {"number": quotation.number})
    kin = _kin(quotation, revision, quotation.variant)
    draft, wanted = _like(quotation, kin, pricing_type, by, at)
    return _stored(draft, quotation, "revise_quotation", wanted, by, at)


@transaction.atomic
def add_variant(
    *,
    quotation: SalesDocument,
    pricing_type: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Put a draft of a variant (B, C …) beside an open offer or draft, of the same revision.

    Several may be issued and stand side by side; accepting one closes the others. `pricing_type` as for a revision.
    Raises AlreadyAccepted, NoNumberLeft after Z, UnknownPricingType.
    """
    relatives = held_relatives(quotation)
    require(quotation, "add_variant", version)
    refuse_accepted(relatives)
    letter = next_variant({row.variant or "" for row in [quotation, *relatives]})
    if letter is None:
        raise NoNumberLeft(_("There are no more letters for variants of %(number)s") % {"number": quotation.number})
    kin = _kin(quotation, quotation.revision, letter)
    draft, wanted = _like(quotation, kin, pricing_type, by, at)
    return _stored(draft, quotation, "add_variant", wanted, by, at)


def _kin(source: SalesDocument, revision: int, variant: str | None) -> Kin:
    """Where the new one stands: its number, and the offer it is made from."""
    number = number_of(head_of(source.number), revision, variant or "")
    return Kin(number, source.first_id or source.pk, revision, variant, source.number)


def _like(source: SalesDocument, kin: Kin, pricing_type: str, by: User, at: dt.datetime) -> tuple[Draft, str]:
    """A draft like an offer under the number of its kin, and the pricing type it was made by."""
    items, today = rows_of(source), company_day(at)
    binds = source.status in OPEN and not source.is_expired(today)
    wanted = copying_type(source, REVISION, pricing_type, usual=STAYS if binds else NEW)
    draft = start_draft(
        kind=type_of("quotation"),
        sales_area=source.sales_area,
        sold_to=source.sold_to,
        header={**copied_header(source, wanted), **_kept_facts(source), **kept_promotion(source, today, kin)},
        lines=copied_lines(items, wanted),
        partners=copied_partners(source),
        texts=dict(DocumentText.objects.filter(document=source).values_list("kind", "text")),
        keeps=prices_to_copy(source, items, wanted),
        kin=kin,
        by=by,
        at=at,
    )
    draft.document.responsible_id = source.responsible_id  # as it was, whoever revises
    _note_origins(draft.items, items)
    return draft, wanted


def _kept_facts(source: SalesDocument) -> HeaderFields:
    """What a revision keeps besides, since it is the same offer and no other one like it."""
    reason = source.order_reason.code if source.order_reason else ""
    return HeaderFields(probability=source.probability, order_reason=reason)


def _note_origins(made: Sequence[Item], items: Sequence[Item]) -> None:
    """Every line remembers which line of the first it is, wherever it is moved: what comparisons match."""
    born: Mapping[int, int] = {item.position: item.origin or item.pk for item in items if item.free_for is None}
    for item in made:
        if item.free_for is None:
            item.origin = born.get(item.position)


def _stored(
    draft: Draft, source: SalesDocument, verb: str, pricing_type: str, by: User, at: dt.datetime
) -> SalesDocument:
    """Store it. The journals name each other: the new one's first entry holds the hash of the old one's last."""
    made = draft.document
    entry = record(
        verb=verb, subject=subject_of(source, source.sold_to.number), by=by, at=at, data={"made": made.number}
    )
    told = {"made_from": source.number, "hash_before": entry.hash, "pricing_type": pricing_type}
    return store_draft(draft, verb=verb, by=by, at=at, data=told)
