"""An installation of the first release comes up with the present one: every document as it was, and work goes on."""

import subprocess
import sys
from typing import Any

from tests.concurrency.installation import REPOSITORY, Installation
from tests.concurrency.trade import a_draft

# Rooms and the schema they had first; what came later is taken back with the data in it.
FIRST = (
    ("insights", "zero"), ("portal", "zero"), ("documents", "0001"), ("pricing", "0001"), ("evidence", "zero"),
    ("approvals", "zero"), ("offers", "zero"), ("audit", "0001"),
)  # fmt: skip
NOT_NOTED = ("pricing_date_by", "follow_up_on")  # by the first release


def test_documents_of_the_first_schema_are_whole_after_the_upgrade(installation: Installation) -> None:
    key = installation.key_of("eleni")
    installation.serve("--no-worker")
    numbers = [a_draft(installation, key, lines) for lines in (1, 3)]
    assert installation.call("POST", f"/quotations/{numbers[0]}/issue_quotation", {}, key=key).status == 200
    before, made = documents(installation, key, numbers), tables(installation)
    installation.stop()
    back_to_the_first(installation)
    old = tables(installation)

    installation.serve("--no-worker")

    assert old < made  # the schema was an older one
    assert tables(installation) == made
    for now, then in zip(documents(installation, key, numbers), before, strict=True):
        assert {name: value for name, value in now.items() if value != then[name]} == {}
    drafted = a_draft(installation, key, 3)
    totals = [body["total"] for body in documents(installation, key, [numbers[1], drafted])]
    assert totals[0] == totals[1]  # and the old prices still make the new offers
    assert installation.call("POST", f"/quotations/{numbers[0]}/accept_quotation", {}, key=key).status == 201


def documents(installation: Installation, key: str, numbers: list[str]) -> list[Any]:
    """What programs read of documents, but for what the first release did not note."""
    answers = [installation.call("GET", f"/quotations/{number}", key=key) for number in numbers]
    assert {answer.status for answer in answers} == {200}
    for answer in answers:  # nobody is reminded of an offer that went out before there were reminders
        answer.body["possible"] = [verb for verb in answer.body["possible"] if verb != "stop_reminders"]
    return [{name: value for name, value in answer.body.items() if name not in NOT_NOTED} for answer in answers]


def tables(installation: Installation) -> set[str]:
    known = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if not installation.url.startswith("sqlite"):
        known = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return {str(name) for (name,) in installation.rows(known)}


def back_to_the_first(installation: Installation) -> None:
    """Take the later migrations of each room back, as an administrator would who goes back to an old release."""
    own = {"DJANGO_SETTINGS_MODULE": "prosfora.site.settings", "PROSFORA_SECRET_KEY": "only-for-tests"}
    for room, name in FIRST:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", room, name], env={**installation.environment, **own},
            cwd=REPOSITORY, capture_output=True, check=True,
        )  # fmt: skip
