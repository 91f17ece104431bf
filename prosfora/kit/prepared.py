"""Reads whose SQL Django writes once per process: a hot path pays for the answer, not for putting the question."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, F, Lookup
from django.db.models.sql.compiler import SQLCompiler

from prosfora.kit.database import kept_plan

type _Converters = list[tuple[int, Sequence[Callable[..., Any]], Any]]


class Asked(Expression):
    """A value of a `Prepared` read that is named when it is asked: `filter(number=Asked("number"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", (self,)


class AskedAny(Lookup[bool]):
    """Whether a column holds one of any number of values: `filter(AskedAny("party", "ids"))`; one parameter."""

    def __init__(self, column: str, name: str) -> None:
        super().__init__(F(column), Asked(name))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        test = "IN (SELECT value FROM json_each(%s))" if connection.vendor == "sqlite" else "= ANY(%s)"
        return f"{column} {test}", (*params, self.rhs)


class Prepared:
    """A `values_list` query put once and asked often: `rows = PRICES(product="BOLT-M8")`.

    `build` makes the queryset, with `Asked` and `AskedAny` where its values differ from one asking to the next. Django
    turns it into SQL on the first asking, and PostgreSQL keeps its plan; every later one costs a tenth of that. Rows
    come back as plain tuples of the fields' own types. See docs/decisions/0007-prepared-reads.md.
    """

    def __init__(self, build: Callable[[], "models.QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._written: dict[str, tuple[str, tuple[Any, ...], _Converters]] = {}

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows for these values; lists for `AskedAny`. One statement."""
        sql, params, converters = self._written.get(connection.vendor) or self._write()
        values = [_as_stored(given[p.name]) if isinstance(p, Asked) else p for p in params]
        with kept_plan(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return _converted(rows, converters) if converters else rows

    def _write(self) -> tuple[str, tuple[Any, ...], _Converters]:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        found = compiler.get_converters([chosen[0] for chosen in compiler.select])
        converters = [(place, functions, expression) for place, (functions, expression) in found.items()]
        self._written[connection.vendor] = sql, tuple(params), converters
        return self._written[connection.vendor]


def columns(model: type[models.Model], prefix: str = "") -> tuple[str, ...]:
    """All stored columns of a model for `values_list`, in the order `from_db` takes them."""
    return tuple(prefix + field.attname for field in model._meta.concrete_fields)


def _converted(rows: list[tuple[Any, ...]], converters: _Converters) -> list[tuple[Any, ...]]:
    changed = []
    for row in rows:
        values = list(row)
        for place, functions, expression in converters:
            for convert in functions:
                values[place] = convert(values[place], expression, connection)
        changed.append(tuple(values))
    return changed


def _as_stored(value: Any) -> Any:
    """A value as the driver takes it for a comparison."""
    if connection.vendor != "sqlite":
        return value
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, dt.date) else value
