"""Two workers at one queue: each offer is printed once and mailed once."""

from prosfora.site.demo.sink import Sink
from tests.concurrency.installation import Installation, until
from tests.concurrency.trade import a_draft, a_worker, quotation

OFFERS = 12


def test_two_workers_deliver_each_offer_once(installation: Installation, mails: tuple[int, Sink]) -> None:
    key = installation.key_of("eleni")
    installation.serve("--no-worker")
    numbers = [a_draft(installation, key) for _ in range(OFFERS)]
    for number in numbers:
        assert installation.call("POST", f"/quotations/{number}/issue_quotation", {}, key=key).status == 200

    workers = [a_worker(installation) for _ in range(2)]

    until(lambda: all(quotation(installation, number)["delivery_status"] == "sent" for number in numbers), "all sent")
    assert all(worker.poll() is None for worker in workers)
    sent = [str(message["Message-ID"]) for message in mails[1].messages]
    assert len(sent) == len(set(sent)) >= OFFERS
    assert all(sum(number in name for name in sent) == 1 for number in numbers)
    # An offer is sent inside its job: the job itself ends a moment later.
    until(lambda: ways_jobs_ended(installation) == {"SUCCESSFUL"}, "all jobs ended well")


def ways_jobs_ended(installation: Installation) -> set[str]:
    """The statuses of all jobs but those that wait for their hour."""
    due = "status <> 'READY' OR run_after <= CURRENT_TIMESTAMP"
    rows = installation.rows(f"SELECT DISTINCT status FROM django_tasks_database_dbtaskresult WHERE {due}")
    return {status for (status,) in rows}
