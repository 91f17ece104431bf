"""Check what binds us: an evidence bundle or a sealed PDF, the journal, prices.

    prosfora verify FILE                     a bundle (ZIP) or a sealed PDF; no database, no network, no secret
    prosfora verify FILE --key FINGERPRINT   sealed with this certificate? Its SHA-256, or its file (PEM); repeatable
    prosfora verify --journal                the whole journal against its chains and against the sealed heads
    prosfora verify --recompute NUMBER       make the document's prices again from the condition records they kept
    prosfora verify --recompute --all        every document's

Nothing is written. The exit code is 0 where everything holds, 1 where something does not, 2 where there is nothing that
can be checked: a file that is neither, a database without tables.
"""

import argparse
import json
import re
import sys
from importlib import import_module
from pathlib import Path

from prosfora.kit.errors import Refused
from prosfora.site.command.telling_evidence import as_json, print_report

UNREADABLE = 2
LARGEST = 256 * 1024 * 1024  # bytes: what evidence.rules.archive takes; nothing larger is read into memory
_FINGERPRINT = re.compile(r"[0-9a-fA-F:]{64,95}")


class CannotVerify(Refused):
    """Nothing was named, or what was named is not there."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="an evidence bundle or a sealed PDF")
    parser.add_argument(
        "--key", action="append", default=[], metavar="FINGERPRINT|PEM", help="a certificate that you expect"
    )
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object on standard output")
    parser.add_argument("--journal", action="store_true", help="the journal of this installation")
    parser.add_argument(
        "--recompute", metavar="NUMBER", action="append", nargs="?", default=[], help="a document; may be repeated"
    )
    parser.add_argument("--all", action="store_true", help="with --recompute: every inquiry, quotation and order")


def run(options: argparse.Namespace) -> int:
    """The file where one was named, else what is asked of the database."""
    if options.file is not None:
        return _file(options)
    wanted = [number for number in options.recompute if number]
    if not (options.journal or options.all or wanted):
        raise CannotVerify("name a file, or take --journal, --recompute NUMBER or --recompute --all", "file")
    import_module("prosfora.site.command").set_up_django()
    stored = import_module("prosfora.site.command.verify_stored")
    if not stored.has_tables():
        print("prosfora verify: the database is empty; there is nothing to check", file=sys.stderr)
        return UNREADABLE
    code = stored.verify_journal(for_programs=options.json) if options.journal else 0
    if options.all or wanted:
        code = max(code, stored.verify_prices(wanted, everything=options.all))
    return int(code)


def _file(options: argparse.Namespace) -> int:
    from prosfora.evidence.rules.archive import NotABundle
    from prosfora.evidence.rules.examining import examine

    try:
        if options.file.stat().st_size > LARGEST:
            raise NotABundle(f"it is larger than the {LARGEST:,} bytes that a bundle may have")
        report = examine(options.file.read_bytes(), name=options.file.name, expected=_expected(options.key))
    except (OSError, NotABundle) as error:
        problem = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        if options.json:
            print(json.dumps({"file": str(options.file), "result": "unreadable", "problem": problem}))
        print(f"prosfora verify: {options.file} cannot be read: {problem}", file=sys.stderr)
        return UNREADABLE
    if options.json:
        print(json.dumps({"file": str(options.file), **as_json(report)}, indent=1, ensure_ascii=False))
    else:
        print_report(str(options.file), report)
    return int(not report.holds)


def _expected(given: list[str]) -> set[str]:
    """Fingerprints from what --key names. Raises CannotVerify."""
    from prosfora.evidence.rules.keys import fingerprints_of_pem

    found: set[str] = set()
    for name in given:
        if _FINGERPRINT.fullmatch(name) and len(plain := name.replace(":", "").lower()) == 64:
            found.add(plain)
            continue
        try:
            read = fingerprints_of_pem(Path(name).read_bytes())
        except OSError as error:
            raise CannotVerify(f"--key {name} is no SHA-256, and no file that can be read: {error.strerror}") from error
        if not read:
            raise CannotVerify(f"--key {name} holds no certificate (PEM)")
        found |= read
    return found
