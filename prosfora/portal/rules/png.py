"""Is it a drawn signature? A PNG is looked at byte by byte before anything else reads it."""

import struct
import zlib

MOST_BYTES = 100_000
MOST_SIDE = 1600  # pixels
_MAGIC = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # colour type → samples; no palettes
_KNOWN = frozenset({b"IHDR", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"pHYs", b"sBIT"})


def is_drawing(content: bytes) -> bool:
    """Whether it is a whole PNG of eight bits a sample, of at most 100 kB and 1600 pixels a side, and nothing else.

    Chunks that could hold text or profiles are refused, so is anything behind the end; the pixels are unpacked no
    further than the size they claim.
    """
    if len(content) > MOST_BYTES or not content.startswith(_MAGIC):
        return False
    chunks = _chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1] != (b"IEND", b"") or len(chunks[0][1]) != 13:
        return False
    if any(name not in _KNOWN for name, _data in chunks) or [name for name, _data in chunks].count(b"IHDR") != 1:
        return False
    width, height, depth, colour, *ways = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE) or depth != 8 or colour not in _CHANNELS or any(ways):
        return False
    packed = b"".join(data for name, data in chunks if name == b"IDAT")
    return _unpacks_to(packed, height * (1 + width * _CHANNELS[colour]))


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Name and data of every chunk; nothing where one is cut off or its checksum is wrong."""
    found, place = [], len(_MAGIC)
    while place < len(content):
        if place + 12 > len(content):
            return []
        (size,) = struct.unpack_from(">I", content, place)
        name, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        (kept,) = struct.unpack_from(">I", content, place + 8 + size) if place + 12 + size <= len(content) else (-1,)
        if zlib.crc32(name + data) != kept:
            return []
        found.append((name, data))
        place += 12 + size
    return found


def _unpacks_to(packed: bytes, size: int) -> bool:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, size + 1)
    except zlib.error:
        return False
    return len(unpacked) == size and unpacking.eof and not unpacking.unused_data
