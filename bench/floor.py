"""The floor: what the bare drivers need to store the same rows, each document in its own durable transaction."""

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

import psycopg

HEADER = "INSERT INTO floor_header (number, customer, net, body) VALUES ({0}, {0}, {0}, {0})"
ITEM = "INSERT INTO floor_item (number, position, product, quantity, net, trace) VALUES ({0}, {0}, {0}, {0}, {0}, {0})"
TABLES = (
    "CREATE TABLE floor_header (number integer PRIMARY KEY, customer text, net text, body text)",
    "CREATE TABLE floor_item (number integer, position integer, product text, quantity text, net text, trace text)",
)
TRACE = '{"elements": [' + ", ".join(f'{{"step": {step}, "value": "10.00"}}' for step in range(15)) + "]}"


def _rows(number: int, items: int) -> tuple[tuple[object, ...], list[tuple[object, ...]]]:
    header = (number, "1000001", "1234.50", "x" * 400)
    return header, [(number, place * 10, "BOLT-M8", "40", "9.60", TRACE) for place in range(1, items + 1)]


def sqlite_floor_ms(items: int, times: int = 200) -> float:
    """Median milliseconds to store one header and `items` rows on SQLite (WAL, synchronous=NORMAL as the product)."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        connection = sqlite3.connect(Path(folder) / "floor.sqlite3", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        for table in TABLES:
            connection.execute(table)
        durations = []
        for number in range(times):
            header, rows = _rows(number, items)
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(HEADER.format("?"), header)
            connection.executemany(ITEM.format("?"), rows)
            connection.execute("COMMIT")
            durations.append((time.perf_counter() - start) * 1000)
        connection.close()
    return statistics.median(durations)


def postgres_floor_ms(url: str, items: int, times: int = 200) -> float:
    """Median milliseconds to store one header and `items` rows on PostgreSQL, fsync on, one statement per table."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS floor_header, floor_item")
        for table in TABLES:
            connection.execute(table)
        durations = []
        for number in range(times):
            header, rows = _rows(number, items)
            values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * items)
            start = time.perf_counter()
            with connection.transaction():
                connection.execute(HEADER.format("%s"), header)
                connection.execute(
                    f"INSERT INTO floor_item (number, position, product, quantity, net, trace) VALUES {values}",
                    [value for row in rows for value in row],
                )
            durations.append((time.perf_counter() - start) * 1000)
        connection.execute("DROP TABLE floor_header, floor_item")
    return statistics.median(durations)


def floor_ms(url: str | None, items: int) -> float:
    """The floor of the database in use; `url` None means SQLite."""
    return sqlite_floor_ms(items) if url is None else postgres_floor_ms(url, items)
