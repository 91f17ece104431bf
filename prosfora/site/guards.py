"""What migrations leave in the database beside tables (triggers, search indexes), and whether it still stands."""

import re

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from prosfora.kit.database import AppendOnly, NoOverlap, SearchIndex, standing_objects
from prosfora.kit.guards import InChainOrder

_CREATED = re.compile(r"CREATE (?:OR REPLACE )?(?:TRIGGER|VIRTUAL TABLE|INDEX) (?:IF NOT EXISTS )?(\w+)")


def expected_guards() -> set[str]:
    """The names of every trigger and search index that the migrations of this release create."""
    loader = MigrationLoader(None)
    steps = [step for migration in loader.disk_migrations.values() for step in migration.operations]
    own = [step for step in steps if isinstance(step, AppendOnly | InChainOrder | SearchIndex | NoOverlap)]
    statements = [sql for step in own for sql in step.statements(connection.vendor)]
    return {found.group(1) for sql in statements if (found := _CREATED.search(sql))}


def missing_guards() -> list[str]:
    """Those that do not stand: SQLite drops a table's triggers when a migration remakes it."""
    return sorted(expected_guards() - standing_objects())
