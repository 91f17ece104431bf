"""Many heads, one root: each is proven by a short way, and the way tells of nobody else."""

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.audit.rules import GENESIS
from prosfora.evidence.rules import heads as rules
from prosfora.evidence.rules.heads import (
    Head,
    HeadProof,
    NoStatement,
    Step,
    block_roots,
    in_order,
    leaf,
    led_to,
    pair,
    path_to,
    proofs_text,
    read_proofs,
    read_statement,
    root_of,
    statement,
)
from tests.cast import MONDAY


def some_heads(count: int) -> list[Head]:
    return in_order(Head("quotation", f"2{place:07}", place + 1, f"{place:064x}") for place in range(count))


@given(st.integers(1, 70))
def test_every_head_leads_to_the_root(count: int) -> None:
    heads = some_heads(count)
    leaves = [leaf(head) for head in heads]
    for place, head in enumerate(heads):
        proof = HeadProof(head, path_to(place, leaves))
        assert led_to(proof) == root_of(leaves)
        assert len(proof.path) <= max(1, count - 1).bit_length()


@given(st.integers(1, 40), st.integers(0, 3))
def test_blocks_have_the_same_root_as_their_heads(count: int, power: int) -> None:
    before, rules.BLOCK = rules.BLOCK, 2**power
    try:
        blocks = list(block_roots(some_heads(count)))
    finally:
        rules.BLOCK = before
    assert len(blocks) == -(-count // 2**power)
    assert root_of(blocks) == root_of(leaf(head) for head in some_heads(count))


def test_another_head_leads_elsewhere() -> None:
    leaves = [leaf(head) for head in some_heads(5)]
    way = path_to(2, leaves)
    other = Head("quotation", "20000002", 9, "0" * 64)
    assert led_to(HeadProof(other, way)) != root_of(leaves)
    assert root_of(leaves[:-1]) != root_of(leaves)
    assert root_of([leaves[1], leaves[0], *leaves[2:]]) != root_of(leaves)
    assert root_of([]) == GENESIS


def test_hashes_can_be_followed_by_hand() -> None:
    """What README.txt says to type."""
    head = Head("quotation", "20000042", 3, "ab" * 32)
    told = '{"hash":"' + "ab" * 32 + '","key":"20000042","kind":"quotation","sequence":3}'
    assert leaf(head) == hashlib.sha256(f"head {told}".encode()).hexdigest()
    assert pair("aa", "bb") == hashlib.sha256(b"pair aa bb").hexdigest()


def test_a_statement_is_read_back_and_nothing_else_is() -> None:
    made = statement(number=3, at=MONDAY, previous="", count=2, root="ab" * 32)
    assert (made.previous, made.sealed_at) == (GENESIS, "2026-11-23T09:00:00Z")
    assert read_statement(made.content) == made
    for wrong in (b"", b"[]", b"{}", b"[" * 9_000, made.content + b" ", made.content.replace(b"heads/1", b"heads/2")):
        with pytest.raises(NoStatement):
            read_statement(wrong)
    with pytest.raises(NoStatement):
        read_statement(made.content.replace(b'"number":3', b'"number":3.0'))


def test_proofs_are_read_back_and_nothing_else_is() -> None:
    proofs = [HeadProof(head, (Step("left", "ab" * 32),)) for head in some_heads(2)]
    content = proofs_text(proofs)
    assert read_proofs(content) == proofs
    assert read_proofs(b"") == []
    surrogate = content.replace(b"20000000", rb"\ud800")
    for wrong in (b"x", b"{}\n", b"[]\n", content[:-1], content.replace(b"left", b"over"), b"\xff\n", surrogate):
        with pytest.raises(NoStatement):
            read_proofs(wrong)


def test_moments_are_told_in_utc() -> None:
    athens = dt.timezone(dt.timedelta(hours=2))
    assert statement(number=1, at=MONDAY.astimezone(athens), previous="", count=1, root="").sealed_at.startswith(
        "2026-11-23T09"
    )
