"""Many accept several variants at one moment, or we revise what is being accepted: one of both, never both."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.concurrency.installation import Answer, Installation
from tests.concurrency.trade import a_draft, quotation

AT_ONCE = 50
ROUNDS = 6


def made(installation: Installation, number: str, verb: str, key: str) -> str:
    """The number of what a verb makes of a quotation."""
    answer = installation.call("POST", f"/quotations/{number}/{verb}", {}, key=key)
    assert answer.status in (200, 201), answer.body
    return str(answer.body["number"])


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """What calls answer that are made at the same moment."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_fifty_acceptances_of_three_variants_one_is_taken(installation: Installation) -> None:
    key = installation.key_of("eleni")
    installation.serve("--workers", "2", "--no-worker")
    first = a_draft(installation, key)
    made(installation, first, "issue_quotation", key)
    others = [made(installation, first, "add_variant", key) for _ in range(2)]
    variants = [first, *(made(installation, number, "issue_quotation", key) for number in others)]
    orders = "SELECT count(*) FROM documents_salesdocument WHERE category = 'order'"
    before = installation.rows(orders)[0][0]

    def accept(number: str) -> Callable[[], Answer]:
        return lambda: installation.call("POST", f"/quotations/{number}/accept_quotation", {}, key=key)

    answers = at_once([accept(variants[turn % 3]) for turn in range(AT_ONCE)])

    assert Counter(answer.status for answer in answers) == {201: 1, 409: AT_ONCE - 1}
    stored = {number: quotation(installation, number)["status"] for number in variants}
    assert sorted(stored.values()) == ["accepted", "closed", "closed"]
    winner = next(number for number, status in stored.items() if status == "accepted")
    reasons = {answer.body["detail"] for answer in answers if answer.status == 409}
    assert reasons <= {
        f"{winner} is accepted; this is not possible now",
        *(f"{number} is closed: {winner} was accepted instead" for number in variants if number != winner),
    }
    assert installation.rows(orders)[0][0] - before == 1
    assert "chains are whole" in installation.run("check")


def test_a_revision_is_issued_or_its_predecessor_accepted_never_both(installation: Installation) -> None:
    key = installation.key_of("eleni")
    installation.serve("--workers", "2", "--no-worker")
    seen: Counter[str] = Counter()
    for _ in range(ROUNDS):
        offer = a_draft(installation, key)
        made(installation, offer, "issue_quotation", key)
        revision = made(installation, offer, "revise_quotation", key)

        def say(verb: str, number: str) -> Callable[[], Answer]:
            return lambda: installation.call("POST", f"/quotations/{number}/{verb}", {}, key=key)

        answers = at_once([say("accept_quotation", offer), say("issue_quotation", revision)])

        stored = quotation(installation, offer)["status"], quotation(installation, revision)["status"]
        accepted, issued = (answer.status < 300 for answer in answers)
        assert accepted != issued, [answer.body for answer in answers]
        assert stored == (("accepted", "closed") if accepted else ("superseded", "issued"))
        assert next(answer.status for answer in answers if answer.status >= 300) in (409, 412)
        seen[stored[0]] += 1
    print(seen)
    assert "chains are whole" in installation.run("check")
