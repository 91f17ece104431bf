"""Workers as real processes: nothing lost, nothing doubled, whoever is killed."""

import signal
from collections import Counter

import pytest

from prosfora.jobs.tests.install import Install, wait_until

pytestmark = pytest.mark.django_db

ENQUEUE = "from prosfora.jobs.tests.sample_jobs import write_down, slowly, fail\n"
STATES = """
    from collections import Counter
    from django_tasks_db.models import DBTaskResult
    ours = DBTaskResult.objects.order_by().filter(task_path__startswith="prosfora.jobs.tests")
    print(json.dumps(Counter(ours.values_list("status", flat=True))))
"""
MAKE_IT_SHORT = """
    from django_tasks_db.models import DBTaskResult
    DBTaskResult.objects.update(args_kwargs={"args": ["job", 0], "kwargs": {}})
"""
AN_HOUR_LATER = """
    import datetime as dt
    from django.db.models import F
    from prosfora.jobs.models import WorkerBeat
    WorkerBeat.objects.update(at=F("at") - dt.timedelta(hours=1))
"""


def test_two_workers_share_the_queue_and_double_nothing(install: Install) -> None:
    install.ask(ENQUEUE + "for n in range(40): write_down.enqueue(f'word{n}')")
    workers = [install.start("work", "--batch") for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert Counter(install.noted()) == Counter({f"word{n}": 1 for n in range(40)})
    assert install.ask(STATES) == {"SUCCESSFUL": 40}


def test_a_killed_workers_job_is_taken_again_exactly_once(install: Install) -> None:
    install.ask(ENQUEUE + "slowly.enqueue('job', 60)")
    killed = install.start("work")
    wait_until(lambda: install.noted() == ["job-began"])
    killed.kill()
    killed.wait()
    assert install.ask(STATES) == {"RUNNING": 1}

    install.ask(AN_HOUR_LATER)
    install.ask(MAKE_IT_SHORT)
    workers = [install.start("work", "--batch") for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]

    assert install.noted() == ["job-began", "job-began", "job-ended"]
    assert install.ask(STATES) == {"SUCCESSFUL": 1}


def test_the_job_of_a_living_worker_is_left_to_it(install: Install) -> None:
    install.ask(ENQUEUE + "slowly.enqueue('job', 3)")
    first = install.start("work", "--batch")
    wait_until(lambda: install.noted() == ["job-began"])
    assert install.start("work", "--batch").wait(60) == 0
    assert first.wait(60) == 0
    assert install.noted() == ["job-began", "job-ended"]


def test_a_worker_told_to_stop_ends_its_job_and_takes_no_other(install: Install) -> None:
    install.ask(ENQUEUE + "slowly.enqueue('first', 1.5); slowly.enqueue('second', 0)")
    worker = install.start("work")
    wait_until(lambda: install.noted() == ["first-began"])
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert install.noted() == ["first-began", "first-ended"]
    assert install.ask(STATES) == {"SUCCESSFUL": 1, "READY": 1}
    assert install.ask("from prosfora.jobs.models import WorkerBeat\nprint(WorkerBeat.objects.count())") == 0


def test_an_idle_worker_stops_at_once(install: Install) -> None:
    worker = install.start("work")
    wait_until(
        lambda: install.ask("from prosfora.jobs.models import WorkerBeat\nprint(WorkerBeat.objects.count())") == 1
    )
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(5) == 0


def test_two_workers_keep_one_schedule(install: Install) -> None:
    workers = [install.start("work", "--batch") for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    planned = install.ask("from prosfora.jobs.worker import schedule\nprint(len(schedule()))")
    done = "from django_tasks_db.models import DBTaskResult\nprint(DBTaskResult.objects.successful().count())"
    assert install.ask(done) == planned > 0
