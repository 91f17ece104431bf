"""Alternatives and options as the customer chooses them: exactly one of each group, any of the options."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from prosfora.documents.rules.choices import choosable
from prosfora.offers.rules.content import ALTERNATIVE, OPTION, OfferItem

GROUP = "group-"  # the name of a group's field on the page, before the position of its main item
CHOSEN = "chosen"  # the name of the options' field


@dataclass(frozen=True, slots=True)
class Group:
    """A main item and its alternatives, by position: one of them is ordered.

    Where the main item was taken out of the offer (`has_main` is False), nothing is ordered of itself.
    """

    main: int
    alternatives: tuple[int, ...]
    has_main: bool = True

    @property
    def members(self) -> tuple[int, ...]:
        """All of which one is chosen, the main item first."""
        return (self.main, *self.alternatives) if self.has_main else self.alternatives

    @property
    def usual(self) -> tuple[str, ...]:
        """What is chosen where nothing is said."""
        return (str(self.main),) if self.has_main else ()


@dataclass(frozen=True, slots=True)
class Choosing:
    """What was chosen, by position: alternatives in the place of main items, and options; and what was wrong."""

    positions: tuple[int, ...]
    faults: tuple[int, ...] = ()  # main items of groups of which not exactly one was chosen; unknown positions

    @property
    def told(self) -> str:
        """As a field of the page holds it."""
        return ",".join(map(str, self.positions))


NOTHING_CHOSEN = Choosing(())


def groups_of(items: Iterable[OfferItem]) -> tuple[Group, ...]:
    """The groups of an offer in the order of their main items."""
    found: dict[int, list[int]] = {}
    items = list(items)
    there = {item.position for item in items}
    for item in choosable(items):
        if item.category == ALTERNATIVE and item.alternative_to is not None:
            found.setdefault(item.alternative_to, []).append(item.position)
    return tuple(Group(main, tuple(found[main]), main in there) for main in sorted(found))


def options_of(items: Iterable[OfferItem]) -> tuple[int, ...]:
    """The positions of all options."""
    return tuple(item.position for item in choosable(items) if item.category == OPTION)


def chosen_of(items: Collection[OfferItem], posted: Mapping[str, Collection[str]]) -> Choosing:
    """What a posted form chooses (field name → its values). A group that is not named keeps its main item."""
    positions: list[int] = []
    faults: list[int] = []
    for group in groups_of(items):
        given = list(posted.get(f"{GROUP}{group.main}", group.usual))
        taken = [place for place in group.members if str(place) in given]
        if len(given) != 1 or len(taken) != 1:
            faults.append(group.main)
        positions += [place for place in taken[:1] if place != group.main]
    known = {str(place): place for place in options_of(items)}
    for value in dict.fromkeys(posted.get(CHOSEN, ())):
        if value in known:
            positions.append(known[value])
        else:
            faults.append(0)
    return Choosing(tuple(sorted(positions)), tuple(faults))
