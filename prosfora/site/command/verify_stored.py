"""What `prosfora verify` asks of the database: the journal, and stored prices."""

import json
import sys
from collections.abc import Sequence

from django.db import connection

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.recomputing import Difference, recompute
from prosfora.evidence.queries.heads import last_seal
from prosfora.evidence.queries.proving import tampering
from prosfora.site.command.verify import CannotVerify

MOST_TOLD = 10_000  # places; what is wrong in more is told as a number


def has_tables() -> bool:
    """Whether there is a journal to look at."""
    return JournalEntry._meta.db_table in connection.introspection.table_names()


def verify_journal(*, for_programs: bool) -> int:
    """The whole journal against its chains and sealed heads, in constant memory; 1 where anything is wrong."""
    count = 0
    told: list[dict[str, str]] = []
    for found in tampering():
        count += 1
        if count > MOST_TOLD:
            continue
        if for_programs:
            told.append({"place": found.place, "problem": found.problem})
        else:
            print(f"FAILED  {found.place}: {found.problem}", file=sys.stderr)
    seal = last_seal()
    if for_programs:
        last = seal and {"number": seal.number, "sealed_at": seal.sealed_at.isoformat(), "statement": seal.digest}
        result = "fails" if count else "holds"
        print(json.dumps({"result": result, "places": count, "problems": told, "last_seal": last}, ensure_ascii=False))
    else:
        print(f"the journal, its chains and their sealed heads were read; {count} places are wrong")
        if seal is None:
            print("no heads were sealed yet: that whole chains, or their ends, are gone could not be seen")
        else:
            print(
                f"last seal of heads: {seal.number} of {seal.sealed_at:%Y-%m-%d %H:%M} UTC, SHA-256 {seal.digest}\n"
                "keep that line elsewhere: whoever can delete the last seals cannot delete what you wrote down"
            )
    return int(count > 0)


def verify_prices(numbers: Sequence[str], *, everything: bool) -> int:
    """Stored prices made again from the records they kept, to the cent; 1 where one differs. Raises CannotVerify."""
    documents = SalesDocument.objects.all()
    if not everything:
        documents = documents.filter(number__in=numbers)
        found = set(documents.values_list("number", flat=True))
        if missing := [number for number in numbers if number not in found]:
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
