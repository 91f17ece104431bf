"""The plug is pulled while offers are issued: nothing half-written, nothing lost, nothing doubled, no orphan."""

import os
import random
import signal
import time
from http.client import HTTPException
from threading import Thread

from prosfora.site.demo.sink import Sink
from tests.concurrency.installation import Installation, children, is_alive, kill_group, until
from tests.concurrency.trade import a_draft, quotation

OFFERS = 10
KILLS = 3


def test_killing_everything_while_offers_are_issued(installation: Installation, mails: tuple[int, Sink]) -> None:
    key = installation.key_of("eleni")
    server = installation.serve()
    numbers = [a_draft(installation, key) for _ in range(OFFERS)]
    answered: set[str] = set()

    for _ in range(KILLS):
        issuing = Thread(target=issue_all, args=(installation, key, numbers, answered))
        issuing.start()
        time.sleep(random.uniform(0.02, 0.4))
        kill_group(server)
        issuing.join()
        stored = {number: quotation(installation, number) for number in numbers}
        for number, facts in stored.items():
            assert (facts["status"], facts["issued"]) in (("draft", 0), ("issued", 1)), number
        # Whatever the server said yes to stands.
        assert all(stored[number]["status"] == "issued" for number in answered)
        server = installation.serve()

    issue_all(installation, key, numbers, answered)
    until(
        lambda: all(quotation(installation, number)["delivery_status"] == "sent" for number in numbers), "all sent", 200
    )
    assert all(quotation(installation, number)["issued"] == 1 for number in numbers)
    sent = [str(message["Message-ID"]) for message in mails[1].messages]
    for number in numbers:
        # A mail that left just before the plug was pulled may leave again, as the same mail.
        assert len({name for name in sent if number in name}) == 1, number
    checked = installation.run("check", "--files")
    assert "chains are whole" in checked
    assert "stored files are whole" in checked


def issue_all(installation: Installation, key: str, numbers: list[str], answered: set[str]) -> None:
    """Issue one after the other until done or the server is gone; note what it said yes to."""
    for number in numbers:
        try:
            answer = installation.call("POST", f"/quotations/{number}/issue_quotation", {}, key=key)
        except (OSError, HTTPException):
            return
        if answer.status == 200:
            answered.add(number)


def family_of(pid: int) -> list[int]:
    """Web process and worker, once both are there."""
    until(lambda: len(children(pid)) == 2, "web process and worker run")
    return children(pid)


def test_nobody_is_left_when_the_supervisor_is_killed(installation: Installation) -> None:
    server = installation.serve()
    family = family_of(server.pid)

    os.kill(server.pid, signal.SIGKILL)
    server.wait()

    until(lambda: not any(is_alive(pid) for pid in family), "web process and worker leave")
    installation.serve()  # the port is free again


def test_a_killed_child_is_replaced(installation: Installation) -> None:
    server = installation.serve()
    before = set(family_of(server.pid))

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    until(lambda: len(set(children(server.pid)) - before) == 2, "both children are replaced")
    until(lambda: installation._answers(server), "the server answers again")


def test_stopping_leaves_nobody_behind(installation: Installation) -> None:
    server = installation.serve()
    family = family_of(server.pid)

    server.send_signal(signal.SIGTERM)

    assert installation.exit_code(server) == 0
    assert not any(is_alive(pid) for pid in family)


def test_ctrl_c_in_a_terminal_reaches_the_whole_group_and_stops_it_at_once(installation: Installation) -> None:
    server = installation.serve()
    family = family_of(server.pid)

    os.killpg(server.pid, signal.SIGINT)

    assert installation.exit_code(server) == 0
    assert not any(is_alive(pid) for pid in family)
    said = (installation.var / "log").read_text()
    assert "refused to gracefully stop" not in said
    assert "starting it again" not in said
