"""What an offer comes to when options and alternatives are chosen. One arithmetic with the totals of documents."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from prosfora.documents.rules.totals import Worth, add_up
from prosfora.offers.rules.content import (
    ALTERNATIVE,
    CHOICES,
    OPTION,
    OfferChoice,
    OfferItem,
    OfferReckoning,
    OfferTax,
    OfferTotals,
)
from prosfora.pricing.rules.facts import Reckoning

NOTHING = Decimal(0)

type _Groups = dict[tuple[str, Decimal], tuple[Decimal, Decimal, int]]  # (tax code, rate) → net, tax, how many items


def choosable(items: Iterable[OfferItem]) -> list[OfferItem]:
    """The options and alternatives themselves, without the parts of bundles, which go with them."""
    return [item for item in items if item.is_choice and item.part_of is None]


def counted_with(items: Collection[OfferItem], chosen: Collection[int]) -> list[OfferItem]:
    """The goods that count when these positions are chosen.

    A chosen alternative takes the place of its main item; parts of a bundle and free goods go the way of the item
    they belong to.
    """
    by_position = {item.position: item for item in items}
    replaced = {
        item.alternative_to
        for item in items
        if item.position in chosen and item.category == ALTERNATIVE and item.part_of is None
    }

    def is_counted(item: OfferItem) -> bool:
        head = by_position.get(item.part_of or item.free_for or 0)
        if head is not None and (item.part_of or head.is_choice or head.position in replaced):
            return is_counted(head)
        return item.position in chosen if item.category in CHOICES else item.position not in replaced

    return [item for item in items if item.is_goods and is_counted(item)]


def totals_with(
    items: Collection[OfferItem], chosen: Collection[int], currency: str, reckoning: OfferReckoning
) -> OfferTotals:
    """The totals when these positions are chosen; () gives those of the offer as it stands."""
    return _totals(_grouped(counted_with(items, chosen)), _reasons(items), currency, reckoning)


def totals_of_each_choice(
    items: Collection[OfferItem], currency: str, reckoning: OfferReckoning
) -> tuple[OfferChoice, ...]:
    """Every option and alternative with the totals if it alone is chosen, in a time that grows with the items only."""
    choices = choosable(items)
    if not choices:
        return ()
    plain, reasons = _grouped(counted_with(items, ())), _reasons(items)
    families = _families(items)
    found = []
    for choice in choices:
        groups = dict(plain)
        _add(groups, families[choice.position], 1)
        if choice.category == ALTERNATIVE:
            _add(groups, families.get(choice.alternative_to or 0, []), -1)
        totals = _totals(groups, reasons, currency, reckoning)
        found.append(OfferChoice(choice.position, choice.category, choice.alternative_to, totals))
    return tuple(found)


def totals_with_options(items: Collection[OfferItem], currency: str, reckoning: OfferReckoning) -> OfferTotals | None:
    """The totals with every option and no alternative; None where there is no option."""
    options = [item.position for item in choosable(items) if item.category == OPTION]
    return totals_with(items, options, currency, reckoning) if options else None


def _families(items: Iterable[OfferItem]) -> dict[int, list[OfferItem]]:
    """Each goods item with all that goes its way: parts of the bundle, free goods it earned."""
    families: dict[int, list[OfferItem]] = defaultdict(list)
    heads = {item.position: item.part_of or item.free_for for item in items}
    for item in items:
        place: int | None = item.position
        while item.is_goods and place is not None and place in heads:
            families[place].append(item)
            place = heads[place]
    return families


def _grouped(items: Iterable[OfferItem]) -> _Groups:
    groups: _Groups = {}
    _add(groups, items, 1)
    return groups


def _add(groups: _Groups, items: Iterable[OfferItem], sign: int) -> None:
    for item in items:
        key = (item.tax_code, item.tax_rate)
        net, tax, members = groups.get(key, (NOTHING, NOTHING, 0))
        groups[key] = (net + sign * item.net, tax + sign * item.tax, members + sign)


def _totals(groups: _Groups, reasons: Mapping[str, str], currency: str, reckoning: OfferReckoning) -> OfferTotals:
    """Totals of items summed by tax: settled once per rate the sums give what the items give."""
    ways = Reckoning(reckoning.tax_included, reckoning.tax_rounding, reckoning.rounding_unit)
    found = add_up(_worths(groups), currency, ways, reasons)
    taxes = tuple(OfferTax(line.code, plain(line.rate), line.base, line.tax, line.reason_key) for line in found.taxes)
    return OfferTotals(found.net, found.tax, found.total, found.rounding, found.payable, taxes)


def _worths(groups: _Groups) -> Iterator[Worth]:
    for place, ((code, rate), (net, tax, members)) in enumerate(groups.items()):
        if members:
            yield Worth(place, net, tax, code, rate, None, 0, counts=True)


def _reasons(items: Iterable[OfferItem]) -> dict[str, str]:
    return {item.tax_code: item.tax_reason for item in items if item.tax_reason}


def plain(number: Decimal) -> Decimal:
    """A number without spare zeros, never with an exponent: 24, 2.5, 100."""
    return Decimal(f"{number.normalize():f}")
