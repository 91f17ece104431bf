"""`make bench`: the performance budget on every database that is reachable; writes var/bench.json.

Each database is measured by a process of its own (settings are read once), on data of its own that is kept in var/bench
for the next run. Timings are medians of one run on this machine; compare ratios, not milliseconds.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from bench.results import Figure

VAR = Path(os.environ.get("PROSFORA_VAR", Path(__file__).resolve().parents[1] / "var")) / "bench"
POSTGRES = os.environ.get("PROSFORA_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/prosfora_bench")


def main() -> int:
    """Measure, print every figure with its target, write them all; 0 whether or not every target was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotations", type=int, default=100_000)
    parser.add_argument("--parties", type=int, default=200_000)
    parser.add_argument("--conditions", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    options = parser.parse_args()
    VAR.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    for database, url in (("sqlite", None), ("postgresql", POSTGRES)):
        if options.database in (None, database):
            figures += _measured(database, url, options)
    target = VAR.parent / "bench.json"
    target.write_text(json.dumps([vars(figure) for figure in figures], indent=1) + "\n")
    missed = [figure for figure in figures if figure.met is False]
    print(f"\n{len(figures)} figures in {target}; {len(missed)} miss their target")
    for figure in missed:
        print("  " + figure.line)
    return 0


def _measured(database: str, url: str | None, options: argparse.Namespace) -> list[Figure]:
    if url is not None and not _made(url):
        print(f"== NOT MEASURED: {database}; none is reachable at {url}")
        return []
    print(f"== {database}", flush=True)
    folder = VAR / database
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "PROSFORA_VAR": str(folder), "PROSFORA_SECRET_KEY": "only-for-bench"}
    environment.pop("PROSFORA_DATABASE_URL", None)
    if url is not None:
        environment["PROSFORA_DATABASE_URL"] = url
    report = folder / "figures.json"
    command = [sys.executable, "-m", "bench.measure", database, str(report)]
    command += [f"--quotations={options.quotations}", f"--parties={options.parties}"]
    command += [f"--conditions={options.conditions}"]
    subprocess.run(command, env=environment, check=True)
    return [Figure(**row) for row in json.loads(report.read_text())]


def _made(url: str) -> bool:
    """Whether the database is there, made when the server is reachable."""
    server, _slash, name = url.rpartition("/")
    try:
        with psycopg.connect(server + "/postgres", autocommit=True, connect_timeout=3) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
