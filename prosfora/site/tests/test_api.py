"""The API as a whole: one shape of refusal, exact JSON, a document that describes it."""

import json
from typing import Any

import pytest
from django.test import Client

from prosfora.identity.models import User
from prosfora.identity.tests.builders import a_program

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer["Content-Type"]


def post(client: Client, path: str, body: bytes | str, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_the_document_names_every_call_and_needs_no_token() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["info"]["title"] == "Prosfora"
    assert "/api/v1/imports/{kind}" in document["paths"]
    assert len({op["operationId"] for path in document["paths"].values() for op in path.values()}) == sum(
        len(path) for path in document["paths"].values()
    )


def test_without_a_token_every_call_says_how_to_sign_in() -> None:
    answer = Client().get("/api/v1/imports")
    assert refused(answer) == (401, PROBLEM)
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "pfa_" in answer.json()["detail"]


def test_an_unknown_address_is_a_problem_too(seller: User) -> None:
    assert refused(a_program(seller).get("/api/v1/spaceships/7")) == (404, PROBLEM)


@pytest.mark.parametrize("path", ["/products/a%0Ab", "/%0A"])
def test_an_address_that_no_call_can_have_is_a_problem_too(seller: User, path: str) -> None:
    assert refused(a_program(seller).get(f"/api/v1{path}")) == (404, PROBLEM)


def test_a_record_that_is_not_there_is_404(administrator: User) -> None:
    answer = a_program(administrator).get("/api/v1/imports/999999")
    assert refused(answer) == (404, PROBLEM)
    assert answer.json()["instance"] == "/api/v1/imports/999999"


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"not json",
        b'{"good_rows_only": NaN}',
        b'{"good_rows_only": 1e999999999999, "x": Infinity}',
        b"\xff\xfe{}",
        b'{"x": ' + b"9" * 30 + b"}",
        b'{"x": "\\u0000"}',
        b'{"x": "\\ud800"}',
        b'{"x": "a\\\\u0000 \\u0000"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_our_json_is_refused_before_any_verb(administrator: User, body: bytes) -> None:
    assert refused(post(a_program(administrator), "/imports/1/import_file", body)) == (400, PROBLEM)


def test_text_that_only_looks_like_an_escape_is_taken(administrator: User) -> None:
    answer = post(a_program(administrator), "/imports/1/import_file", b'{"x": "\\\\u0000"}')
    assert answer.status_code == 404


def test_fields_of_the_wrong_shape_are_pointed_at(administrator: User) -> None:
    answer = post(a_program(administrator), "/imports/1/import_file", json.dumps({"good_rows_only": "perhaps"}))
    assert refused(answer) == (422, PROBLEM)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/good_rows_only"]


def test_wrong_parameters_are_named(administrator: User) -> None:
    answer = a_program(administrator).get("/api/v1/imports?limit=many")
    assert refused(answer) == (422, PROBLEM)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/limit"]


def test_a_bug_is_a_reference_not_a_trace(
    administrator: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug is planted in the query behind a call; the answer names a reference that finds the trace in the log."""

    def broken(_user: User) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("prosfora.files.api.visible_imports", broken)
    answer = a_program(administrator).get("/api/v1/imports")
    assert refused(answer) == (500, PROBLEM)
    assert "secret detail" not in answer.content.decode()
    assert answer.json()["reference"] in caplog.text
    assert "secret detail" in caplog.text


def test_refusals_speak_the_callers_language(administrator: User) -> None:
    client = a_program(administrator)
    english = client.get("/api/v1/spaceships", headers={"Accept-Language": "en"}).json()["detail"]
    assert english == "There is nothing at this address"


def test_a_session_cookie_opens_nothing(administrator: User) -> None:
    client = Client()
    client.force_login(administrator)
    assert client.get("/api/v1/imports").status_code == 401
