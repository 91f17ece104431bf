"""Put an archive of `prosfora backup` back: proven first, then put in place of what is there."""

import argparse
import shutil
import tempfile
from pathlib import Path

from prosfora.kit.errors import Refused
from prosfora.site.command import archive
from prosfora.site.command.database import copy_in, holds_data
from prosfora.site.command.place import database_url, forget_preparation, nobody_serves, var_dir


class WouldOverwrite(Refused):
    """There is a database already."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to put back")
    parser.add_argument("--force", action="store_true", help="replace the database that is there")


def run(options: argparse.Namespace) -> int:
    url = database_url()
    with nobody_serves(), tempfile.TemporaryDirectory(dir=var_dir(), prefix=".restore-") as name:
        if holds_data(url) and not options.force:
            raise WouldOverwrite("there is a database already; --force replaces it (take a backup of it first)")
        folder = Path(name)
        manifest = archive.unpack(options.file, folder)
        _put_files(folder / "files", var_dir() / "files")
        copy_in(url, next((folder / "database").iterdir()))
        forget_preparation()
    print(f"restored the state of {manifest['taken_at']}; start with: prosfora serve")
    return 0


def _put_files(source: Path, target: Path) -> None:
    """Stored files are named by their content: those that are there already are the same."""
    if not source.exists():
        return
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, place)
