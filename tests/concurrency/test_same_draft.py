"""Two people release the same draft of a price at the same moment: one wins, the other is told who."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.concurrency.installation import Answer, Installation

ROUNDS = 4
NAMES = ("petros", "katerina")


def test_one_release_wins_and_the_other_hears_of_it(installation: Installation) -> None:
    keys = {name: installation.key_of(name) for name in NAMES}
    installation.serve("--workers", "2", "--no-worker")

    for turn in range(ROUNDS):
        draft = a_draft_price(installation, keys["petros"], customer=f"100000{turn + 1}")
        answers = both_release(installation, draft, keys)

        winner, loser = sorted(answers, key=lambda name: answers[name].status)
        assert (answers[winner].status, answers[loser].status) == (200, 412)
        assert f"{winner} released this draft already" in answers[loser].body["detail"]

    released = "SELECT count(*) FROM pricing_conditionrecord WHERE status = 'released' AND released_by IS NOT NULL"
    assert installation.rows(released)[0][0] == ROUNDS
    assert "chains are whole" in installation.run("check")


def a_draft_price(installation: Installation, key: str, customer: str) -> int:
    """A customer's price that waits; its id."""
    body = {
        "condition_type": "PR00", "key": {"customer": customer, "product": "CABLE-3G25"}, "amount": "1.23",
        "currency": "EUR", "unit": "MTR", "sales_area": "GR01-10-00", "valid_from": "2026-01-01", "status": "draft",
    }  # fmt: skip
    made = installation.call("POST", "/conditions", body, key=key)
    assert made.status == 201, made.body
    return int(made.body["id"])


def both_release(installation: Installation, draft: int, keys: dict[str, str]) -> dict[str, Answer]:
    """Both release the version that both saw, at the same moment."""
    start = Barrier(len(keys))

    def release(name: str) -> Answer:
        start.wait()
        return installation.call(
            "POST", f"/conditions/{draft}/release_condition", {}, key=keys[name], **{"If-Match": '"1"'}
        )

    with ThreadPoolExecutor(len(keys)) as pool:
        return dict(zip(keys, pool.map(release, keys), strict=True))
