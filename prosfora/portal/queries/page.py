"""The customer's page: what the frozen offer says, arranged for a reader. Prices come from nowhere else."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.choices import counted_with, totals_with
from prosfora.kit import writing
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.queries.printing import tax_notes, without_price_notes
from prosfora.offers.rules.coding import digest
from prosfora.offers.rules.content import FREE, OPTION, Offer, OfferItem, OfferTotals
from prosfora.portal.models import Acceptance, OfferLink
from prosfora.portal.queries.links import acceptance_of, newer_link, standing_of
from prosfora.portal.queries.questions import Question, questions_on
from prosfora.portal.queries.terms import terms_text
from prosfora.portal.rules.choosing import NOTHING_CHOSEN, Choosing, chosen_of, groups_of
from prosfora.portal.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class PageLine:
    """An item with its place in the customer's choices."""

    item: OfferItem
    value: Decimal  # with the tax for consumers, else without
    other: Decimal  # the other one of the two
    price: str
    group: int | None  # the main item of its group
    is_taken: bool  # it counts as things are chosen

    @property
    def is_option(self) -> bool:
        return self.item.category == OPTION and self.item.part_of is None and self.group is None

    @property
    def is_member(self) -> bool:
        """Whether it can be chosen from its group."""
        return self.group is not None and self.item.part_of is None

    @property
    def has_value(self) -> bool:
        return self.item.is_goods and not self.item.on_request and not self.item.priced_elsewhere

    @property
    def is_free(self) -> bool:
        return self.item.category == FREE


@dataclass(frozen=True, slots=True)
class OfferPage:
    """Everything the page shows."""

    link: OfferLink
    offer: Offer
    standing: Standing
    valid_to: dt.date | None
    is_extended: bool  # it holds longer than the frozen offer says
    is_consumer: bool  # totals with tax come first
    lines: tuple[PageLine, ...]
    chosen: Choosing
    totals: OfferTotals
    plain_totals: OfferTotals  # without any choice
    notes: tuple[str, ...]
    terms: str
    terms_digest: str
    questions: tuple[Question, ...]
    acceptance: Acceptance | None
    has_newer: bool

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.OPEN

    @property
    def may_decline(self) -> bool:
        return self.standing in (Standing.OPEN, Standing.EXPIRED)

    @property
    def has_choices(self) -> bool:
        return bool(self.offer.choices)


def offer_page(link: OfferLink, *, posted: Mapping[str, Collection[str]] | None = None, today: dt.date) -> OfferPage:
    """The page of a link as a posted form chooses (nothing, where there is none).

    Two statements, one more where the offer is no longer open.

    Raises DamagedOffer where the frozen text was tampered with.
    """
    offer, quotation = content_of(link.frozen), link.quotation
    now = standing_of(quotation, today)
    acceptance = acceptance_of(link) if now is Standing.ACCEPTED else None
    terms = terms_text(offer, link.language)
    until = valid_to(offer, quotation)
    page = OfferPage(
        link=link,
        offer=offer,
        standing=now,
        valid_to=until,
        is_extended=until != offer.valid_to,
        is_consumer=is_consumer(offer),
        lines=(),
        chosen=NOTHING_CHOSEN,
        totals=offer.totals,
        plain_totals=offer.totals,
        notes=_notes(offer, offer.totals),
        terms=terms,
        terms_digest=digest(terms.encode()),
        questions=tuple(questions_on(quotation, link=link.pk)),
        acceptance=acceptance,
        has_newer=now is Standing.SUPERSEDED and newer_link(link, today) is not None,
    )
    return with_choices(page, chosen_of(offer.items, posted or {}))


def with_choices(page: OfferPage, chosen: Choosing) -> OfferPage:
    """The page with other choices: lines marked, totals reckoned again from the frozen items."""
    offer = page.offer
    totals = (
        totals_with(offer.items, chosen.positions, offer.currency, offer.reckoning)
        if chosen.positions
        else offer.totals
    )
    lines = tuple(_lines(offer, chosen, page.is_consumer))
    return replace(page, chosen=chosen, totals=totals, lines=lines, notes=_notes(offer, totals))


def valid_to(offer: Offer, quotation: SalesDocument) -> dt.date | None:
    """The last day: what the frozen offer says, or a later one to which it was extended since."""
    if offer.valid_to and quotation.valid_to and quotation.valid_to > offer.valid_to:
        return quotation.valid_to
    return offer.valid_to


def is_consumer(offer: Offer) -> bool:
    """Whether amounts with tax come first: prices contain it, or the customer has no VAT number."""
    return offer.reckoning.tax_included or not offer.sold_to.vat_number


def _lines(offer: Offer, chosen: Choosing, gross_first: bool) -> Sequence[PageLine]:
    taken = {item.position for item in counted_with(offer.items, chosen.positions)}
    groups = {place: group.main for group in groups_of(offer.items) for place in group.members}
    return [
        PageLine(
            item=item,
            value=item.value(tax_included=gross_first),
            other=item.value(tax_included=not gross_first),
            price=writing.fixed(item.price, -int(item.price.as_tuple().exponent)),
            group=groups.get(item.part_of or item.position),
            is_taken=item.position in taken,
        )
        for item in _in_groups(offer.items, groups)
    ]


def _in_groups(items: Sequence[OfferItem], groups: dict[int, int]) -> list[OfferItem]:
    """The items in their order, but alternatives directly below their main items."""
    if not groups:
        return list(items)
    order = {item.position: place for place, item in enumerate(items)}

    def place(item: OfferItem) -> tuple[int, int]:
        head = item.part_of or item.position
        main = groups.get(head, head)
        return order.get(main, order[item.position]), order[item.position]

    return sorted(items, key=place)


def _notes(offer: Offer, totals: OfferTotals) -> tuple[str, ...]:
    reasons = tax_notes()
    return (
        *without_price_notes(offer.without_price),
        *(reasons[line.reason] for line in totals.taxes if line.reason in reasons),
    )
