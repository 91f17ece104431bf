"""Search text: one folded Latin form for Greek and Latin letters, with and without accents.

`fold("Παπαδόπουλος")` and `fold("Papadopoulos")` are both `papadopoulos`; transliteration follows ELOT 743.
"""

import re
import unicodedata
from functools import lru_cache

_PAIRS = {
    "αυ": "av", "ευ": "ev", "ηυ": "iv", "ου": "ou",
    "γγ": "ng", "γξ": "nx", "γχ": "nch",
}  # fmt: skip
_LETTERS = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i",
}  # fmt: skip
_INITIAL_B = re.compile(r"\bμπ")
_PAIR = re.compile("|".join(_PAIRS))
_UNVOICED = re.compile("(?<=[αεη])υ(?=[θκξπσςτφχψ])")
_BARE = {**dict.fromkeys(range(0x0300, 0x0370)), ord("ς"): "σ"}  # combining marks fall away
_LATIN = {**{ord(letter): latin for letter, latin in _LETTERS.items()}, 0x200B: ""}
_NOT_WORD = re.compile(r"[^a-z0-9@.+]+")


@lru_cache(maxsize=4096)  # a record's name is folded for sorting, prefixes and search; towns come again and again
def fold(text: str) -> str:
    """`text` in lower-case ASCII without accents, Greek letters transliterated (ELOT 743), words by one space."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    kept_apart = decomposed.replace("ι\u0308", "\u200bι").replace("υ\u0308", "\u200bυ")  # Αϊβαλί, Μαΐου: two sounds
    bare = kept_apart.translate(_BARE)
    bare = _UNVOICED.sub("φ", bare)
    bare = _INITIAL_B.sub("b", bare)
    bare = _PAIR.sub(lambda pair: _PAIRS[pair[0]], bare)
    return _NOT_WORD.sub(" ", bare.translate(_LATIN)).strip()


def search_text(*parts: str) -> str:
    """The stored search text of a record: its folded parts, each word led by one space (see kit.database)."""
    return " " + " ".join(dict.fromkeys(word for part in parts for word in fold(part).split()))


def words(text: str) -> list[str]:
    """The folded words of a search box, at most eight of them."""
    return fold(text).split()[:8]
