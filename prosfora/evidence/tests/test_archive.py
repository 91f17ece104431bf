"""The archive of a bundle: one way to write it, and nothing in it can do harm to who reads it."""

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.evidence.rules import archive
from prosfora.evidence.rules.archive import NotABundle, first_difference, pack, unpack

NAMES = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8}){0,2}", fullmatch=True)


@given(st.dictionaries(NAMES, st.binary(max_size=50), min_size=1, max_size=5))
def test_what_was_packed_is_unpacked_and_read_by_others(files: dict[str, bytes]) -> None:
    made = pack(files)
    assert unpack(made) == files
    assert first_difference(made, files) is None
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert {name: read.read(name) for name in read.namelist()} == files


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive by another program."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return target.getvalue()


def test_a_zip_bomb_is_not_even_opened() -> None:
    bomb = zipped(("offers/1/offer.json", b"0" * 50_000_000), method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    with pytest.raises(NotABundle, match="compressed"):
        unpack(bomb)


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "a//b",
        "./x",
        "a\\b",
        "C:x",
        "a b",
        "é",
        "",
        ".hidden",
        "a/.b",
        "x" * 121,
        "a/b/c/d/e",
        "x\n",
    ],
)
def test_names_that_could_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(NotABundle):
        pack({name: b""})
    if name:
        with pytest.raises(NotABundle):
            unpack(zipped((name, b"")))


def test_one_name_twice_is_refused() -> None:
    one = pack({"a": b"1"})
    head = one[: one.index(b"PK\x01\x02")]
    with pytest.raises(NotABundle, match="twice"):
        unpack(head + one)


def test_sizes_that_cannot_be_are_refused() -> None:
    made = pack({"a": b"12345"})
    for size in (6, 10_000_000, 0xFFFFFFFF):
        told = made[:18] + struct.pack("<II", size, size) + made[26:]
        with pytest.raises(NotABundle):
            unpack(told)
    with pytest.raises(NotABundle):
        unpack(made[:18] + struct.pack("<I", 4) + made[22:])


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 100)
    with pytest.raises(NotABundle, match="at most"):
        unpack(pack({"a": b"0" * 100}))
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(NotABundle, match="files"):
        pack({"a": b"", "b": b"", "c": b""})


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x03\x04", b"%PD", b"x" * 100, zipped(), b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(NotABundle):
        unpack(content)


@given(st.binary(max_size=300))
def test_whatever_comes_is_refused_or_read(content: bytes) -> None:
    for tried in (content, b"PK\x03\x04" + content):
        with contextlib.suppress(NotABundle):
            assert pack(unpack(tried))
