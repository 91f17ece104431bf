"""Make stored prices again from the records they kept, and compare them to the cent.

Example: prosfora verify --recompute 20000042    or: prosfora verify --all

Nothing is written. The exit code is 0 where every price comes out as stored, 1 where one does not. Sealed offers and
their evidence bundles come with a later release; the journal's chains are checked by `prosfora check`.
"""

import argparse
import sys

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.recomputing import Difference, recompute
from prosfora.kit.errors import Refused


class CannotVerify(Refused):
    """Nothing was named, or there is no such document."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recompute", metavar="NUMBER", action="append", default=[], help="a document; may be repeated"
    )
    parser.add_argument("--all", action="store_true", help="every inquiry, quotation and order")


def run(options: argparse.Namespace) -> int:
    documents = SalesDocument.objects.all()
    if not options.all:
        if not options.recompute:
            raise CannotVerify("name a document with --recompute NUMBER, or take --all", "recompute")
        documents = documents.filter(number__in=options.recompute)
        found = set(documents.values_list("number", flat=True))
        if missing := [number for number in options.recompute if number not in found]:
            raise CannotVerify(f"there is no document {', '.join(missing)}", "recompute")
    count, differences = documents.count(), 0
    for difference in recompute(documents):
        differences += 1
        print(_told(difference), file=sys.stderr)
    print(f"{count} documents made again from the records they kept; {differences} differences")
    return int(differences > 0)


def _told(found: Difference) -> str:
    place = f"{found.number} item {found.position}" if found.position else f"{found.number} total"
    return (
        f"{place}: {found.field} is stored as {found.stored or 'nothing'}, made again as {found.computed or 'nothing'}"
    )
