"""The disk is full when the PDF is written: the offer stays issued, nothing half-written, and it goes out later."""

import random
import resource

from prosfora.site.demo.sink import Sink
from tests.concurrency.installation import Installation, kill_group, until
from tests.concurrency.trade import CUSTOMER, PRODUCT, a_worker, quotation

ROOM = 500_000  # bytes a file of the worker may have: enough for the database's log, too little for the PDF
LINES, LETTERS = 110, 9_000


def no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def a_long_offer(installation: Installation, key: str) -> str:
    """An offer with so many words that its PDF finds no room, however well it is packed."""
    dice = random.Random(8)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(LINES * LETTERS // 8)]
    notes = [" ".join(words[line::LINES]) for line in range(LINES)]
    items = [{"product": PRODUCT, "quantity": "100", "note": note} for note in notes]
    answer = installation.call("POST", "/quotations", {"sold_to": CUSTOMER, "items": items}, key=key)
    assert answer.status == 201, answer.body
    return str(answer.body["number"])


def test_a_full_disk_loses_and_doubles_nothing(installation: Installation, mails: tuple[int, Sink]) -> None:
    key = installation.key_of("eleni")
    installation.serve("--no-worker")
    number = a_long_offer(installation, key)
    assert installation.call("POST", f"/quotations/{number}/issue_quotation", {}, key=key).status == 200
    installation.shorten_log()

    starved = installation.start("worker", "--interval", "0.1", before=no_room)
    until(lambda: quotation(installation, number)["delivery_status"] == "failed", "the failure is noted")
    kill_group(starved)

    facts = quotation(installation, number)
    assert (facts["status"], facts["issued"], facts["pdf_digest"]) == ("issued", 1, "")
    assert not [path for path in (installation.var / "files").rglob("*") if path.name.startswith(".part-")]
    assert "stored files are whole" in installation.run("check", "--files")
    assert not letters_of(number, mails[1])

    a_worker(installation)
    until(lambda: quotation(installation, number)["delivery_status"] == "sent", "it goes out when there is room", 200)
    assert len(letters_of(number, mails[1])) == 1
    assert "stored files are whole" in installation.run("check", "--files")


def letters_of(number: str, sink: Sink) -> list[str]:
    """The mails that bring this offer."""
    names = [str(message["Message-ID"]) for message in sink.messages]
    return [name for name in names if number in name]
