"""How often a link, or an address, may do something: counted in the cache's table, which every process sees.

Sign-in attempts are counted in the same table (allauth); that counter has no public way for anything but sign-in. Two
requests at one moment may count as one: a limit is a brake, and no secret hangs on its being exact.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times in a window of so many seconds."""

    name: str
    times: int
    seconds: int


POSTS_OF_LINK = Limit("link", 30, 600)
POSTS_OF_ADDRESS = Limit("address", 60, 600)
CODES_OF_LINK = Limit("code", 5, 3600)
UNKNOWN_TOKENS = Limit("unknown", 20, 600)  # per address


def is_within(limit: Limit, who: str, at: dt.datetime) -> bool:
    """Count one more use; whether it is still within the limit."""
    key = _key(limit, who, at)
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key) <= limit.times
    except ValueError:  # the window ended between the two
        return True


def is_spent(limit: Limit, who: str, at: dt.datetime) -> bool:
    """Whether the limit was reached already; nothing is counted."""
    return int(cache.get(_key(limit, who, at), 0)) >= limit.times


def _key(limit: Limit, who: str, at: dt.datetime) -> str:
    window = int(at.timestamp()) // limit.seconds
    return f"portal:{limit.name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{window}"
