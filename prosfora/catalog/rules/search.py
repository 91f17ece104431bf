"""What people call a product when they look for it."""

import re

_DIMENSIONS = re.compile(r"(?<=\d)\s*[x×χ*]\s*(?=\d)", re.IGNORECASE)


def dimensions_apart(text: str) -> str:
    """`M8×40`, `M8x40` and `m8 x 40` as `M8 40`, so that each of them finds the others."""
    return _DIMENSIONS.sub(" ", text)
