"""What the databases themselves keep safe, in each one's own SQL: rows nobody may change, chains nobody may break."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class VendorSQL(Operation):
    """A migration step written in each database's own SQL."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that models know of changes."""

    def statements(self, vendor: str) -> Sequence[str]:
        raise NotImplementedError

    def undo(self, vendor: str) -> Sequence[str]:
        raise NotImplementedError

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        for statement in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        for statement in self.undo(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


class AppendOnly(VendorSQL):
    """Triggers that refuse every UPDATE and DELETE of a table's rows, and its TRUNCATE on PostgreSQL.

    With `once`, its unique columns ("id", "frozen_id, kind"), SQLite's INSERT OR REPLACE too: it deletes without asking
    the trigger of DELETE.

    SQLite drops triggers when Django remakes a table: a later migration that alters the table repeats this step
    (tests/house checks that the triggers stand).
    """

    def __init__(self, table: str, once: Sequence[str] = ()) -> None:
        self.table, self.once = table, once

    def statements(self, vendor: str) -> Sequence[str]:
        table, refuse = self.table, f"BEGIN SELECT RAISE(ABORT, '{self.table} is append-only'); END"
        if vendor == "sqlite":
            there = " OR ".join(f"({key}) = (NEW.{key.replace(', ', ', NEW.')})" for key in self.once)
            replaced = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) " if there else ""
            events = {"UPDATE": "", "DELETE": "", **({"INSERT": replaced} if there else {})}
            return [
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}{refuse}"
                for verb, when in events.items()
            ]
        trigger = f"EXECUTE FUNCTION {table}_append_only()"
        return [
            f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$",
            f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {trigger}",
            f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {trigger}",
        ]

    def undo(self, vendor: str) -> Sequence[str]:
        table = self.table
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete", "insert")]
        return [f"DROP FUNCTION IF EXISTS {table}_append_only() CASCADE"]  # its triggers go with it

    def describe(self) -> str:
        return f"Rows of {self.table} are append-only"


class InChainOrder(VendorSQL):
    """Triggers that let a row in as the next of its chain only: it follows the last one's `sequence` and its hash.

    A chain is the rows that agree in the two columns `chain`; its first row has sequence 1 and `genesis`. On PostgreSQL
    the rows of one statement are looked at together, since a trigger for each row slows COPY; the planner
    is told to use the index of the chain, whatever the table was when it made its plan.
    """

    def __init__(self, table: str, *, chain: tuple[str, str], genesis: str) -> None:
        self.table, self.chain, self.genesis = table, chain, genesis

    def statements(self, vendor: str) -> Sequence[str]:
        table, (first, second) = self.table, self.chain
        row = "new" if vendor == "sqlite" else "added"
        refused = f"{table} takes entries at the end of their chain only"
        same = f"known.{first} = {row}.{first} AND known.{second} = {row}.{second}"
        before = f"SELECT known.hash FROM {table} AS known WHERE {same} AND known.sequence = {row}.sequence - 1"
        is_next = f"{row}.previous_hash = CASE {row}.sequence WHEN 1 THEN '{self.genesis}' ELSE ({before}) END"
        later = f"SELECT 1 FROM {table} AS known WHERE {same} AND known.sequence > {row}.sequence"
        if vendor == "sqlite":  # INSERT OR REPLACE would take the place of another row by its id
            replaced = f"SELECT 1 FROM {table} WHERE id = new.id"
            return [
                f"CREATE TRIGGER IF NOT EXISTS {table}_in_order BEFORE INSERT ON {table} "
                f"WHEN ({is_next}) IS NOT 1 OR EXISTS ({later}) OR EXISTS ({replaced}) "
                f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            ]
        return [
            f"CREATE OR REPLACE FUNCTION {table}_in_order() RETURNS trigger LANGUAGE plpgsql "
            "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$ BEGIN "
            f"IF EXISTS (SELECT 1 FROM brought AS {row} WHERE ({is_next}) IS NOT TRUE "
            f"OR EXISTS ({later} AND known.id NOT IN (SELECT id FROM brought))) THEN "
            f"RAISE EXCEPTION '{refused}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$",
            f"CREATE OR REPLACE TRIGGER {table}_in_order AFTER INSERT ON {table} "
            f"REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION {table}_in_order()",
        ]

    def undo(self, vendor: str) -> Sequence[str]:
        table = self.table
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {table}_in_order"]
        return [
            f"DROP TRIGGER IF EXISTS {table}_in_order ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_in_order()",
        ]

    def describe(self) -> str:
        return f"Rows of {self.table} are added at the end of their chain only"
