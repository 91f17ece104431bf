"""The customer's page: what the frozen offer says, arranged for a reader. Prices come from nowhere else."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.choices import counted_with, totals_with
from prosfora.kit import writing
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.queries.printing import tax_notes, without_price_notes
from prosfora.offers.rules.coding import digest
from prosfora.offers.rules.content import FREE, OPTION, Offer, OfferItem, OfferTotals
from prosfora.portal.models import Acceptance, OfferLink
from prosfora.portal.queries.links import acceptance_of, newer_link, standing_of
from prosfora.portal.queries.questions import Question, questions_on
from prosfora.portal.queries.terms import terms_text
from prosfora.portal.rules.choosing import CHOSEN, GROUP, Choosing, chosen_of, groups_of
from prosfora.portal.rules.standing import Standing

LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class PageLine:
    """An item as the page writes it, with its place in the customer's choices."""

    item: OfferItem
    place: str  # its position, as text: written many times
    label: str  # position and text, short
    look: str  # classes of its style
    facts: str  # number, quantity, price, days of delivery
    value: str  # with the tax for consumers, else without; "" where it has none of its own
    other: str  # the other one of the two
    group: int | None  # the main item of its group
    opens: bool  # it is the first of its group
    closes: bool  # … the last
    is_taken: bool  # it counts as things are chosen
    field: str  # radio, checkbox: how it is chosen; "" where it is not
    name: str  # of that field


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


@dataclass(frozen=True, slots=True)
class Written:
    """What of a page follows from the frozen text, the language and the choices alone."""

    lines: tuple[PageLine, ...]
    totals: OfferTotals
    notes: tuple[str, ...]
    terms: str
    terms_digest: str


def offer_page(link: OfferLink, *, posted: Mapping[str, Collection[str]] | None = None, today: dt.date) -> OfferPage:
    """The page of a link as a posted form chooses (nothing, where there is none).

    One statement, one more where the offer is no longer open. What follows from the frozen text alone is kept by the
    process for a while, under the very text. Raises DamagedOffer where that was tampered with.
    """
    frozen, quotation = link.frozen, link.quotation
    offer = _offer(frozen.number, frozen.content, frozen.digest)
    chosen = chosen_of(offer.items, posted or {})
    written = _written(frozen.number, frozen.content, frozen.digest, link.language, chosen.positions)
    now, until = standing_of(quotation, today), valid_to(offer, quotation)
    return OfferPage(
        link=link,
        offer=offer,
        standing=now,
        valid_to=until,
        is_extended=until != offer.valid_to,
        is_consumer=is_consumer(offer),
        lines=written.lines,
        chosen=chosen,
        totals=written.totals,
        plain_totals=offer.totals,
        notes=written.notes,
        terms=written.terms,
        terms_digest=written.terms_digest,
        questions=tuple(questions_on(quotation, link=link.pk)),
        acceptance=acceptance_of(link) if now is Standing.ACCEPTED else None,
        has_newer=now is Standing.SUPERSEDED and newer_link(link, today) is not None,
    )


@lru_cache(maxsize=64)
def _offer(number: str, content: str, kept: str) -> Offer:
    return content_of(FrozenOffer(number=number, content=content, digest=kept))


@lru_cache(maxsize=128)
def _written(number: str, content: str, kept: str, language: str, positions: tuple[int, ...]) -> Written:
    offer = _offer(number, content, kept)
    with translation.override(language):
        totals = totals_with(offer.items, positions, offer.currency, offer.reckoning) if positions else offer.totals
        lines = tuple(_lines(offer, Choosing(positions), is_consumer(offer)))
        notes, terms = _notes(offer, totals), terms_text(offer, language)
    return Written(lines, totals, notes, terms, digest(terms.encode()))


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
    items = _in_groups(offer.items, groups)
    heads = [groups.get(item.part_of or item.position) for item in items]
    found = []
    for place, item in enumerate(items):
        value, other = _values(item, offer.currency, gross_first)
        group, is_taken = heads[place], item.position in taken
        found.append(
            PageLine(
                item=item,
                place=str(item.position),
                label=f"{item.position} {item.text}"[:LONGEST_LABEL],
                look=f"{'' if is_taken else ' left'}{' part' if item.part_of else ''}",
                facts=_facts(item),
                value=value,
                other=other,
                group=group,
                opens=group is not None and heads[place - 1 : place] != [group],
                closes=group is not None and heads[place + 1 : place + 2] != [group],
                is_taken=is_taken,
                field=_field(item, group),
                name=CHOSEN if group is None else f"{GROUP}{group}",
            )
        )
    return found


def _field(item: OfferItem, group: int | None) -> str:
    if item.part_of is not None:
        return ""
    return "radio" if group is not None else "checkbox" if item.category == OPTION else ""


def _values(item: OfferItem, currency: str, gross_first: bool) -> tuple[str, str]:
    if not item.is_goods or item.on_request or item.priced_elsewhere:
        return "", ""
    first, second = item.value(tax_included=gross_first), item.value(tax_included=not gross_first)
    return writing.money(first, currency), writing.amount(second, currency)


def _facts(item: OfferItem) -> str:
    """What stands small below an item's text."""
    if not item.is_goods:
        return ""
    told = [str(item.position), item.product, item.customer_product]
    quantity = f"{writing.number(item.quantity)}{writing.NO_BREAK}{item.unit_text}"
    if item.on_request:
        told += [quantity, _("price on request")]
    elif item.priced_elsewhere:
        told.append(quantity)
    else:
        off = f" − {writing.percent(item.discount)}" if item.discount else ""
        told.append(f"{quantity} × {writing.fixed(item.price, -int(item.price.as_tuple().exponent))}{off}")
    if item.category == FREE:
        told.append(_("Free of charge"))
    told += [writing.day(line.day) for line in item.deliveries]
    return " · ".join(part for part in told if part)


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
