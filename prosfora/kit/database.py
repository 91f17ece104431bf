"""The one file, beside `guards`, that knows how SQLite and PostgreSQL differ: search index, numbers, counts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from prosfora.kit.guards import AppendOnly as AppendOnly
from prosfora.kit.guards import VendorSQL
from prosfora.kit.search import words

COUNT_CAP = 10_000
MANY = 200  # rows for which PostgreSQL takes a table of its own sooner than arrays


class RoomForChanges(VendorSQL):
    """PostgreSQL fills pages of a table that far only, so that a changed row stays on its page and no index is touched.

    For tables whose rows are rewritten by the thousand. Rows that are there move when they are next changed.
    """

    def __init__(self, table: str, percent: int) -> None:
        self.table, self.percent = table, percent

    def statements(self, vendor: str) -> Sequence[str]:
        return [f"ALTER TABLE {self.table} SET (fillfactor = {self.percent})"] if vendor == "postgresql" else []

    def undo(self, vendor: str) -> Sequence[str]:
        return [f"ALTER TABLE {self.table} RESET (fillfactor)"] if vendor == "postgresql" else []

    def describe(self) -> str:
        return f"Pages of {self.table} are filled to {self.percent} per cent"


class SearchIndex(VendorSQL):
    """A substring index over a table's `search_text` column: FTS5 trigrams on SQLite, pg_trgm on PostgreSQL."""

    def __init__(self, table: str) -> None:
        self.table = table

    def statements(self, vendor: str) -> Sequence[str]:
        table, index = self.table, f"{self.table}_search"
        if vendor == "sqlite":
            gone = f"INSERT INTO {index}({index}, rowid, search_text) VALUES ('delete', old.id, old.search_text)"
            come = f"INSERT INTO {index}(rowid, search_text) VALUES (new.id, new.search_text)"
            return [
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5("
                f"search_text, content='{table}', content_rowid='id', tokenize='trigram')",
                f"CREATE TRIGGER IF NOT EXISTS {index}_ai AFTER INSERT ON {table} BEGIN {come}; END",
                f"CREATE TRIGGER IF NOT EXISTS {index}_ad AFTER DELETE ON {table} BEGIN {gone}; END",
                f"CREATE TRIGGER IF NOT EXISTS {index}_au AFTER UPDATE OF search_text ON {table} "
                f"WHEN old.search_text <> new.search_text BEGIN {gone}; {come}; END",
                f"INSERT INTO {index}({index}) VALUES ('rebuild')",
            ]
        return [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin (search_text gin_trgm_ops)",
        ]

    def undo(self, vendor: str) -> Sequence[str]:
        index = f"{self.table}_search"
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {index}_{name}" for name in ("ai", "ad", "au")] + [
                f"DROP TABLE IF EXISTS {index}"
            ]
        return [f"DROP INDEX IF EXISTS {index}"]

    def describe(self) -> str:
        return f"Substring index over {self.table}.search_text"


class NoOverlap(VendorSQL):
    """Rows that agree in the columns `same` may not hold on the same day (`first` … `last`, both inclusive).

    Only rows whose `where` column has the given value count. An exclusion constraint on PostgreSQL, triggers on
    SQLite, which want an index that begins with the first of `same`.
    """

    def __init__(self, table: str, *, same: Sequence[str], first: str, last: str, where: tuple[str, str]) -> None:
        self.table, self.same, self.first, self.last, self.where = table, same, first, last, where

    def statements(self, vendor: str) -> Sequence[str]:
        column, value = self.where
        if vendor == "postgresql":
            same = ", ".join(f"coalesce({name}, '') WITH =" for name in self.same)
            return [
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_overlap EXCLUDE USING gist ({same}, "
                f"daterange({self.first}, {self.last}, '[]') WITH &&) WHERE ({column} = '{value}')",
            ]
        same = " AND ".join(f"other.{name} IS new.{name}" for name in self.same)
        hit = (
            f"new.{column} = '{value}' AND EXISTS (SELECT 1 FROM {self.table} AS other WHERE {same} "
            f"AND other.{column} = '{value}' AND other.id IS NOT new.id "
            f"AND other.{self.first} <= new.{self.last} AND other.{self.last} >= new.{self.first})"
        )
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.table}_overlap_{verb.lower()} AFTER {verb} ON {self.table} "
            f"WHEN {hit} BEGIN SELECT RAISE(ABORT, '{self.table}: two rows hold on the same day'); END"
            for verb in ("INSERT", "UPDATE")
        ]

    def undo(self, vendor: str) -> Sequence[str]:
        if vendor == "postgresql":
            return [f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.table}_overlap"]
        return [f"DROP TRIGGER IF EXISTS {self.table}_overlap_{verb}" for verb in ("insert", "update")]

    def describe(self) -> str:
        return f"Rows of {self.table} with one key never hold on the same day"


def standing_objects() -> set[str]:
    """The names of all triggers, indexes and virtual tables that the database holds now."""
    kinds = "SELECT name FROM sqlite_master WHERE type <> 'table' OR sql LIKE 'CREATE VIRTUAL%'"
    if connection.vendor == "postgresql":
        kinds = "SELECT tgname FROM pg_trigger UNION SELECT indexname FROM pg_indexes"
    with connection.cursor() as cursor:
        cursor.execute(kinds)
        return {str(row[0]) for row in cursor.fetchall()}


class SortKey(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """Folded text that lists sort by and searches take prefixes of: compared byte by byte on both databases."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """As a CharField; PostgreSQL is told not to sort by a language, which no prefix search could use."""
        parameters: dict[str, Any] = super().db_parameters(connection)
        return {**parameters, "collation": "C"} if connection.vendor == "postgresql" else parameters


def starting_with[M: models.Model](rows: "models.QuerySet[M]", field: str, prefix: str) -> "models.QuerySet[M]":
    """The rows whose SortKey `field` starts with the folded `prefix`, as a range of its index."""
    return rows.filter(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "\x7f"})


class _Walked(Func):
    """An expression that SQLite's planner never looks up in an index (its unary plus); as it is on PostgreSQL."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, template="+%(expressions)s", **extra)


class DayAfter(Func):
    """The day after a date: in the database, so that periods that follow each other can be found there."""

    template = "(%(expressions)s + 1)"
    output_field = models.DateField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, template="date(%(expressions)s, '+1 day')", **extra)


def walked[M: models.Model](rows: "models.QuerySet[M]", **conditions: Any) -> "models.QuerySet[M]":
    """The rows that fulfil conditions most rows fulfil: checked while walking the order's index, never looked up.

    SQLite would else fetch all hundred thousand rows of a common value and sort them for one page.
    """
    for condition, value in conditions.items():
        field, mark, lookup = condition.partition("__")  # status="draft" or status__in=[…]
        rows = rows.alias(**{f"{field}_walked": _Walked(F(field))}).filter(**{f"{field}_walked{mark}{lookup}": value})
    return rows


def matching[M: models.Model](rows: "models.QuerySet[M]", text: str, *, few: bool = False) -> "models.QuerySet[M]":
    """The rows whose `search_text` holds every word of `text` (folded; words of one or two letters as prefixes).

    Needs `SearchIndex` on the table; `few` says that `rows` are so few that reading them beats asking the index.
    An empty text leaves the rows as they are.
    """
    wanted = [word if len(word) > 2 else f" {word}" for word in words(text)]
    indexed = [word for word in wanted if len(word) > 2]
    if connection.vendor == "sqlite" and indexed and not few:
        index = f"{rows.model._meta.db_table}_search"
        query = " AND ".join(f'"{word}"' for word in indexed)  # folded words hold no quotation marks
        rows = rows.filter(pk__in=RawSQL(f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [query]))
        wanted = [word for word in wanted if len(word) <= 2]
    for word in wanted:
        rows = rows.filter(search_text__contains=word)
    return rows


def ids_if_few(ids: "models.QuerySet[Any, int]", most: int) -> list[int] | None:
    """The ids a query finds where they are at most `most`, else None; stops at the first too many.

    For SQLite, whose planner cannot tell a rare condition from a common one: few rows are named by their ids, many
    met by `walked`. PostgreSQL has statistics and chooses by itself: always None, without a query.
    """
    if connection.vendor != "sqlite":
        return None
    found = list(ids[: most + 1])
    return found if len(found) <= most else None


def set_flag(column: str) -> str:
    """The SQL for "this flag is set" in the very words of a partial index (`condition=Q(flag=True)`).

    SQLite uses such an index only where the query repeats its condition, which Django writes as `flag = 1` in the
    index, but as a bare `flag` in queries.
    """
    return f"{column} = 1" if connection.vendor == "sqlite" else column


@contextmanager
def kept_plan() -> Iterator[None]:
    """Let PostgreSQL keep the plan of the statements asked inside, instead of making it anew each time.

    For statements whose best plan does not depend on their values: searches and lists are planned with theirs.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    link = connection.connection
    link.prepare_threshold = 0
    try:
        yield
    finally:
        link.prepare_threshold = None


def among[M: models.Model](rows: "models.QuerySet[M]", column: str, texts: Sequence[str]) -> "models.QuerySet[M]":
    """The rows whose `column` is one of any number of texts: one parameter, so that neither plan nor limit grows."""
    table = connection.ops.quote_name(rows.model._meta.db_table)
    place = f"{table}.{connection.ops.quote_name(column)}"
    if connection.vendor == "sqlite":
        return rows.extra(where=[f"{place} IN (SELECT value FROM json_each(%s))"], params=[json.dumps(list(texts))])
    return rows.extra(where=[f"{place} = ANY(%s)"], params=[list(texts)])


def last_of_each[M: models.Model](
    rows: "models.QuerySet[M]", column: str, texts: Sequence[str], *, order: str, where: str, value: str
) -> "models.QuerySet[M]":
    """Per text the one row with the highest `order` among those whose `column` is the text and `where` is `value`.

    One look into the index (where, column, order) per text, however many rows each has.
    """
    q = connection.ops.quote_name
    table = q(rows.model._meta.db_table)
    source = "json_each(%s)" if connection.vendor == "sqlite" else "unnest(%s::text[]) AS asked(value)"
    given = json.dumps(list(texts)) if connection.vendor == "sqlite" else list(texts)
    last = (
        f"SELECT (SELECT each.id FROM {table} AS each WHERE each.{q(where)} = %s AND each.{q(column)} = value "
        f"ORDER BY each.{q(order)} DESC LIMIT 1) FROM {source}"
    )
    return rows.filter(pk__in=RawSQL(last, [value, given]))


def one_after_another(names: Sequence[str]) -> None:
    """Until the transaction ends, let nobody else pass here with one of these names; SQLite has one writer anyway."""
    if connection.vendor == "postgresql" and names:
        with connection.cursor() as cursor:
            asked = "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name"
            cursor.execute(asked, [sorted(names)])


def alike[M: models.Model](pattern: M, **columns: Any) -> M:
    """A fresh row like an unsaved one but for some columns, in a fifth of the time of making it: for thousands of rows.

    `columns` are named as stored (`party_id`); what hangs on the pattern is shared.
    """
    row = pattern.__class__.__new__(pattern.__class__)
    row.__dict__ = {**pattern.__dict__, "_state": ModelState(), **columns}
    return row


def read_rows[M: models.Model](rows: "models.QuerySet[M]", names: Sequence[str]) -> list[M]:
    """Rows with these columns, named as stored (`party_id`), in half of Django's time: for thousands.

    Other columns are read when asked for, as with `only`; name the primary key among them.
    """
    model, made = rows.model, []
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    packed = [name for name in names if isinstance(fields[name], models.JSONField)]
    asked = [Cast(name, models.TextField()) if name in packed else name for name in names]
    for values in rows.values_list(*asked):
        row = model.__new__(model)
        row.__dict__ = known = dict(zip(names, values, strict=True))
        for name in packed:
            known[name] = _unpacked(known[name])
        row._state = state = ModelState()
        state.adding, state.db = False, rows.db
        made.append(row)
    return made


def _unpacked(text: str | None) -> Any:
    """What stored JSON says. Most of it is nothing or an empty list, for which no parser need be asked."""
    return None if text is None or text == "null" else [] if text == "[]" else json.loads(text)


def bulk_insert[M: models.Model](rows: Sequence[M]) -> Sequence[M]:
    """Insert fresh rows and give them their ids, in three statements and a third of bulk_create's time.

    Values go to the driver as they stand on the rows, so they must be of their column's type; fields whose stored form
    differs between the databases (moments, days, decimals, JSON) are prepared by Django. Call inside a transaction.
    """
    if not rows:
        return rows
    ids = _draw_ids(type(rows[0]), len(rows))
    for row, pk in zip(rows, ids, strict=True):
        row.pk, row._state.adding = pk, False
    _write_rows(rows, {"id": ids})
    return rows


def bulk_append[M: models.Model](rows: Sequence[M]) -> None:
    """Insert fresh rows whose ids nobody needs, in one statement; otherwise as `bulk_insert`."""
    if rows:
        _write_rows(rows, {})


def _write_rows(rows: Sequence[models.Model], given: dict[str, list[Any]]) -> None:
    model = type(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not (field.primary_key or field.generated)]
    columns = given | {str(field.column): _column_values(field, rows) for field in fields}
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, table, quoted, zip(*columns.values(), strict=True))
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {table} ({quoted}) VALUES ({places})", list(zip(*columns.values(), strict=True))
            )


def bulk_change[M: models.Model](rows: Sequence[M], names: Sequence[str]) -> None:
    """Store some fields of rows that are there, in one statement, of many on PostgreSQL by way of a table that lasts as
    long as the transaction, on SQLite in one prepared one.

    For thousands of rows in a tenth of bulk_update's time. `names` are attribute names. Call inside a transaction.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [next(one for one in model._meta.local_concrete_fields if one.attname == name) for name in names]
    columns = [_column_values(field, rows) for field in fields]
    quote, ids = connection.ops.quote_name, [row.pk for row in rows]
    table, named = quote(model._meta.db_table), [quote(str(field.column)) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            put = ", ".join(f"{name} = given.{name}" for name in named)
            if len(rows) < MANY:
                arrays = ", ".join(_as_array(field) for field in fields)
                source = f"unnest(%b::bigint[], {arrays}) AS given (id, {', '.join(named)})"
                cursor.execute(f"UPDATE {table} SET {put} FROM {source} WHERE {table}.id = given.id", [ids, *columns])
                return
            given = quote(f"given_{model._meta.db_table}")
            cursor.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS {given} ON COMMIT DROP AS SELECT * FROM {table} WITH NO DATA"
            )
            cursor.execute(f"TRUNCATE {given}")
            _copy(cursor, given, ", ".join([quote("id"), *named]), zip(ids, *columns, strict=True))
            cursor.execute(f"UPDATE {table} SET {put} FROM {given} AS given WHERE {table}.id = given.id")
        else:
            put = ", ".join(f"{name} = %s" for name in named)
            cursor.executemany(f"UPDATE {table} SET {put} WHERE id = %s", list(zip(*columns, ids, strict=True)))


def _as_array(field: "models.Field[Any, Any]") -> str:
    """The place of a column's values as one parameter: sent in binary, since escaping JSON as text takes ten times as
    long as everything else.
    """
    kind = field.db_type(connection)
    return f"%b::text[]::{kind}[]" if isinstance(field, models.JSONField) else f"%b::{kind}[]"


def _copy(cursor: Any, table: str, quoted: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows into a table of PostgreSQL's, by the way made for many."""
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _column_values(field: "models.Field[Any, Any]", rows: Sequence[models.Model]) -> list[Any]:
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, models.JSONField):
        encode = (field.encoder or json.JSONEncoder)().encode
        return [None if value is None else encode(value) for value in values]  # as Django stores it: NULL, not null
    if connection.vendor == "postgresql" or not isinstance(field, models.DateField | models.DecimalField):
        return values
    stored: dict[Any, Any] = {}  # rows written together share moments, days and many amounts
    for value in values:
        if value not in stored:
            stored[value] = field.get_db_prep_save(value, connection)
    return [stored[value] for value in values]


def _draw_ids(model: type[models.Model], count: int) -> list[int]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            drawing = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(drawing, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + 1 + count))


def create_number_source(name: str, first: int) -> None:
    """Prepare the source `draw_numbers` takes from: a sequence on PostgreSQL, nothing on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {_sequence(name)} START WITH {int(first)}")


def draw_numbers(name: str, table: str, count: int = 1) -> list[int]:
    """`count` fresh numbers of a range, ascending, in one statement: never given twice, gaps allowed.

    PostgreSQL draws from a sequence, so that writers never wait for one another (and the numbers of one draw need
    not follow each other); SQLite has one writer anyway and counts in `table` (columns code, last).
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [_sequence(name), count])
            return sorted(int(row[0]) for row in cursor.fetchall())
        cursor.execute(f"UPDATE {table} SET last = last + %s WHERE code = %s RETURNING last", [count, name])
        last = int(cursor.fetchone()[0])
        return list(range(last - count + 1, last + 1))


def last_drawn(name: str, table: str) -> int:
    """The highest number drawn from a range so far, committed or not; below its first where none was."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {_sequence(name)}")
        else:
            cursor.execute(f"SELECT last FROM {table} WHERE code = %s", [name])
        return int(cursor.fetchone()[0])


def _sequence(name: str) -> str:
    return "numbers_" + "".join(c if c.isalnum() else "_" for c in name.lower())


def capped_count(rows: "models.QuerySet[Any]", cap: int = COUNT_CAP) -> int:
    """How many rows there are, counting no further than `cap` + 1, so that a long list never pays for its total."""
    return rows.order_by()[: cap + 1].count()
