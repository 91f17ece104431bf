"""The files inside a sealed PDF (ISO 32000-2, 7.11.4), found without understanding the rest of it.

For PDFs whose seal holds: their streams are where the seal has them. What is not told as our own print tells it is not
found, and then said to be missing.
"""

import re
import zlib
from collections.abc import Iterator

LARGEST = 64 * 1024 * 1024  # bytes of one file
MOST_FILES = 50
_STREAM = re.compile(rb"<<([^\x00\r\n]{0,400}/Type\s?/EmbeddedFile[^\x00\r\n]{0,400})>>\s{0,2}stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d{1,9})(?![0-9 ])")


def attached_files(pdf: bytes) -> list[bytes]:
    """The content of every file inside, in their order."""
    return [content for content, _ in zip(_contents(pdf), range(MOST_FILES), strict=False)]


def _contents(pdf: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(pdf):
        length = _LENGTH.search(found[1])
        if length is None:
            continue
        stored = pdf[found.end() : found.end() + int(length[1])]
        content = _inflated(stored) if b"/FlateDecode" in found[1] else stored
        if content is not None:
            yield content


def _inflated(stored: bytes) -> bytes | None:
    """What was compressed, as far as it may be large; None where it is not whole."""
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(stored, LARGEST)
    except zlib.error:
        return None
    return content if reader.eof else None
