"""Everything that proves one quotation, gathered: its offers, journal chains, seals of heads, certificates."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched

from django.db.models import Q

from prosfora.audit.models import JournalEntry
from prosfora.evidence.models import HeadsSeal, SealedHead
from prosfora.evidence.rules.attached import attached_files
from prosfora.evidence.rules.chains import chain_text
from prosfora.evidence.rules.heads import BLOCK, Head, HeadProof, leaf, path_to, proofs_text
from prosfora.evidence.rules.keys import pem_of
from prosfora.evidence.rules.layout import ACCEPTANCE, OFFER, PDF, UBL, Evidence, SignedStatement
from prosfora.evidence.rules.readme import readme
from prosfora.evidence.rules.sealed_pdf import checked_revisions
from prosfora.evidence.rules.signatures import BadSeal, Seal, checked_seal, digests
from prosfora.files.queries import content
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.queries.sealed import OFFER as OFFER_KIND
from prosfora.offers.rules.ubl import quotation_xml

KIND = "quotation"  # what the journal calls the chains of offers
ACCEPTANCE_KIND = "acceptance"
FEW_SEALS = 100  # whose heads are read by one statement
NAMES = {OFFER_KIND: PDF, ACCEPTANCE_KIND: ACCEPTANCE}


def evidence_of(number: str, numbers: Sequence[str]) -> Evidence | None:
    """What proves the offers with these numbers (`number` and its revisions); None where none of them was frozen.

    The same state of the database gives the same evidence. Raises DamagedFile, DamagedOffer.
    """
    frozen = list(FrozenOffer.objects.filter(number__in=numbers).prefetch_related("sealed").order_by("number"))
    if not frozen:
        return None
    offers = {one.number: _parts(one) for one in frozen}
    rows = JournalEntry.objects.filter(kind=KIND, key__in=list(offers)).order_by("key", "sequence")
    entries: dict[str, list[JournalEntry]] = {key: [] for key in offers}
    for row in rows:
        entries[row.key].append(row)
    seals = list(HeadsSeal.objects.filter(heads__kind=KIND, heads__key__in=list(offers)).distinct().order_by("number"))
    between = HeadsSeal.objects.filter(number__range=(seals[0].number, seals[-1].number)) if seals else []
    statements = [one.content.encode() for one in sorted(between, key=lambda one: one.number)]
    certificates = _certificates(offers.values(), seals)
    return Evidence(
        number=number,
        offers=offers,
        chains={(KIND, key): chain_text(found) for key, found in entries.items()},
        seals=_signed(seals, list(offers)),
        statements=b"".join(line + b"\n" for line in statements),
        certificates=certificates,
        readme=readme(number, certificates),
    )


def _parts(frozen: FrozenOffer) -> dict[str, bytes]:
    """The files of one offer; what the sealed PDF carries is told as the PDF tells it."""
    parts = {OFFER: frozen.content.encode()}
    for file in frozen.sealed.all():
        if file.kind in NAMES:
            parts[NAMES[file.kind]] = content(file.digest)
    inside = attached_files(parts[PDF]) if PDF in parts else []
    parts[UBL] = next((file for file in inside if file.startswith(b"<")), b"") or quotation_xml(content_of(frozen))
    return parts


def _certificates(offers: Iterable[Mapping[str, bytes]], seals: Iterable[HeadsSeal]) -> dict[str, bytes]:
    """The certificates of all seals as PEM, by fingerprint; a seal that is broken brings none."""
    found = []
    for parts in offers:
        for name in (PDF, ACCEPTANCE):
            if name in parts:
                found += _of_pdf(parts[name])
    for seal in seals:
        try:
            found.append(checked_seal(bytes(seal.signature), digests(seal.content.encode())))
        except BadSeal:
            continue  # the bundle tells
    return {one.fingerprint: pem_of(one.certificate) for one in found}


def _of_pdf(pdf: bytes) -> list[Seal]:
    try:
        return [revision.seal for revision in checked_revisions(pdf)]
    except BadSeal:
        return []  # the bundle tells


def _signed(seals: Sequence[HeadsSeal], keys: Sequence[str]) -> list[SignedStatement]:
    """Each seal with the proofs of the heads of these chains, from the heads of their blocks alone."""
    heads = {(row.seal_id, row.place): row for some in batched(seals, FEW_SEALS) for row in _blocks(some, keys)}
    made = []
    for seal in seals:
        mine = sorted(place for owner, place in heads if owner == seal.pk and _is_asked(heads[owner, place], keys))
        proofs = [_proof(seal, place, heads) for place in mine]
        made.append(SignedStatement(seal.number, seal.content.encode(), bytes(seal.signature), proofs_text(proofs)))
    return made


def _is_asked(row: SealedHead, keys: Sequence[str]) -> bool:
    return row.kind == KIND and row.key in keys


def _blocks(seals: Sequence[HeadsSeal], keys: Sequence[str]) -> Iterable[SealedHead]:
    """The heads of every block of these seals in which a head of these chains is; two statements."""
    asked = SealedHead.objects.filter(seal__in=seals, kind=KIND, key__in=keys).values_list("seal_id", "place")
    wanted = Q()
    for seal, block in sorted({(seal, place // BLOCK) for seal, place in asked}):
        wanted |= Q(seal=seal, place__range=(block * BLOCK, block * BLOCK + BLOCK - 1))
    return SealedHead.objects.filter(wanted) if wanted else ()


def _proof(seal: HeadsSeal, place: int, heads: Mapping[tuple[int, int], SealedHead]) -> HeadProof:
    start = place - place % BLOCK
    leaves: list[str] = []
    while (row := heads.get((seal.pk, start + len(leaves)))) is not None and len(leaves) < BLOCK:
        leaves.append(leaf(_head(row)))
    within = path_to(place - start, leaves)
    return HeadProof(_head(heads[seal.pk, place]), (*within, *path_to(place // BLOCK, seal.blocks)))


def _head(row: SealedHead) -> Head:
    return Head(row.kind, row.key, row.sequence, row.hash)
