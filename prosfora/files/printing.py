"""Setting print by Typst. What users typed comes as JSON: it is data to a template, never code."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any


def typeset(template: Path, *, facts: Mapping[str, Any], name: str, issued: datetime, parts: tuple[Path, ...]) -> bytes:
    """A PDF: `template` reads the facts as `name` ("offer.json") and imports `parts` by their file names.

    Only the fonts that come with Typst are used, so that every machine prints alike; the same facts and moment give
    the same bytes.
    """
    import typst  # 30 MB that only processes that print need

    files = {"main": _read(template), name: json.dumps(facts, ensure_ascii=False).encode()}
    files |= {part.name: _read(part) for part in parts}
    pdf: bytes = typst.compile(files, format="pdf", font_paths=_fonts(), timestamp=int(issued.timestamp()))
    return pdf


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _fonts() -> Any:
    import typst  # as above

    return typst.Fonts(include_system_fonts=False)
