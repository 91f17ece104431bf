"""Take a request for quotation to the accepted quotation, step by step, and write PDF and JSON to a folder."""

import argparse
from pathlib import Path

from prosfora.site.command import prepare
from prosfora.site.command.place import var_dir
from prosfora.site.command.ready import is_prepared
from prosfora.site.demo import journey


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help="folder for PDF and JSON; out/ in the var folder if left out")


def run(options: argparse.Namespace) -> int:
    if not is_prepared():
        prepare.run(argparse.Namespace(no_demo=True))
    journey.run(out=options.out or var_dir() / "out", say=print)
    return 0
