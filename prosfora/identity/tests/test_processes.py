"""The same call from many connections at once makes one record, on either database."""

import pytest

from prosfora.jobs.tests.install import Install

pytestmark = pytest.mark.django_db

PREPARE = """
    from django.conf import settings
    settings.ROOT_URLCONF = "prosfora.identity.tests.program_urls"
    import datetime as dt, threading
    from django.db import connection
    from django.test import Client
    from prosfora.audit.services import System
    from prosfora.identity.models import SavedView, User
    from prosfora.identity.services import create_user, issue_token
    user = create_user(username="seller", email="", password=None, by=System(), at=now())
    _token, clear = issue_token(user=user, name="x", expires_at=now() + dt.timedelta(days=1), by=user, at=now())
    headers = {"Authorization": f"Bearer {clear}"}
    answers = []
    gate = threading.Barrier(8)

    def call(number):
        client = Client(headers=headers, raise_request_exception=False)
        gate.wait()
        for key in keys(number):
            sent = {"Idempotency-Key": key} if key else {}
            answer = client.post("/api/views", '{"name": "x"}', content_type="application/json", headers=sent)
            answers.append([answer.status_code, answer.content.decode(), answer.headers.get("Idempotent-Replayed", "")])
        connection.close()

    def race():
        threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return {"answers": answers, "made": SavedView.objects.count()}
"""


def test_eight_calls_at_once_with_one_key_create_one_record(install: Install) -> None:
    found = install.ask(PREPARE + "\n    keys = lambda number: ['one']\n    print(json.dumps(race()))")
    assert {status for status, _body, _replayed in found["answers"]} == {201}
    assert len({body for _status, body, _replayed in found["answers"]}) == 1
    assert sorted(replayed for _status, _body, replayed in found["answers"]) == [""] + ["true"] * 7
    assert found["made"] == 1


def test_different_keys_do_not_hinder_one_another(install: Install) -> None:
    found = install.ask(
        PREPARE + "\n    keys = lambda number: [f'k{number}-{n}' for n in range(5)]\n    print(json.dumps(race()))"
    )
    assert {status for status, _body, _replayed in found["answers"]} == {201}
    assert found["made"] == 40


CHAINS = """
    import threading
    from django.db import connection, transaction
    from prosfora.audit.queries import verify_all
    from prosfora.audit.models import JournalEntry
    from prosfora.audit.rules import Subject
    from prosfora.audit.services import System, record
    errors = []

    def write(number):
        try:
            for _ in range(10):
                with transaction.atomic():
                    record(verb="change_quotation", subject=Subject("quotation", "20000042"), by=System(), at=now())
        except Exception as error:
            errors.append(repr(error))
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print(json.dumps({"errors": errors, "entries": JournalEntry.objects.count(), "broken": len(list(verify_all()))}))
"""


def test_six_writers_to_one_records_journal_keep_its_chain_whole(install: Install) -> None:
    assert install.ask(CHAINS) == {"errors": [], "entries": 60, "broken": 0}
