"""In which encoding a text file is written: taken from its bytes, reported, never hidden."""

import codecs
from dataclasses import dataclass

ENCODINGS = ("utf-8", "utf-16", "windows-1253", "windows-1252")  # what a person may choose from
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CODECS = {"windows-1253": "cp1253", "windows-1252": "cp1252"}
_GREEK_ONLY = frozenset(range(0xC0, 0xFF)) | {0xB8, 0xB9, 0xBA, 0xBC, 0xBE, 0xBF, 0xA2}
SAMPLE = 64 * 1024


class NotText(ValueError):
    """The bytes are no text, or not in the encoding that was asked for."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, the encoding it was read in, and whether that was certain (a mark, or valid UTF-8)."""

    text: str
    encoding: str
    is_certain: bool


def decode(content: bytes, chosen: str = "") -> Text:
    """The text of a file. A byte order mark decides, else valid UTF-8, else UTF-16 by its zero bytes, else one of the
    two Windows code pages of our customers: Greek (1253) where high bytes stand in runs, as Greek words make them,
    else Western (1252), which is reported as not certain. `chosen` overrides all. Raises NotText.
    """
    if chosen:
        return Text(_read(content, _CODECS.get(chosen, chosen)), chosen, is_certain=True)
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return Text(_read(content, codec), codec, is_certain=True)
    if (wide := _wide(content)) is not None:
        return Text(_read(content, wide), wide, is_certain=True)
    try:
        return Text(content.decode("utf-8"), "utf-8", is_certain=True)
    except UnicodeDecodeError:
        page = "windows-1253" if _looks_greek(content[:SAMPLE]) else "windows-1252"
    return Text(_read(content, _CODECS[page]), page, is_certain=False)


def _read(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except (UnicodeDecodeError, LookupError) as error:
        raise NotText(codec) from error


def _wide(content: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: every other byte of Latin text, digits and delimiters is zero."""
    sample = content[:SAMPLE]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 8 and odd == 0 else None


def _looks_greek(sample: bytes) -> bool:
    """Whether most high bytes stand beside another one: letters of words, not single accented letters."""
    high = beside = 0
    for place, byte in enumerate(sample):
        if byte in _GREEK_ONLY:
            high += 1
            before = place > 0 and sample[place - 1] in _GREEK_ONLY
            after = place + 1 < len(sample) and sample[place + 1] in _GREEK_ONLY
            beside += before or after
    return beside * 2 > high
