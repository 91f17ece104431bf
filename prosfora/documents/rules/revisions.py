"""Numbers of revisions and variants: "20000042", its revision "20000042-1", a variant of that "20000042-1B"."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from string import ascii_uppercase

LETTERS = ascii_uppercase[1:]  # the first offer has no letter: it is A
MOST_REVISIONS = 999
_NUMBER = re.compile(r"[^\W_]+(-\d{0,3}[B-Z]?)?")


@dataclass(frozen=True, slots=True)
class Kin:
    """Where a revision or a variant stands among its relatives, as its header keeps it; all blank for others."""

    number: str = ""
    first_id: int | None = None
    revision: int = 0
    variant: str | None = None
    made_from: str | None = None


STRANGER = Kin()


def number_of(head: str, revision: int, variant: str) -> str:
    """The number of a revision of a variant; `head` is that of the first offer, which keeps it."""
    ending = f"{revision or ''}{variant}"
    return f"{head}-{ending}" if ending else head


def head_of(number: str) -> str:
    """The number that all revisions and variants share: that of the first offer."""
    return number.partition("-")[0]


def variant_of(number: str) -> str:
    """The letter of the variant that a number names; blank for the first."""
    return number[-1] if "-" in number and number[-1].isalpha() else ""


def is_number(text: str) -> bool:
    """Whether a text may be the number of a document at all."""
    return _NUMBER.fullmatch(text) is not None


def next_variant(taken: Collection[str]) -> str | None:
    """The next letter for a variant: B, C … Z; None where all are taken."""
    return next((letter for letter in LETTERS if letter not in taken), None)


def name_of_variant(variant: str | None) -> str:
    """How people call a variant: A the first, then B, C …"""
    return variant or "A"
