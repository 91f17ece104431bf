"""The database keeps the promises: named constraints, migrations that match, triggers that stand."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import Subject
from prosfora.audit.services import System, record
from prosfora.site.guards import expected_guards, missing_guards
from tests.cast import MONDAY

OURS = [model for model in apps.get_models() if model.__module__.startswith("prosfora.")]


def test_every_constraint_and_index_has_a_name_that_says_something() -> None:
    automatic = [
        f"{model.__name__}: name the index over {index.fields}"
        for model in OURS
        for index in model._meta.indexes
        if index.name.endswith("_idx")
    ]
    assert not automatic, "\n".join(automatic)


def test_nothing_is_unique_together_without_a_name() -> None:
    nameless = [model.__name__ for model in OURS if model._meta.unique_together]
    assert not nameless, f"use UniqueConstraint with a name: {nameless}"


def test_money_is_never_a_float() -> None:
    floats = [
        f"{model.__name__}.{field.name}: use a DecimalField"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert not floats, "\n".join(floats)


def test_migrations_match_the_models(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_triggers_and_search_indexes_stand_after_all_migrations(db: None) -> None:
    tables = {
        "audit_journalentry_no",
        "offers_frozenoffer_no",
        "offers_sealedfile_no",
        "parties_party_search",
        "catalog_product_search",
        "documents_salesdocument_search",
    }
    assert all(any(guard.startswith(table) for guard in expected_guards()) for table in tables)
    assert missing_guards() == []


@pytest.mark.parametrize("change", ["UPDATE audit_journalentry SET reason = 'x'", "DELETE FROM audit_journalentry"])
def test_the_database_itself_refuses_to_change_the_journal(db: None, change: str) -> None:
    record(verb="a_test", subject=Subject("quotation", "1"), by=System(), at=MONDAY)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert JournalEntry.objects.get().reason == ""


def test_moments_are_aware(db: None) -> None:
    assert timezone.is_aware(record(verb="a_test", subject=Subject("quotation", "1"), by=System(), at=MONDAY).at)
