"""Setting print by Typst. What users typed comes as JSON: it is data to a template, never code."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

# What Typst says of a text it has no glyph for, as Rust writes it: `"螺"`, `"\u{1}"`, `"\\"`.
_NO_GLYPH = re.compile(r'the text `"((?:\\.|[^"\\])*)"` could not be displayed')
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
NOT_SHOWN = "□"  # in the place of a character that none of our fonts has
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF. `relationship` is that of ISO 32000-2 (AFRelationship): alternative, source, data."""

    name: str
    content: bytes
    media_type: str
    relationship: str
    description: str


def typeset(
    template: Path,
    *,
    facts: Mapping[str, Any],
    name: str,
    issued: datetime,
    parts: tuple[Path, ...],
    attached: Sequence[Attached] = (),
    archived: bool = False,
) -> bytes:
    """A PDF: `template` reads the facts as `name` ("offer.json") and imports `parts` by their file names.

    Only the fonts that come with Typst are used, so that every machine prints alike; the same facts and moment give
    the same bytes. `archived` makes it PDF/A-3b (ISO 19005-3), where no character may be without a glyph: those that
    no font has become □. `attached` files go into it; the template finds them in the facts as "attached".
    """
    import typst  # 30 MB that only processes that print need

    files = {"main": _read(template), **{part.name: _read(part) for part in parts}}
    files |= {file.name: file.content for file in attached}
    told = json.dumps({**facts, "attached": [_told(file) for file in attached]}, ensure_ascii=False)
    for _ in range(MOST_TRIES):
        try:
            pdf: bytes = typst.compile(
                files | {name: told.encode()},
                format="pdf",
                font_paths=_fonts(),
                timestamp=int(issued.timestamp()),
                pdf_standards=["a-3b"] if archived else [],
            )
        except typst.TypstError as error:
            missing = _without_glyph(str(error.diagnostic))
            if not missing:
                raise
            told = _replaced(told, missing)
        else:
            return pdf
    raise RuntimeError(f"{template.name} has characters that no font shows, whatever is replaced")


def _told(file: Attached) -> dict[str, str]:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "relationship": file.relationship,
        "description": file.description,
    }


def _without_glyph(diagnostic: str) -> set[str]:
    """The characters that a failed attempt had no glyphs for."""
    texts = _NO_GLYPH.findall(diagnostic)
    return {one for text in texts for one in _ESCAPED.sub(_unescaped, text) if one != NOT_SHOWN}


def _unescaped(found: re.Match[str]) -> str:
    code, sign = found.groups()
    return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "\r"}.get(sign, sign)


def _replaced(told: str, missing: set[str]) -> str:
    """JSON with some characters replaced, also where it writes them as escapes."""
    for one in missing:
        told = told.replace(json.dumps(one, ensure_ascii=False)[1:-1], NOT_SHOWN)
    return told


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _fonts() -> Any:
    import typst  # as above

    return typst.Fonts(include_system_fonts=False)
