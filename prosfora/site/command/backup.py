"""Write the database and all stored files into one archive; the product may run meanwhile.

The signing secret (var/secret_key) is not in it: without it, people sign in again after a restore, and nothing else
is lost.
"""

import argparse
import datetime as dt
import tempfile
from pathlib import Path

from prosfora.site.command import archive
from prosfora.site.command.database import copy_out
from prosfora.site.command.place import database_url, var_dir


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to write, as prosfora-2026-11-23.tar.gz")


def run(options: argparse.Namespace) -> int:
    target: Path = options.file
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        database = copy_out(database_url(), Path(folder))
        taken = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        count = archive.write(target, database=database, files=var_dir() / "files", facts={"taken_at": taken})
    print(f"{target}: the database and {count} stored files, {target.stat().st_size / 1e6:.1f} MB")
    return 0
