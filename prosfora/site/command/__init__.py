"""The `prosfora` command: one module per subcommand, each with `arguments(parser)` and `run(options) -> exit code`.

This package is imported by the supervisor of `prosfora serve`, which has to stay small: nothing here imports Django
before a subcommand that needs it was asked for.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from prosfora.kit.errors import Refused
from prosfora.site.command.place import keep_secret


@dataclass(frozen=True, slots=True)
class Subcommand:
    """Where a subcommand lives and whether it works on the database."""

    module: str
    help: str
    needs_django: bool = True
    needs_tables: bool = True


SUBCOMMANDS = {
    "serve": Subcommand("serve", "start the web server and the job worker", needs_django=False),
    "worker": Subcommand("worker", "run background jobs only"),
    "demo": Subcommand("demo", "take a request to an accepted quotation and show every step", needs_tables=False),
    "quote": Subcommand("quote", "price a quotation from the shell, without storing it"),
    "verify": Subcommand(
        "verify", "check an evidence bundle or sealed PDF; the journal; prices kept", needs_django=False
    ),
    "import": Subcommand("imports", "read parties, products, conditions or quotations from a file"),
    "user": Subcommand("user", "add and list users, grant roles, set passwords, deactivate"),
    "token": Subcommand("token", "issue, list and revoke the keys of programs"),
    "backup": Subcommand(
        "backup", "write the database and the files into one archive, while running", needs_django=False
    ),
    "restore": Subcommand("restore", "put an archive back", needs_django=False),
    "check": Subcommand("check", "look whether everything stands as it should", needs_tables=False),
    "prepare": Subcommand(
        "prepare", "bring the database and the assets up to date (serve does it by itself)", needs_tables=False
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; the exit code is 0 when it did its work, 1 when refused, 2 when asked wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in SUBCOMMANDS:
        return _overview(given)
    name = given[0]
    subcommand = SUBCOMMANDS[name]
    if subcommand.needs_django:
        set_up_django()
    module = import_module(f"{__name__}.{subcommand.module}")
    parser = argparse.ArgumentParser(prog=f"prosfora {name}", description=module.__doc__)
    module.arguments(parser)
    options = parser.parse_args(given[1:])  # help and misspellings need no tables
    if subcommand.needs_django and subcommand.needs_tables and not has_tables():
        return 1
    try:
        return int(module.run(options) or 0)
    except Refused as refusal:
        print(f"prosfora {name}: {refusal.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader (head, less) went away: not our mistake
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _overview(given: Sequence[str]) -> int:
    asked_for_help = not given or given[0] in ("-h", "--help", "help")
    stream = sys.stdout if asked_for_help else sys.stderr
    if not asked_for_help:
        print(f"prosfora: there is no subcommand {given[0]!r}", file=stream)
    print("usage: prosfora SUBCOMMAND …   (prosfora SUBCOMMAND --help tells more)\n", file=stream)
    for name, subcommand in SUBCOMMANDS.items():
        print(f"  {name:<9} {subcommand.help}", file=stream)
    return 0 if asked_for_help else 2


def has_tables() -> bool:
    """Whether there is something to work on, made by no look at it; says so where there is not. Django is set up."""
    from django.db import DatabaseError, connection  # here, because the supervisor must not carry Django
    from django.db.migrations.recorder import MigrationRecorder

    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and not name.startswith("file:")
    try:
        if (not is_file or Path(name).exists()) and MigrationRecorder(connection).has_table():
            return True
    except DatabaseError as error:
        print(f"prosfora: the database cannot be read: {error}", file=sys.stderr)
        return False
    print("prosfora: the database is empty; `prosfora prepare` (or `serve`) makes its tables", file=sys.stderr)
    return False


def set_up_django() -> None:
    """For subcommands that work on the database; `verify` works without, and asks when it needs to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosfora.site.settings")
    keep_secret()
    import django  # here, because the supervisor must not carry Django: 60 MB

    django.setup()
