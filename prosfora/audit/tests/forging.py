"""What only the owner of the database can do: take the triggers off, forge, put them back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from prosfora.kit.guards import AppendOnly, InChainOrder


@contextmanager
def triggers_off(*tables: str) -> Iterator[None]:
    """Inside, rows of these tables (none named: of all) may be changed, deleted, emptied and put in anywhere."""
    steps = [step for step in _guards() if not tables or step.table in tables]
    _run([sql for step in steps for sql in step.undo(connection.vendor)])
    try:
        yield
    finally:
        _run([sql for step in steps for sql in step.statements(connection.vendor)])


def _guards() -> list[AppendOnly | InChainOrder]:
    """Every such step of the migrations whose table stands."""
    known = {model._meta.db_table for model in apps.get_models()} & set(connection.introspection.table_names())
    migrations = MigrationLoader(None).disk_migrations.values()
    steps = [step for migration in migrations for step in migration.operations]
    return [step for step in steps if isinstance(step, AppendOnly | InChainOrder) and step.table in known]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what still waits to be checked keeps tables as they are
        for statement in statements:
            cursor.execute(statement)
