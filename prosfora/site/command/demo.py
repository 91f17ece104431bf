"""Take a request for quotation to the accepted quotation, step by step, in a demo company of its own."""

import argparse
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from prosfora.site.command.place import var_dir
from prosfora.site.demo.journey import run as take_all


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help="folder for PDF and JSON; var/demo if left out")


def run(options: argparse.Namespace) -> int:
    call_command("migrate", verbosity=0)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # pages are read without being served
    take_all(out=options.out or var_dir() / "demo", say=print)
    return 0
