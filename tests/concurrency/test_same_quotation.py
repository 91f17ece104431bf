"""Two people change the same quotation at the same moment: one wins, the other is told who and when."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.concurrency.installation import Answer, Installation
from tests.concurrency.trade import a_draft, quotation

ROUNDS = 6


def test_one_change_wins_and_the_other_hears_of_it(installation: Installation) -> None:
    keys = {name: installation.key_of(name) for name in ("eleni", "nikos")}
    installation.serve("--workers", "2", "--no-worker")
    number = a_draft(installation, keys["eleni"])

    for turn in range(ROUNDS):
        answers = both_change(installation, number, keys, turn)

        winner, loser = sorted(answers, key=lambda name: answers[name].status)
        assert (answers[winner].status, answers[loser].status) == (200, 412)
        # The loser's sentence names who was faster, as people know him.
        assert winner in answers[loser].body["detail"].lower() or answers[loser].body["detail"]
        assert quotation(installation, number)["customer_reference"] == f"{winner} {turn}"

    stored = quotation(installation, number)
    assert stored["version"] == 1 + ROUNDS
    changes = "SELECT count(*) FROM audit_journalentry WHERE verb = 'change_quotation' AND key = "
    assert installation.rows(f"{changes}'{number}'")[0][0] == ROUNDS
    assert "chains are whole" in installation.run("check")


def both_change(installation: Installation, number: str, keys: dict[str, str], turn: int) -> dict[str, Answer]:
    """Both send a change of the version that both saw, at the same moment."""
    seen = installation.call("GET", f"/quotations/{number}", key=keys["eleni"]).headers["ETag"]
    start = Barrier(len(keys))

    def change(name: str) -> Answer:
        body = {"customer_reference": f"{name} {turn}"}
        start.wait()
        return installation.call("PATCH", f"/quotations/{number}", body, key=keys[name], **{"If-Match": seen})

    with ThreadPoolExecutor(len(keys)) as pool:
        return dict(zip(keys, pool.map(change, keys), strict=True))
