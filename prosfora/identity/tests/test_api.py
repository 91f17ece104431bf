"""Programs sign in by token, with its narrower rights; a repeated call creates nothing twice."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from prosfora.identity.models import ApiToken, IdempotentCall, SavedView, User
from prosfora.identity.services import deactivate_user, revoke_token
from prosfora.identity.tests.builders import a_program, a_token
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("prosfora.identity.tests.program_urls")]


class TestSignIn:
    def test_a_token_is_its_user_on_the_channel_of_programs(self, seller: User) -> None:
        assert a_program(seller).get("/api/me").json() == {
            "username": "seller", "channel": "api", "may_quote": True, "may_let_in": False,
        }  # fmt: skip

    def test_a_token_may_do_less_than_its_user(self, seller: User) -> None:
        assert not a_program(seller, verbs=["documents.display_quotation"]).get("/api/me").json()["may_quote"]

    @pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer pfa_unknown", "Basic c2VsbGVyOng=", "pfa_unknown"])
    def test_without_a_token_of_ours_nobody_gets_in(self, header: str | None) -> None:
        headers = {} if header is None else {"Authorization": header}
        assert Client(headers=headers).get("/api/me").status_code == 401

    def test_a_session_is_no_token(self, seller: User) -> None:
        client = Client()
        client.force_login(seller)
        assert client.get("/api/me").status_code == 401

    def test_revoked_expired_and_shut_out_are_refused(self, seller: User, administrator: User) -> None:
        token, clear = a_token(seller)
        client = Client(headers={"Authorization": f"Bearer {clear}"})
        revoke_token(token=token, by=seller, at=MONDAY)
        assert client.get("/api/me").status_code == 401
        ApiToken.objects.update(revoked_at=None, expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        assert client.get("/api/me").status_code == 401
        other = a_program(seller)
        deactivate_user(user=seller, by=administrator, at=MONDAY)
        assert other.get("/api/me").status_code == 401

    def test_sign_in_costs_one_statement(self, seller: User, django_assert_num_queries: Any) -> None:
        client = a_program(seller)
        client.get("/api/me")
        with django_assert_num_queries(1):
            client.get("/api/me")

    def test_its_use_is_noted_after_the_answer_once_a_minute(self, seller: User) -> None:
        client = a_program(seller)
        client.get("/api/me")
        first = ApiToken.objects.get().last_used_at
        assert first is not None
        client.get("/api/me")
        assert ApiToken.objects.get().last_used_at == first
        ApiToken.objects.update(last_used_at=first - dt.timedelta(seconds=61))
        client.get("/api/me")
        assert ApiToken.objects.get().last_used_at > first

    def test_it_answers_in_the_users_language_unless_asked_otherwise(self, seller: User) -> None:
        seller.language = "el"
        seller.save()
        client = a_program(seller)
        assert client.get("/api/me")["Content-Language"] == "el"
        assert client.get("/api/me", headers={"Accept-Language": "en"})["Content-Language"] == "en"


def create(client: Client, name: str = "Open", key: str | None = "k-1", answer: str = "schema") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = json.dumps({"name": name, "answer": answer})
    return client.post("/api/views", body, content_type="application/json", headers=headers)


class TestRepeatedCalls:
    def test_the_same_call_twice_creates_once_and_answers_alike(self, seller: User) -> None:
        client = a_program(seller)
        first, again = create(client), create(client)
        assert first.status_code == again.status_code == 201
        assert first.content == again.content
        assert "Idempotent-Replayed" not in first
        assert again["Idempotent-Replayed"] == "true"
        assert SavedView.objects.count() == 1

    def test_without_a_key_every_call_creates(self, seller: User) -> None:
        client = a_program(seller)
        for _ in range(2):
            assert create(client, key=None).status_code == 201
        assert SavedView.objects.count() == 2

    def test_the_same_key_for_another_body_is_refused(self, seller: User) -> None:
        client = a_program(seller)
        create(client)
        other = create(client, "Other")
        assert (other.status_code, other["Content-Type"]) == (422, "application/problem+json")
        assert other.json()["title"] == "key reused"
        assert SavedView.objects.count() == 1

    def test_keys_of_two_users_do_not_meet(self, seller: User, outsider: User) -> None:
        assert create(a_program(seller)).status_code == create(a_program(outsider)).status_code == 201
        assert SavedView.objects.count() == 2

    @pytest.mark.parametrize("answer", ["refused", "bug", "problem"])
    def test_what_failed_leaves_nothing_and_may_be_tried_again(self, seller: User, answer: str) -> None:
        client = a_program(seller)
        assert create(client, answer=answer).status_code >= 400
        assert SavedView.objects.count() == IdempotentCall.objects.count() == 0
        assert create(client).status_code == 201

    def test_status_tag_and_place_are_repeated_too(self, seller: User) -> None:
        client = a_program(seller)
        create(client, answer="response")
        again = create(client, answer="response")
        assert (again["ETag"], again["Location"]) == ('"7"', "/views/1")
        create(client, key="k-2", answer="accepted")
        assert create(client, key="k-2", answer="accepted").status_code == 202

    def test_a_key_too_long_is_refused(self, seller: User) -> None:
        assert create(a_program(seller), key="k" * 201).status_code == 400

    def test_a_key_costs_two_statements_more(self, seller: User) -> None:
        client = a_program(seller)
        client.get("/api/me")
        assert statements(client, "k-9") - statements(client, None) == 2


def statements(client: Client, key: str | None) -> int:
    """How many statements a creating call runs, transaction marks not counted."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert create(client, key=key).status_code == 201
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for q in asked.captured_queries)
