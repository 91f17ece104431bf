"""Columns made wider: the one change of a table that the databases do so differently that Django's way would hurt."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.fields import AlterField


class WiderColumn(AlterField):
    """A text column that may be longer from now on. SQLite heeds no lengths, and would copy the table, losing its
    triggers; PostgreSQL does it at once.
    """

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_backwards(app_label, schema_editor, *states)
