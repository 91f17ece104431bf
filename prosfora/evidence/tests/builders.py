"""Evidence as tests want it, made by the real verbs; and what a forger could do to it."""

import datetime as dt
from collections.abc import Mapping

from prosfora.audit.rules import Subject
from prosfora.audit.services import System, record
from prosfora.evidence.queries.bundles import evidence_of
from prosfora.evidence.rules.archive import NotABundle, pack
from prosfora.evidence.rules.examining import examine
from prosfora.evidence.rules.findings import Finding
from prosfora.evidence.rules.layout import SUMS, files_of, sums_text
from prosfora.evidence.services import seal_heads
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.paper import paper_of
from prosfora.offers.services import freeze_offer, keep_sealed, seal_offer
from prosfora.offers.services.pades import sealed
from prosfora.offers.tests.builders import a_proof, an_offer
from tests.cast import MONDAY

NUMBER = "20000042"
TUESDAY = MONDAY + dt.timedelta(days=1)
type Files = Mapping[str, bytes]


def an_entry(verb: str, key: str = NUMBER, kind: str = "quotation", at: dt.datetime = MONDAY, **data: str) -> None:
    """One entry of the journal."""
    record(verb=verb, subject=Subject(kind, key), by=System("Maria"), at=at, data=data)


def an_issued_offer(number: str = NUMBER, *, accepted: bool = False) -> FrozenOffer:
    """An offer from draft to mail, and to its acceptance, as the upper rooms would journal it."""
    an_entry("create_quotation", number)
    frozen = freeze_offer(offer=an_offer(number), proof=a_proof(number), at=MONDAY)
    an_entry("issue_quotation", number, offer=frozen.digest)
    an_entry("deliver_quotation", number, pdf=seal_offer(frozen=frozen, at=MONDAY).digest)
    if accepted:
        seal = sealed(paper_of(frozen), reason="Acceptance", by="Aegean", place="Αθήνα", at=MONDAY)
        file = keep_sealed(frozen=frozen, kind="acceptance", seal=seal, at=MONDAY)
        an_entry("accept_quotation", number, record=file.digest)
    return frozen


def sealed_evidence(**options: bool) -> dict[str, bytes]:
    """The files of a bundle of an offer with a revision, two seals of heads and other people's chains around it."""
    an_issued_offer(**options)
    for place in range(5):
        an_entry("create_party", f"10000{place:02}", "party")
    seal_heads(by=System(), at=MONDAY)
    an_entry("create_party", "1000099", "party")
    seal_heads(by=System(), at=MONDAY + dt.timedelta(hours=1))
    an_issued_offer(f"{NUMBER}-1")
    an_entry("supersede_quotation")
    seal_heads(by=System(), at=TUESDAY)
    return the_files()


def the_files() -> dict[str, bytes]:
    """The files of the bundle as things stand."""
    evidence = evidence_of(NUMBER, [NUMBER, f"{NUMBER}-1"])
    assert evidence is not None
    return files_of(evidence)


def verdict(archive: bytes) -> list[str]:
    """What verification says is wrong with an archive: where, and what; also where it cannot be read at all."""
    try:
        return [f"{one.place}: {one.problem}" for one in examine(archive, name="bundle.zip").findings if not one.holds]
    except NotABundle as error:
        return [str(error)]


def problems(files: Files, **options: set[str]) -> list[Finding]:
    """What verification finds wrong with a bundle of these files."""
    return [one for one in examine(pack(files), name="bundle.zip", **options).findings if not one.holds]


def with_sums(files: Files) -> dict[str, bytes]:
    """The files with a SHA256SUMS that fits them."""
    rest = {name: content for name, content in files.items() if name != SUMS}
    return {**rest, SUMS: sums_text(rest)}


def flipped(content: bytes, place: int, mask: int = 0x01) -> bytes:
    """Bytes with one of them changed."""
    return content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :]
