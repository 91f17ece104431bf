"""What is frozen stays: by the database itself, and found out where somebody got behind it."""

import pytest
from django.db import DatabaseError, connection, transaction

from prosfora.offers.models import FrozenOffer, SealedFile
from prosfora.offers.queries.frozen import DamagedOffer, content_of, frozen_offer, proof_of_frozen
from prosfora.offers.rules.coding import digest
from prosfora.offers.services import freeze_offer
from prosfora.offers.tests.builders import a_proof, an_offer
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
OFFERS, FILES = "offers_frozenoffer", "offers_sealedfile"


def a_frozen_offer() -> FrozenOffer:
    return freeze_offer(offer=an_offer(), proof=a_proof(), at=MONDAY)


def a_sealed_file() -> SealedFile:
    return SealedFile.objects.create(
        frozen=a_frozen_offer(), kind="offer", digest="d" * 64, level="B-B", certificate="c" * 64, signer="CN=Demo",
        is_demo=True, sealed_at=MONDAY,
    )  # fmt: skip


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_offer_is_kept_with_the_digests_of_its_bytes() -> None:
    frozen = FrozenOffer.objects.get(pk=a_frozen_offer().pk)

    assert (content_of(frozen), frozen.digest) == (an_offer(), digest(frozen.content.encode()))
    assert (proof_of_frozen(frozen).offer, frozen.proof_digest) == (frozen.digest, digest(frozen.proof.encode()))
    assert frozen_offer("20000042") == frozen
    assert frozen_offer("20000043") is None


def test_an_offer_is_frozen_once() -> None:
    a_frozen_offer()

    with pytest.raises(DatabaseError), transaction.atomic():
        a_frozen_offer()


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE {OFFERS} SET content = '{{}}'",
        f"UPDATE {OFFERS} SET digest = '{'0' * 64}'",
        f"UPDATE {OFFERS} SET proof = '{{}}'",
        f"UPDATE {OFFERS} SET number = '20000043'",
        f"UPDATE {OFFERS} SET frozen_at = '2020-01-01'",
        f"DELETE FROM {OFFERS}",
        f"UPDATE {FILES} SET digest = '{'0' * 64}'",
        f"UPDATE {FILES} SET level = 'B-LT'",
        f"DELETE FROM {FILES}",
    ],
)
def test_the_database_itself_refuses_to_change_what_binds_us(change: str) -> None:
    sealed = a_sealed_file()

    refused(change)

    assert content_of(FrozenOffer.objects.get()) == an_offer()
    assert SealedFile.objects.get().digest == sealed.digest


@pytest.mark.parametrize("table", [OFFERS, FILES])
def test_the_database_refuses_to_replace_or_empty(table: str) -> None:
    a_sealed_file()

    if connection.vendor == "sqlite":  # deletes the row that is there without asking the trigger of DELETE
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        connection.check_constraints()  # a table with checks to come is not emptied anyway
        refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(("table", "other"), [(OFFERS, "proof"), (FILES, "signer")])
def test_the_database_refuses_another_row_in_the_place_of_one(table: str, other: str) -> None:
    """By its number, or by what it belongs to and its kind, and not by its id alone."""
    a_sealed_file()
    model = FrozenOffer if table == OFFERS else SealedFile
    names = [field.column for field in model._meta.fields if field.column not in ("id", other)]
    listed = ", ".join(names)

    if connection.vendor == "sqlite":
        refused(f"REPLACE INTO {table} ({listed}, {other}) SELECT {listed}, 'forged' FROM {table}")
    assert not model.objects.filter(**{other: "forged"}).exists()


def test_who_gets_behind_the_triggers_is_found_out() -> None:
    frozen = a_frozen_offer()
    frozen.content = frozen.content.replace("800.00", "700.00")
    frozen.proof = frozen.proof.replace("240.00", "140.00")

    with pytest.raises(DamagedOffer):
        content_of(frozen)
    with pytest.raises(DamagedOffer):
        proof_of_frozen(frozen)
