"""Two offers compared field by field: what is the same, changed, added, removed, and which price element makes a price
differ.

Pure, and in a time that grows with the number of items. Items are matched by their common origin where a revision or
a variant keeps it, else by what they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from prosfora.documents.rules.traces import differing
from prosfora.offers.rules.content import Offer, OfferItem, OfferParty, OfferTotals
from prosfora.pricing.rules.facts import PriceElement

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
NO_ORIGINS: Mapping[int, int] = {}
_HEADER = (
    "document_date", "pricing_date", "valid_from", "valid_to", "requested_date", "customer_reference",
    "customer_reference_date", "currency", "coupon", "promotions", "language",
)  # fmt: skip
_TERMS = ("payment", "net_days", "cash_discount_percent", "cash_discount_days", "incoterms", "incoterms_place")
_PARTNERS = ("sold_to", "ship_to", "bill_to", "payer", "contact")
_TEXTS = ("intro", "terms", "closing")
_TOTALS = ("net", "tax", "total", "rounding", "payable")
_ITEM = (
    "category", "product", "customer_product", "text", "note", "quantity", "unit", "price", "discount", "unit_price",
    "on_request", "net", "tax_rate", "subtotal", "deliveries",
)  # fmt: skip
_PLACES = ("alternative_to", "part_of", "free_for")  # of other items: compared by which item it is, not by its number
_FIELDS, _PLACED = attrgetter(*_ITEM), attrgetter(*_PLACES)
_OF_PRICE = frozenset({"price", "discount", "unit_price"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One field on both sides, as the offers have it; None where a side has none."""

    name: str
    left: Any
    right: Any

    @property
    def kind(self) -> str:
        """same, changed, added or removed."""
        if self.left == self.right:
            return SAME
        return ADDED if _is_nothing(self.left) else REMOVED if _is_nothing(self.right) else CHANGED


@dataclass(frozen=True, slots=True)
class ElementRow:
    """A price element of an item on both sides; None where a side has none."""

    condition_type: str
    left: PriceElement | None
    right: PriceElement | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item on both sides, matched: `facts` are the fields that differ, `elements` the price elements that differ,
    where its price does.
    """

    left: OfferItem | None
    right: OfferItem | None
    facts: tuple[Fact, ...] = ()
    elements: tuple[ElementRow, ...] = ()

    @property
    def item(self) -> OfferItem:
        """The newer side, else the older."""
        found = self.right or self.left
        assert found is not None  # a row has at least one side
        return found

    @property
    def kind(self) -> str:
        """same, changed, added or removed."""
        if self.left is None:
            return ADDED
        if self.right is None:
            return REMOVED
        return CHANGED if self.facts else SAME

    @property
    def is_priced_otherwise(self) -> bool:
        """Whether both sides are there and their prices differ."""
        both = self.left is not None and self.right is not None
        return both and any(fact.name in _OF_PRICE for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything compared, the same included; `differences` leaves that out."""

    left: Offer
    right: Offer
    header: tuple[Fact, ...]
    partners: tuple[Fact, ...]
    texts: tuple[Fact, ...]
    items: tuple[ItemRow, ...]
    totals: tuple[Fact, ...]

    @property
    def count(self) -> int:
        """How many fields and items differ."""
        facts = _differing((*self.header, *self.partners, *self.texts, *self.totals))
        return len(facts) + sum(row.kind != SAME for row in self.items)

    @property
    def differences(self) -> "Comparison":
        """Only what differs."""
        items = (row for row in self.items if row.kind != SAME)
        header, partners, texts = map(_differing, (self.header, self.partners, self.texts))
        return Comparison(
            self.left, self.right, header, partners, texts, tuple(items), _differing(self.totals)
        )  # fmt: skip


def compare(left: Offer, right: Offer, origins: Mapping[int, int] = NO_ORIGINS) -> Comparison:
    """Compare the older offer, `left`, with the newer one.

    `origins` says which item of the newer one (by position) is which of the older one. Others are matched by category,
    product and, without a product, text, in their order. Only elements of prices are left out: see `explained`.
    """
    matched = _matched(left.items, right.items, origins)
    return Comparison(
        left=left,
        right=right,
        header=tuple(_header(left, right)),
        partners=tuple(_partners(left, right)),
        texts=tuple(_facts(left.texts, right.texts, _TEXTS)),
        items=tuple(_item_rows(left.items, right.items, matched)),
        totals=tuple(_totals(left, right)),
    )


def explained(
    compared: Comparison, left: Mapping[int, Mapping[str, Any]], right: Mapping[int, Mapping[str, Any]]
) -> Comparison:
    """The comparison with the price elements that differ; the sides' stored traces are given by position."""
    return replace(compared, items=tuple(_explained(row, left, right) for row in compared.items))


def _explained(row: ItemRow, left: Mapping[int, Mapping[str, Any]], right: Mapping[int, Mapping[str, Any]]) -> ItemRow:
    if row.left is None or row.right is None or not row.is_priced_otherwise:
        return row
    ours, theirs = left.get(row.left.position, {}), right.get(row.right.position, {})
    found = differing(ours, theirs, by_value=row.left.quantity == row.right.quantity)
    return replace(row, elements=tuple(ElementRow(*one) for one in found))


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", ())


def _differing(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.kind != SAME)


def _facts(left: object, right: object, names: Iterable[str], prefix: str = "") -> Iterator[Fact]:
    for name in names:
        yield Fact(prefix + name, getattr(left, name), getattr(right, name))


def _header(left: Offer, right: Offer) -> Iterator[Fact]:
    yield from _facts(left, right, _HEADER)
    yield Fact("responsible", left.responsible.name, right.responsible.name)
    yield Fact("tax_included", left.reckoning.tax_included, right.reckoning.tax_included)
    yield from _facts(left.terms, right.terms, _TERMS)


def _partners(left: Offer, right: Offer) -> Iterator[Fact]:
    for name in _PARTNERS:
        yield Fact(name, _lines(getattr(left, name)), _lines(getattr(right, name)))


def _lines(party: OfferParty | None) -> tuple[str, ...]:
    """A partner as he is written: name, the lines of his address, where mail goes."""
    if party is None:
        return ()
    lines = party.address.lines if party.address else ()
    return tuple(dict.fromkeys(line for line in (party.name, *lines, party.vat_number, party.email) if line))


def _totals(left: Offer, right: Offer) -> Iterator[Fact]:
    yield from _facts(left.totals, right.totals, _TOTALS)
    rates = [{(line.code, line.rate): line.tax for line in side.totals.taxes} for side in (left, right)]
    for code, rate in sorted({*rates[0], *rates[1]}):
        yield Fact(f"tax {rate}", rates[0].get((code, rate)), rates[1].get((code, rate)))
    if left.totals_with_options or right.totals_with_options:
        yield Fact("total_with_options", _payable(left.totals_with_options), _payable(right.totals_with_options))


def _payable(totals: OfferTotals | None) -> Any:
    return totals.payable if totals else None


def _matched(left: Iterable[OfferItem], right: Iterable[OfferItem], origins: Mapping[int, int]) -> dict[int, int]:
    """Which item of the newer offer is which of the older one, by positions.

    First by origin; then what belongs to a matched item (parts, free goods) by product; then the rest by what it is.
    """
    positions = {item.position for item in left}
    matched = {new: old for new, old in origins.items() if old in positions}
    for known in (lambda item, place: (place, item.category, item.product), lambda item, _place: _what(item)):
        _match_by(left, right, matched, known)
    return matched


def _match_by(
    left: Iterable[OfferItem], right: Iterable[OfferItem], matched: dict[int, int],
    known: Callable[[OfferItem, int], tuple[Any, ...]],
) -> None:  # fmt: skip
    """Match what is not matched yet and is known by the same; of several the first with the first."""
    taken, waiting = set(matched.values()), defaultdict[tuple[Any, ...], list[int]](list)
    for item in left:
        if item.position not in taken:
            waiting[known(item, _place(item))].append(item.position)
    for queue in waiting.values():
        queue.reverse()
    for item in right:
        if item.position in matched:
            continue
        place = _place(item)
        queue = waiting.get(known(item, matched.get(place, -1) if place else 0), [])
        if queue:
            matched[item.position] = queue.pop()


def _place(item: OfferItem) -> int:
    """The item it belongs to; 0 of one that stands for itself."""
    return item.part_of or item.free_for or 0


def _what(item: OfferItem) -> tuple[Any, ...]:
    return (item.is_goods, item.product) if item.product else (item.is_goods, item.category, item.text)


def _item_rows(left: Iterable[OfferItem], right: Iterable[OfferItem], matched: Mapping[int, int]) -> Iterator[ItemRow]:
    """The newer offer's items in their order; what was removed stands behind what it followed."""
    olds, places = {item.position: item for item in left}, {old: new for new, old in matched.items()}
    removed, last = defaultdict[int, list[OfferItem]](list), 0
    for gone in olds.values():
        last = places.get(gone.position, last)
        if gone.position not in places:
            removed[last].append(gone)
    yield from (ItemRow(gone, None) for gone in removed[0])
    for item in right:
        old = olds.get(matched.get(item.position, 0))
        yield ItemRow(old, item, tuple(_item_facts(old, item, places)) if old else ())
        yield from (ItemRow(gone, None) for gone in removed[item.position])


def _item_facts(left: OfferItem, right: OfferItem, places: Mapping[int, int]) -> Iterator[Fact]:
    """The fields in which an item differs; `places` says where the items of the older offer are in the newer one."""
    if left.position != right.position:
        yield Fact("position", left.position, right.position)
    for name, old, new in zip(_ITEM, _FIELDS(left), _FIELDS(right), strict=True):
        if old != new:
            yield Fact(name, old, new)
    for name, old, new in zip(_PLACES, _PLACED(left), _PLACED(right), strict=True):
        if (places.get(old) if old else None) != new:
            yield Fact(name, old, new)
