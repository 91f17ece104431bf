"""DER (X.690) at its outermost: whether bytes are one value, every length of it written the one way DER allows."""

DEEPEST = 40  # levels of nesting that no signature reaches
_CONSTRUCTED, _LONG, _MULTI_BYTE_TAG = 0x20, 0x80, 0x1F


def is_der(content: bytes) -> bool:
    """Whether bytes are exactly one value whose parts fill one another without a rest."""
    return bool(content) and _end_of_value(content, 0, len(content), DEEPEST) == len(content)


def length_of_value(content: bytes) -> int:
    """How many bytes the value at the beginning takes; 0 where there is none."""
    return _header(content, 0, len(content))[1]


def tags(content: bytes) -> bytes:
    """The tag of each value that stands one after another; "" where they do not fill the bytes."""
    found, place = bytearray(), 0
    while place < len(content):
        found.append(content[place])
        place = _header(content, place, len(content))[1]
        if not place:
            return b""
    return bytes(found)


def _header(content: bytes, place: int, end: int) -> tuple[int, int]:
    """Where a value's content begins and ends; (0, 0) where no value can stand there."""
    if place + 2 > end or content[place] & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:
        return 0, 0
    length, start = content[place + 1], place + 2
    if length >= _LONG:
        count = length - _LONG
        told = content[start : start + count]
        length, start = int.from_bytes(told), start + count
        if not 1 <= count <= 4 or len(told) < count or told[0] == 0 or length < _LONG:
            return 0, 0  # indefinite, cut off, or longer than it need be
    return (start, start + length) if start + length <= end else (0, 0)


def _end_of_value(content: bytes, place: int, end: int, levels: int) -> int:
    """Where the value that begins at a place ends; 0 where it is not as DER has it."""
    start, stop = _header(content, place, end)
    if not stop or not levels:
        return 0
    if content[place] & _CONSTRUCTED:
        inner = start
        while inner < stop:
            inner = _end_of_value(content, inner, stop, levels - 1)
            if not inner:
                return 0
    return stop
