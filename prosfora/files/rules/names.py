"""Names of files as people gave them, made harmless."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

LONGEST_NAME = 200
_FORBIDDEN = frozenset('<>:"/\\|?*')


def safe_name(name: str) -> str:
    """The last part of a name, without path, control and direction signs, dots in front, or more than 200 signs."""
    last = PureWindowsPath(PurePosixPath(name.replace("\0", "")).name).name
    kept = "".join(c for c in last if c not in _FORBIDDEN and unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.split()).strip(". ")
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot and len(ending) <= 10 else kept
    return kept[:LONGEST_NAME].rstrip(". ") or "file"


def is_trick(name: str) -> bool:
    """Whether a name tries to leave its folder or hide what it is: such uploads are refused, not mended."""
    parts = name.replace("\\", "/").split("/")
    return "\0" in name or ".." in parts or len(parts) > 1
