"""Own attributes of customers and products: declared with code, names and values, kept as one text on their record.

"BRANCH=HOTEL, SIZE=L": by code, in order. In keys and formulas an attribute is a fact of its own, with whose it is in
front: customer_BRANCH, product_SIZE.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

SUBJECTS = ("customer", "product")
MOST_TEXT, MOST_VALUES = 240, 200
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_VALUE = re.compile(r"[^\s,;|=\x00-\x1f\x7f]{1,10}")
_FACT = re.compile(rf"({'|'.join(SUBJECTS)})_[A-Z][A-Z0-9]{{0,9}}")

type Known = Mapping[str, Collection[str]]  # code → the values it may have; none: any of up to ten characters


def is_code(text: str) -> bool:
    """Whether a text can be the code of an attribute: a letter, then letters and digits, at most ten, in capitals."""
    return bool(_CODE.fullmatch(text))


def is_value(text: str) -> bool:
    """Whether a text can be a value: up to ten characters without blanks, commas and such."""
    return bool(_VALUE.fullmatch(text))


def fact_name(subject: str, code: str) -> str:
    """What an attribute is called in keys and formulas."""
    return f"{subject}_{code}"


def is_fact(name: str) -> bool:
    """Whether a fact of a key is an own attribute: no built-in fact has capitals."""
    return bool(_FACT.fullmatch(name))


def tidied(text: str) -> str:
    """The text as it is kept: codes in capitals, by code, blanks gone. What cannot be read stays, for its problem."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip()]
    pairs = [piece.partition("=") for piece in pieces]
    return ", ".join(sorted(f"{code.strip().upper()}{equals}{value.strip()}" for code, equals, value in pairs))


def wrong_piece(text: str, known: Known) -> str:
    """The first piece of a tidied text that names no attribute, one twice, or a value it may not have; else ""."""
    seen: set[str] = set()
    for piece in text.split(", ") if text else ():
        code, _equals, value = piece.partition("=")
        allowed = known.get(code)
        if allowed is None or code in seen or not is_value(value) or (allowed and value not in allowed):
            return piece
        seen.add(code)
    return text[MOST_TEXT:]


@lru_cache(maxsize=4096)
def facts_in(subject: str, text: str) -> tuple[tuple[str, str], ...]:
    """The facts that a kept text says: (("customer_BRANCH", "HOTEL"),)."""
    pairs = (piece.partition("=") for piece in text.split(", ")) if text else ()
    return tuple((fact_name(subject, code), value) for code, _equals, value in pairs)
