"""Customer hierarchies: the way from a customer up to the root, and periods that never overlap."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

MOST_LEVELS = 15  # SAP keeps the nodes of a customer in HIENR01 to HIENR15
DAY = dt.timedelta(days=1)


class Under(NamedTuple):
    """A node stands under a higher one, both days included; nodes are numbers of parties."""

    node: str
    higher: str
    valid_from: dt.date
    valid_to: dt.date


type Hierarchy = Mapping[str, Sequence[Under]]  # by node


def by_node(found: Iterable[Under]) -> dict[str, list[Under]]:
    """What stands under what, by the lower node."""
    hierarchy: dict[str, list[Under]] = {}
    for one in found:
        hierarchy.setdefault(one.node, []).append(one)
    return hierarchy


def nodes_above(hierarchy: Hierarchy, customer: str, day: dt.date) -> tuple[str, ...]:
    """The customer itself and every higher node on a day, the nearest first; at most MOST_LEVELS above it."""
    nodes = [customer]
    while len(nodes) <= MOST_LEVELS:
        under = next((one for one in hierarchy.get(nodes[-1], ()) if one.valid_from <= day <= one.valid_to), None)
        if under is None or under.higher in nodes:
            break
        nodes.append(under.higher)
    return tuple(nodes)


def circle_of(hierarchy: Hierarchy, new: Under) -> dt.date | None:
    """A day of the new period on which the higher node would stand under the node; None where there is none.

    The way up changes only on days on which something begins, so those are looked at.
    """
    begun = {one.valid_from for found in hierarchy.values() for one in found}
    days = sorted({new.valid_from, *(day for day in begun if new.valid_from <= day <= new.valid_to)})
    return next((day for day in days if new.node in nodes_above(hierarchy, new.higher, day)), None)


def is_too_deep(hierarchy: Hierarchy, new: Under) -> bool:
    """Whether the way up from the node would have more than MOST_LEVELS levels on the first day."""
    return len(nodes_above(hierarchy, new.higher, new.valid_from)) > MOST_LEVELS


def left_of(standing: Iterable[Under], valid_from: dt.date, valid_to: dt.date) -> Iterator[Under]:
    """What is left of periods when another one takes these days: it goes on before and behind them."""
    for one in standing:
        if one.valid_from < valid_from:
            yield one._replace(valid_to=min(one.valid_to, valid_from - DAY))
        if one.valid_to > valid_to:
            yield one._replace(valid_from=max(one.valid_from, valid_to + DAY))
