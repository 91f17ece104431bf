"""Numbering items: 10, 20, 30 …"""

from collections.abc import Collection, Iterable, Iterator

from prosfora.documents.rules.document_types import ITEM_STEP, LAST_POSITION


class NoPositionLeft(ValueError):
    """The next number would be beyond the last one a document can hold."""


class PositionTaken(ValueError):
    """Two items of one document want the same number, or the number is none."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def fresh_positions(taken: Collection[int]) -> Iterator[int]:
    """The numbers new items get, one after the other: multiples of ten behind the highest taken."""
    position = max(taken, default=0) // ITEM_STEP * ITEM_STEP
    while (position := position + ITEM_STEP) <= LAST_POSITION:
        yield position
    raise NoPositionLeft


def assign_positions(wished: Iterable[int | None], taken: Collection[int]) -> list[int]:
    """A number for each new item: the one wished for, else the next free multiple of ten. Raises PositionTaken."""
    wishes = list(wished)
    used = set(taken)
    for position in wishes:
        if position is None:
            continue
        if position in used or not 0 < position <= LAST_POSITION:
            raise PositionTaken(position)
        used.add(position)
    fresh = fresh_positions(used)
    return [next(fresh) if position is None else position for position in wishes]
