"""The one way a bundle is packed: files stored as they are, in order of their names, nothing else in the ZIP.

The same files make the same bytes on every machine and for ever, so that an archive is checked by packing it again:
whatever was changed in its structure shows. Nothing is compressed, so nothing can swell when it is read.
"""

import re
import struct
import zlib
from collections.abc import Mapping

LARGEST = 256 * 1024 * 1024  # bytes of an archive
MOST_FILES = 2_000
LONGEST_NAME = 120
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}", re.ASCII)

_LOCAL, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _DAY = 20, (1 << 5) | 1  # as little as any reader needs; 1 January 1980, the first day a ZIP knows
_READABLE = 0o100644 << 16  # a plain file that everybody may read


class NotABundle(ValueError):
    """Bytes that are no archive of ours; the sentence says what is wrong and where."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files. Raises NotABundle where a name or the number of files would not be read back."""
    if len(files) > MOST_FILES:
        raise NotABundle(f"it would hold {len(files)} files; {MOST_FILES} are the most")
    body, table = [], []
    place = 0
    for name in sorted(files):
        content, path = files[name], _checked(name).encode()
        sizes = (zlib.crc32(content), len(content), len(content), len(path))
        head = _LOCAL + struct.pack("<HHHHHIIIHH", _VERSION, 0, 0, 0, _DAY, *sizes, 0) + path
        entry = struct.pack(
            "<HHHHHHIIIHHHHHII", 0x300 | _VERSION, _VERSION, 0, 0, 0, _DAY, *sizes, 0, 0, 0, 0, _READABLE, place
        )
        table.append(_ENTRY + entry + path)
        body += [head, content]
        place += len(head) + len(content)
    contents = b"".join(table)
    end = _END + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(contents), place, 0)
    return b"".join([*body, contents, end])


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files of an archive, its structure as found: `pack` of them tells whether it is ours. Raises NotABundle."""
    if len(archive) > LARGEST:
        raise NotABundle(f"it has {len(archive):,} bytes; a bundle has at most {LARGEST:,}")
    files: dict[str, bytes] = {}
    place = 0
    while archive[place : place + 4] == _LOCAL:
        name, content, place = _member(archive, place)
        if name in files:
            raise NotABundle(f"it holds {name} twice")
        if len(files) >= MOST_FILES:
            raise NotABundle(f"it holds more than {MOST_FILES} files")
        files[name] = content
    if not files:
        raise NotABundle("it is no ZIP archive: it does not begin with a file")
    if archive[place : place + 4] not in (_ENTRY, _END):
        raise NotABundle(f"what stands at byte {place} is neither a file nor the table of contents")
    return files


def first_difference(archive: bytes, files: Mapping[str, bytes]) -> int | None:
    """The first byte at which an archive is not as `pack` makes it; None where it is."""
    expected = pack(files)
    if archive == expected:
        return None
    pairs = enumerate(zip(archive, expected, strict=False))
    return next((place for place, (found, right) in pairs if found != right), min(len(archive), len(expected)))


def _member(archive: bytes, place: int) -> tuple[str, bytes, int]:
    """The file that begins at a place, and where the next thing begins. Raises NotABundle."""
    head = archive[place + 4 : place + 30]
    if len(head) < 26:
        raise NotABundle(f"it ends in the head of a file at byte {place}")
    _, flags, method, _, _, _, packed, size, name_length, extra = struct.unpack("<HHHHHIIIHH", head)
    start = place + 30 + name_length + extra
    name = _checked(archive[place + 30 : place + 30 + name_length].decode("ascii", "replace"))
    if method or flags:
        raise NotABundle(f"{name} is compressed or encrypted; a bundle of Prosfora stores its files as they are")
    if packed != size or start + size > len(archive):
        raise NotABundle(f"the head of {name} at byte {place} tells a size that cannot be")
    return name, archive[start : start + size], start + size


def _checked(name: str) -> str:
    """A name that can do no harm wherever it is unpacked. Raises NotABundle."""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise NotABundle(f"{name[:LONGEST_NAME]!r} is no name of a file in a bundle")
    return name
