"""The plug is pulled before every step of issuing, delivering and accepting: all of a verb stands, or nothing."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from prosfora.site.demo.sink import Sink
from tests.concurrency.installation import REPOSITORY, Installation, until
from tests.concurrency.trade import a_worker

FEWEST = 12  # steps of a verb: fewer were not counted


@dataclass(frozen=True)
class Attempt:
    """A verb on the document `number`, stopped before its step `step`, or not."""

    number: str
    step: int
    was_killed: bool


def attempts(installation: Installation, verb: str) -> list[Attempt]:
    """Stop a verb before each of its steps."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.concurrency.stopping", verb],
        env=installation.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    found = [Attempt(**json.loads(line)) for line in done.stdout.splitlines()]
    assert len(found) > FEWEST
    assert [one.was_killed for one in found] == [True] * (len(found) - 1) + [False]
    return found


def count(installation: Installation, sql: str) -> int:
    return int(installation.rows(sql)[0][0])


def status(installation: Installation, number: str) -> str:
    return str(installation.rows(f"SELECT status FROM documents_salesdocument WHERE number = '{number}'")[0][0])


def entries(installation: Installation, number: str, verb: str) -> int:
    told = f"kind = 'quotation' AND key = '{number}' AND verb = '{verb}'"
    return count(installation, f"SELECT count(*) FROM audit_journalentry WHERE {told}")


def frozen(installation: Installation, number: str) -> int:
    return count(installation, f"SELECT count(*) FROM offers_frozenoffer WHERE number = '{number}'")


def sealed(installation: Installation, number: str) -> int:
    joined = "offers_sealedfile s JOIN offers_frozenoffer f ON f.id = s.frozen_id"
    return count(installation, f"SELECT count(*) FROM {joined} WHERE f.number = '{number}' AND s.kind = 'offer'")


def orders_of(installation: Installation, number: str) -> int:
    source = f"(SELECT id FROM documents_salesdocument WHERE number = '{number}')"
    joined = (
        "documents_flowlink l JOIN documents_item s ON s.id = l.source_id JOIN documents_item t ON t.id = l.target_id"
    )
    return count(installation, f"SELECT count(DISTINCT t.document_id) FROM {joined} WHERE s.document_id IN {source}")


def jobs_for(installation: Installation, number: str) -> int:
    rows = installation.rows("SELECT args_kwargs FROM django_tasks_database_dbtaskresult")
    return sum(f'"{number}"' in (row[0] if isinstance(row[0], str) else json.dumps(row[0])) for row in rows)


def acceptances(installation: Installation, number: str) -> int:
    joined = "portal_acceptance a JOIN offers_frozenoffer f ON f.id = a.frozen_id"
    return count(installation, f"SELECT count(*) FROM {joined} WHERE f.number = '{number}'")


def assert_whole(installation: Installation) -> None:
    """Every chain of the journal and every stored file."""
    told = installation.run("check", "--files")
    assert "chains are whole" in told
    assert "stored files are whole" in told


def test_an_offer_is_issued_as_a_whole_or_not_at_all(installation: Installation, mails: tuple[int, Sink]) -> None:
    """Status, frozen content, journal and the delivery that waits stand together; what was issued goes out once."""
    tried = attempts(installation, "issue")

    for one in tried:
        stands = (
            status(installation, one.number), frozen(installation, one.number),
            entries(installation, one.number, "issue_quotation"), jobs_for(installation, one.number),
        )  # fmt: skip
        assert stands in (("draft", 0, 0, 0), ("issued", 1, 1, 1)), one
    issued = {one.number for one in tried if status(installation, one.number) == "issued"}
    assert tried[-1].number in issued
    a_worker(installation)
    until(lambda: {one for one in issued if sealed(installation, one) == 1} == issued, "all issued offers are sealed")
    until(lambda: len(sent_for(mails, issued)) >= len(issued), "all issued offers are mailed")
    assert set(sent_for(mails, issued).values()) == {1}
    assert_whole(installation)


def sent_for(mails: tuple[int, Sink], numbers: set[str]) -> Counter[str]:
    """How many mails each offer made, repetitions of the same mail counted once."""
    names = {str(message["Message-ID"]) for message in mails[1].messages}
    return Counter(number for number in numbers for name in names if f"-{number}-" in name)


def test_a_delivery_stopped_anywhere_is_done_by_the_next_worker(
    installation: Installation, mails: tuple[int, Sink]
) -> None:
    """Sealed once, mailed as one mail, whatever stood on the disk before."""
    tried = attempts(installation, "deliver")

    numbers = {one.number for one in tried}
    assert all(sealed(installation, number) <= 1 for number in numbers)
    a_worker(installation)
    delivered = "SELECT count(*) FROM documents_salesdocument WHERE delivery_status = 'sent' AND number IN ({})"
    asked = delivered.format(", ".join(f"'{number}'" for number in numbers))
    until(lambda: count(installation, asked) == len(numbers), "all are delivered")
    assert all(sealed(installation, number) == 1 for number in numbers)
    assert set(sent_for(mails, numbers).values()) == {1}
    assert_whole(installation)


def test_an_acceptance_stands_with_its_order_or_not_at_all(installation: Installation) -> None:
    """One order for every accepted offer, none for the others, which can still be accepted: once."""
    tried = attempts(installation, "accept")

    for one in tried:
        entered = entries(installation, one.number, "accept_quotation")
        stands = (status(installation, one.number), orders_of(installation, one.number), entered)
        assert stands in (("issued", 0, 0), ("accepted", 1, 1)), one
    key = installation.key_of("eleni")
    installation.serve("--no-worker")
    for one in tried:
        was = status(installation, one.number)
        answer = installation.call("POST", f"/quotations/{one.number}/accept_quotation", {}, key=key)
        assert answer.status == (201 if was == "issued" else 409), (one, answer.body)
        assert orders_of(installation, one.number) == 1
    assert_whole(installation)


def test_what_the_customer_accepts_on_his_page_stands_as_a_whole_or_not_at_all(
    installation: Installation, mails: tuple[int, Sink]
) -> None:
    """Order, record of the act and status together; each record is sealed once and mailed to both sides."""
    tried = attempts(installation, "accept_by_link")

    for one in tried:
        number = one.number
        stands = (
            status(installation, number), orders_of(installation, number), acceptances(installation, number),
            entries(installation, number, "accept_offer"),
        )  # fmt: skip
        assert stands in (("issued", 0, 0, 0), ("accepted", 1, 1, 1)), one
    accepted = [one.number for one in tried if status(installation, one.number) == "accepted"]
    assert tried[-1].number in accepted
    a_worker(installation)
    until(lambda: all(entries(installation, one, "deliver_acceptance") == 2 for one in accepted), "both sides have it")
    assert all(entries(installation, one, "seal_acceptance") == 1 for one in accepted)
    assert_whole(installation)
