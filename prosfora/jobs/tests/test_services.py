"""Failures come back with growing waits, end as dead letters, and wait for a person's decision."""

import datetime as dt
from typing import Any

import pytest
from django.tasks import TaskResultStatus
from django.test import Client
from django.utils import translation
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.jobs.models import ScheduleRun, WorkerBeat
from prosfora.jobs.queries import dead_letters, figures, interrupted, living_workers
from prosfora.jobs.rules import RetryPolicy, Scheduled, is_due
from prosfora.jobs.services import (
    NoDeadLetter,
    ReasonMissing,
    beat,
    discard_job,
    leave,
    prune_jobs,
    put_back,
    retry_job,
    start_scheduled,
    take_up_orphans,
)
from prosfora.jobs.tasks import _policies, policy_of
from prosfora.jobs.telling import JOBS, job_words
from prosfora.jobs.tests.sample_jobs import fail, fail_once, write_down
from prosfora.jobs.worker import Worker
from prosfora.kit.clock import now
from tests.cast import MONDAY, User

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _notes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES", str(tmp_path / "notes.txt"))


def work() -> None:
    """Let a worker empty the queue."""
    worker = Worker(worker_id="test", batch=True)
    while (row := worker._take()) is not None:
        worker.run_task(row)


def make_due() -> None:
    """Let the waiting time of every job pass."""
    DBTaskResult.objects.update(run_after=now() - MINUTE)


def the_job() -> Any:
    return DBTaskResult.objects.get()


class TestPolicy:
    def test_waits_double_up_to_the_longest(self) -> None:
        policy = RetryPolicy(tries=12, first_wait=10 * MINUTE, longest_wait=60 * MINUTE)
        assert [policy.wait_after(failures) for failures in (1, 2, 3, 4, 11)] == [
            10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 60 * MINUTE, 60 * MINUTE,
        ]  # fmt: skip
        assert policy.wait_after(12) is None

    @given(st.integers(1, 30), st.integers(1, 60))
    def test_waits_never_shrink_and_end(self, tries: int, failures: int) -> None:
        policy = RetryPolicy(tries=tries)
        waits = [policy.wait_after(count) for count in range(1, failures + 1)]
        known = [wait for wait in waits if wait is not None]
        assert known == sorted(known)
        assert (waits[-1] is None) == (failures >= tries)

    def test_each_job_has_its_own_policy(self) -> None:
        assert policy_of("prosfora.jobs.tests.sample_jobs.fail").tries == 3
        assert policy_of("prosfora.jobs.tests.sample_jobs.fail_once").tries == 1
        assert policy_of("gone.module.job") == RetryPolicy()


class TestRetries:
    def test_a_job_that_works_is_done_once(self) -> None:
        write_down.enqueue("word")
        work()
        job = the_job()
        assert (job.status, job.return_value, job.worker_ids) == (TaskResultStatus.SUCCESSFUL, "word", ["test"])

    def test_a_failure_waits_and_is_tried_again_until_it_is_a_dead_letter(self) -> None:
        fail.enqueue("word")
        for tries in (1, 2):
            work()
            job = the_job()
            assert (job.status, len(job.worker_ids)) == (TaskResultStatus.READY, tries)
            wait = job.run_after - now()
            assert dt.timedelta(seconds=9 * tries) < wait <= dt.timedelta(seconds=12 * tries)
            make_due()
        work()
        assert the_job().status == TaskResultStatus.FAILED
        assert "ZeroDivisionError" in the_job().traceback
        assert list(dead_letters()) == [the_job()]

    def test_the_wait_is_spread_so_that_failures_do_not_come_back_together(self) -> None:
        for _ in range(12):
            fail.enqueue("word")
        work()
        assert len(set(DBTaskResult.objects.values_list("run_after", flat=True))) == 12

    def test_a_job_whose_code_is_gone_becomes_a_dead_letter_not_a_crash(self) -> None:
        write_down.enqueue("word")
        DBTaskResult.objects.update(task_path="prosfora.jobs.tests.sample_jobs.gone")
        for _ in range(6):
            work()
            make_due()
        assert the_job().status == TaskResultStatus.FAILED

    def test_a_worker_that_died_before_deciding_leaves_the_decision_to_the_next(self) -> None:
        fail.enqueue("word")
        DBTaskResult.objects.update(
            status=TaskResultStatus.FAILED, worker_ids=["dead"], finished_at=now() - 10 * MINUTE
        )
        assert len(interrupted(now())) == 1
        assert take_up_orphans(at=now()) == 1
        assert the_job().status == TaskResultStatus.READY

    def test_a_dead_letter_stays_dead(self) -> None:
        fail_once.enqueue("word")
        work()
        DBTaskResult.objects.update(finished_at=now() - 10 * MINUTE)
        assert take_up_orphans(at=now()) == 0
        assert not put_back(job_id=the_job().pk, at=now())

    def test_a_job_that_kills_its_workers_is_given_up(self) -> None:
        write_down.enqueue("word")
        DBTaskResult.objects.update(
            status=TaskResultStatus.RUNNING, worker_ids=["a", "b", "c"], started_at=now() - 10 * MINUTE
        )
        assert take_up_orphans(at=now()) == 1
        assert (the_job().status, the_job().exception_class_path) == ("FAILED", "prosfora.jobs.WorkerDied")

    def test_an_idle_look_is_one_read(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1) as asked:
            assert Worker(worker_id="test")._take() is None
        assert asked.captured_queries[0]["sql"].startswith("SELECT 1")


class TestSignsOfLife:
    def test_a_silent_workers_job_is_taken_up_once(self) -> None:
        write_down.enqueue("word")
        beat(worker="dead", at=now() - 5 * MINUTE)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["dead"], started_at=now())
        assert take_up_orphans(at=now()) == 1
        assert take_up_orphans(at=now()) == 0

    def test_a_living_workers_job_is_left_alone(self) -> None:
        write_down.enqueue("word")
        beat(worker="alive", at=now())
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["alive"], started_at=now())
        assert take_up_orphans(at=now()) == 0

    def test_workers_come_and_go(self) -> None:
        beat(worker="a", at=MONDAY)
        beat(worker="a", at=MONDAY + MINUTE)
        beat(worker="b", at=MONDAY)
        assert {w.worker for w in living_workers(MONDAY + MINUTE)} == {"a", "b"}
        leave(worker="b")
        assert {w.worker for w in living_workers(MONDAY + MINUTE)} == {"a"}
        assert not living_workers(MONDAY + 10 * MINUTE)


class TestSchedule:
    PLAN = (Scheduled("note", "prosfora.jobs.tests.sample_jobs.write_down", dt.timedelta(hours=1)),)

    @pytest.mark.parametrize(("minutes", "due"), [(0, False), (59, False), (60, True), (600, True)])
    def test_a_job_is_due_after_its_interval(self, minutes: int, due: bool) -> None:
        assert is_due(MONDAY, dt.timedelta(hours=1), MONDAY + minutes * MINUTE) == due

    def test_a_job_never_run_is_due(self) -> None:
        assert is_due(None, dt.timedelta(hours=1), MONDAY)

    def test_each_interval_starts_one_run_however_many_ask(self) -> None:
        assert [start_scheduled(plan=self.PLAN, at=MONDAY) for _ in range(3)] == [["note"], [], []]
        assert start_scheduled(plan=self.PLAN, at=MONDAY + 61 * MINUTE) == ["note"]
        assert DBTaskResult.objects.count() == 2
        assert ScheduleRun.objects.get().last_run == MONDAY + 61 * MINUTE

    def test_every_planned_job_of_the_product_exists(self) -> None:
        from prosfora.jobs.worker import schedule

        assert schedule()
        for entry in schedule():
            assert callable(import_string(entry.task).enqueue)


class TestWords:
    def test_every_job_of_the_product_has_a_name_people_can_read(self) -> None:
        for path in JOBS:
            import_string(path)  # a job is known once its module is loaded
        own = {path for path in _policies if ".tests." not in path}

        assert own == JOBS.keys()

    def test_jobs_are_called_in_the_readers_language(self) -> None:
        with translation.override("el"):
            assert job_words("prosfora.jobs.services.prune") == "Διαγραφή παλαιών εργασιών"
        assert job_words("gone.module.a_job") == "A job"


class TestDeadLetters:
    @pytest.fixture
    def dead(self) -> Any:
        fail_once.enqueue("word")
        work()
        return the_job()

    def test_a_retry_starts_all_over_and_is_told(self, dead: Any) -> None:
        retry_job(job_id=dead.pk, by=System(), at=now())
        assert (the_job().status, the_job().worker_ids) == (TaskResultStatus.READY, [])
        assert JournalEntry.objects.get().verb == "retry_job"
        with pytest.raises(NoDeadLetter):
            retry_job(job_id=dead.pk, by=System(), at=now())

    def test_giving_up_needs_a_reason_and_keeps_what_it_was(self, dead: Any) -> None:
        with pytest.raises(ReasonMissing):
            discard_job(job_id=dead.pk, reason=" ", by=System(), at=now())
        discard_job(job_id=dead.pk, reason="customer gone", by=System(), at=now())
        assert not DBTaskResult.objects.exists()
        entry = JournalEntry.objects.get()
        assert (entry.reason, entry.data["arguments"]["args"]) == ("customer gone", ["word"])

    def test_old_successes_are_forgotten_dead_letters_never(self, dead: Any) -> None:
        write_down.enqueue("word")
        work()
        DBTaskResult.objects.update(finished_at=now() - dt.timedelta(days=31))
        WorkerBeat.objects.create(worker="old", at=now() - dt.timedelta(days=31))
        assert prune_jobs(at=now()) == 1
        assert the_job() == dead
        assert not WorkerBeat.objects.exists()

    def test_the_figures_count_what_matters(self, dead: Any) -> None:
        write_down.enqueue("word")
        beat(worker="a", at=now())
        assert figures(now()) == {"waiting": 1, "running": 0, "failed": 1, "workers": 1}

    def test_an_administrator_sees_and_decides(self, dead: Any, administrator: User) -> None:
        client = Client()
        client.force_login(administrator)
        assert "Fail once" in client.get("/jobs/?status=FAILED").content.decode()
        page = client.get(f"/jobs/{dead.pk}/").content.decode()
        assert "ZeroDivisionError" in page
        assert client.post(f"/jobs/{dead.pk}/discard_job", {"reason": ""}).status_code == 422
        assert client.post(f"/jobs/{dead.pk}/retry_job").status_code == 302
        assert the_job().status == TaskResultStatus.READY
        assert client.post(f"/jobs/{dead.pk}/retry_job").status_code == 409

    def test_the_journal_tells_a_decision_in_greek(self, dead: Any, administrator: User) -> None:
        administrator.language = "el"
        administrator.save()
        discard_job(job_id=dead.pk, reason="άκυρη παραγγελία", by=System(), at=now())
        client = Client()
        client.force_login(administrator)

        page = client.get(f"/journal/entries/{JournalEntry.objects.get().pk}").content.decode()

        assert "Η εργασία απορρίφθηκε" in page
        assert "<dt>Παράμετροι</dt>" in page

    def test_an_auditor_sees_a_seller_does_not(self, dead: Any, auditor: User, seller: User) -> None:
        for user, seen, done in ((auditor, 200, 403), (seller, 404, 404)):
            client = Client()
            client.force_login(user)
            assert client.get("/jobs/").status_code == seen
            assert client.get(f"/jobs/{dead.pk}/").status_code == seen
            assert client.post(f"/jobs/{dead.pk}/retry_job").status_code == done
            assert client.post(f"/jobs/{dead.pk}/discard_job", {"reason": "x"}).status_code == done
