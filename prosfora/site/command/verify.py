"""Check an offer's evidence bundle offline: comes with the sealed revisions of a later release."""

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", nargs="?", help="the evidence bundle of one quotation")


def run(_options: argparse.Namespace) -> int:
    print(
        "prosfora verify: this release seals no offers yet, so there is no bundle to check.\n"
        "The journal's hash chains can be checked today: prosfora check",
        file=sys.stderr,
    )
    return 2
