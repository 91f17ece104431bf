"""Verbs of the quotation: from the draft to the offer that binds us."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.documents.models import DocumentText, Item, SalesDocument
from prosfora.documents.queries.gaps import missing_facts
from prosfora.documents.queries.keeping import WITHOUT_ENTERED, prices_to_copy
from prosfora.documents.queries.pricing_dates import day_priced_again
from prosfora.documents.rules.completeness import Gap
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.lines import HeaderFields, ItemLine, LineFields
from prosfora.documents.rules.statuses import Status
from prosfora.documents.services.changes import Wish, change_document
from prosfora.documents.services.closing import close
from prosfora.documents.services.copies import (
    copied_header,
    copied_lines,
    copied_partners,
    copying_type,
    refuse_unknown_type,
)
from prosfora.documents.services.delivery import WAITING, keep_addresses, put_on_its_way
from prosfora.documents.services.drafts import start_draft, store_draft, subject_of
from prosfora.documents.services.following import FOLLOWED, start_following_up
from prosfora.documents.services.freezing import freeze
from prosfora.documents.services.promotions import hold, kept_promotion
from prosfora.documents.services.refusals import gap_sentence
from prosfora.documents.services.relatives import held_relatives, refuse_accepted, supersede_earlier
from prosfora.documents.services.release import refuse_unreleased
from prosfora.documents.services.standing import refuse_unapproved
from prosfora.documents.services.states import require, store_header
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused
from prosfora.parties.models import Party
from prosfora.pricing.rules.repricing import NEW


class QuotationIncomplete(Refused):
    """Mandatory facts are missing; `gaps` says which."""

    def __init__(self, quotation: SalesDocument, gaps: Sequence[Gap]) -> None:
        self.gaps = tuple(gaps)
        problems: dict[str, list[str]] = {}
        for gap in gaps:
            problems.setdefault(gap.pointer, []).append(gap_sentence(gap))
        first = next(iter(problems.values()))[0]
        sentence = ngettext(
            "%(number)s cannot be issued yet; %(count)s fact is missing: %(first)s",
            "%(number)s cannot be issued yet; %(count)s facts are missing, the first: %(first)s",
            len(gaps),
        )
        super().__init__(
            sentence % {"number": quotation.number, "count": len(gaps), "first": first},
            problems=problems,
            data={"gaps": [{"field": gap.field, "position": gap.position} for gap in gaps]},
        )


class OfferExpired(Refused):
    """The last day of the offer is over."""


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
    *,
    quotation: SalesDocument,
    sold_to: Party | None = None,
    pricing_type: str = "",
    by: User,
    at: dt.datetime,
) -> SalesDocument:
    """A new draft with the same lines; no link to the old one.

    `pricing_type` says which of its prices stay (pricing.rules.repricing.RENEWED); blank is what the set-up says of
    copies, which is new prices where it says nothing. `sold_to` offers it to another party, with that party's own terms
    and partners, at his own prices. Raises UnknownPricingType.
    """
    items = Item.objects.filter(document=quotation).select_related("rejection_reason").order_by("position")
    other = sold_to is not None and sold_to.pk != quotation.sold_to_id
    wanted = copying_type(quotation, "QT", pricing_type, is_other=other)
    draft = start_draft(
        kind=type_of("quotation"),
        sales_area=quotation.sales_area,
        sold_to=sold_to or quotation.sold_to,
        header={} if other else {**copied_header(quotation, wanted), **kept_promotion(quotation, company_day(at))},
        lines=copied_lines(list(items), wanted),
        partners={} if other else copied_partners(quotation),
        texts=dict(DocumentText.objects.filter(document=quotation).values_list("kind", "text")),
        keeps=prices_to_copy(quotation, list(items), wanted),
        by=by,
        at=at,
    )
    told = {"copied_from": quotation.number, "pricing_type": wanted}
    return store_draft(draft, verb="copy_quotation", by=by, at=at, data=told)


@transaction.atomic
def reprice_quotation(
    *,
    quotation: SalesDocument,
    pricing_date: dt.date | None = None,
    pricing_type: str = NEW,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> list[int]:
    """Price and check every item of a draft again, at `pricing_date` or the day its type is priced by, by a pricing
    type (pricing.rules.repricing.RENEWED): C, where nothing is said, looks everything up and leaves what was entered.

    Returns the positions that changed; a quotation whose prices still hold is left as it is. Raises UnknownPricingType.
    """
    refuse_unknown_type(pricing_type)
    header: HeaderFields = {"pricing_date": pricing_date or day_priced_again(quotation, company_day(at)).day}
    changed: dict[int, LineFields] = {}
    if pricing_type == WITHOUT_ENTERED:
        header["manual"] = ()
        entered = Item.objects.filter(document=quotation).exclude(manual_conditions=[])
        changed = {position: {"manual": ()} for position in entered.values_list("position", flat=True)}
    wish = Wish(header=header, changed=changed, repricing=pricing_type)
    return change_document(document=quotation, verb="reprice_quotation", wish=wish, by=by, at=at, version=version)


@transaction.atomic
def issue_quotation(
    *, quotation: SalesDocument, by: User, at: dt.datetime, version: int | None = None, deliver: bool = True
) -> SalesDocument:
    """Make the offer binding: complete (else QuotationIncomplete), partners' addresses kept as they are today, all that
    the customer may read of it frozen with its SHA-256 in the journal.

    A revision supersedes what stood before it, which gives back what it held of promotions; what this one takes of them
    is held until its last day. The worker makes the PDF after commit and, with `deliver`, mails it. Raises OfferExpired
    where the last day is over, PromotionRefused where a promotion has not enough left, ApprovalMissing where a rule
    asks for an approval that does not stand, PriceNeedsRelease where a price under a floor or least margin was not
    released, AlreadyAccepted.
    """
    relatives = held_relatives(quotation) if quotation.first_id is not None else []
    if quotation.status == Status.IN_APPROVAL:
        refuse_unapproved(quotation, at)
    following = require(quotation, "issue_quotation", version)
    refuse_accepted(relatives)
    items = list(Item.objects.filter(document=quotation).select_related("rejection_reason").order_by("position"))
    _refuse_unready(quotation, items, at)
    before = quotation.status
    supersede_earlier(quotation, relatives, by, at)
    hold(quotation, items, company_day(at), at)
    quotation.status, quotation.issued_at = following, at
    quotation.delivery_status = WAITING if deliver else ""
    start_following_up(quotation, company_day(at))
    store_header(quotation, ["status", "issued_at", "delivery_status", "promotions", *FOLLOWED], at)
    frozen = freeze(quotation, items, *keep_addresses(quotation), by, at)
    record(
        verb="issue_quotation",
        subject=subject_of(quotation, quotation.sold_to.number),
        by=by,
        at=at,
        changes={"status": [before, following]},
        data={
            "net": quotation.net,
            "total": quotation.total,
            "currency": quotation.currency,
            "offer": frozen.digest,
            "proof": frozen.proof_digest,
            **({"promotions": ", ".join(quotation.promotions)} if quotation.promotions else {}),
            **({"supersedes": quotation.instead_of} if quotation.instead_of else {}),
        },
    )
    put_on_its_way(quotation)
    return quotation


def _refuse_unready(quotation: SalesDocument, items: Sequence[Item], at: dt.datetime) -> None:
    """What must not go out: incomplete, without an approval or release that is called for, or over already."""
    gaps = [gap for gap in missing_facts(quotation, items) if gap.blocks == "issue_quotation"]
    if gaps:
        raise QuotationIncomplete(quotation, gaps)
    refuse_unapproved(quotation, at)
    refuse_unreleased(quotation, items)
    if quotation.valid_to is not None and quotation.valid_to < company_day(at):
        raise OfferExpired(
            _("“Valid to” (%(day)s) is over: an offer must end today or later")
            % {"day": date_format(quotation.valid_to, "SHORT_DATE_FORMAT")},
            "valid_to",
        )


@transaction.atomic
def decline_quotation(
    *, quotation: SalesDocument, reason: str, note: str = "", by: Actor, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Record that the customer said no, also after the last day; `reason` is a code of kind "decline"."""
    return close(
        document=quotation,
        verb="decline_quotation",
        kind="decline",
        reason=reason,
        note=note,
        by=by,
        at=at,
        version=version,
    )


@transaction.atomic
def withdraw_quotation(
    *, quotation: SalesDocument, reason: str, note: str = "", by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Take back a draft or an issued offer; `reason` is a code of kind "close"."""
    return close(
        document=quotation,
        verb="withdraw_quotation",
        kind="close",
        reason=reason,
        note=note,
        by=by,
        at=at,
        version=version,
    )
