"""What a verification found, told to people and to programs."""

import sys
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prosfora.evidence.rules.findings import Report

SHOWN = 20  # places of one failed check


def as_json(report: "Report") -> dict[str, Any]:
    """A report for programs: every finding with its place."""
    return {
        "result": "holds" if report.holds else "fails",
        "kind": report.what,
        "number": report.number,
        "checks": [
            {"check": one.check.value, "place": one.place, "holds": one.holds, "problem": one.problem}
            for one in report.findings
        ],
        "keys": [{"fingerprint": key.fingerprint, "subject": key.subject, "demo": key.is_demo} for key in report.keys],
        "notes": list(report.notes),
    }


def print_report(name: str, report: "Report") -> None:
    """A report for people: what was checked, what it proves, every failed check with its place and meaning."""
    from prosfora.evidence.rules.findings import MEANINGS

    subject = f"evidence of quotation {report.number}" if report.number else "a sealed PDF"
    print(f"{name}: {subject}\n")
    for check, group in groupby(report.findings, key=lambda one: one.check):
        found = list(group)
        failed = [one for one in found if not one.holds]
        print(f"{'FAILED' if failed else 'ok':<7} {MEANINGS[check].looked_at}" + _counted(len(found)))
        for one in failed[:SHOWN]:
            print(f"        {one.place}: {one.problem}")
        if len(failed) > SHOWN:
            print(f"        … and {len(failed) - SHOWN} more places")
        print(f"        {'means' if failed else 'proves'}: {_meaning(check, bool(failed))}")
    for key in report.keys:
        print(f"\nsealed with {key.subject}\n        SHA-256 of the certificate: {key.fingerprint}")
        if key.is_demo:
            print("        a DEMO key, which anybody could have made: it proves nothing about who sealed")
    for note in report.notes:
        print(f"\nnote: {note}")
    verdict = "Everything that was checked holds." if report.holds else "NOT everything holds: see FAILED above."
    print(f"\n{verdict}")
    sys.stdout.flush()


def _counted(places: int) -> str:
    return f" ({places} places)" if places > 1 else ""


def _meaning(check: Any, failed: bool) -> str:
    from prosfora.evidence.rules.findings import MEANINGS

    return MEANINGS[check].otherwise if failed else MEANINGS[check].proves
