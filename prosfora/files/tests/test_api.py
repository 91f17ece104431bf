"""Programs send files, watch their runs, import and undo them; every refusal is a problem document."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prosfora.files.models import ImportRun
from prosfora.files.running import carry_out_import
from prosfora.files.tests.importing import ViewImporter, imported_names
from prosfora.identity.models import User
from prosfora.identity.tests.builders import a_program

pytestmark = pytest.mark.django_db
FILE = b"name;query\r\nmine;owner=me\r\nother;bad\r\n"


def sent(client: Client, content: bytes = FILE, query: str = "", **headers: str) -> Any:
    return client.post(
        f"/api/v1/imports/views?name=views.csv{query}", content, content_type="text/csv", headers=headers
    )


def test_a_body_is_taken_and_watched_by_its_location(importer: ViewImporter, administrator: User) -> None:
    client = a_program(administrator)
    answer = sent(client, query="&good_rows_only=true")
    assert answer.status_code == 202
    assert answer.json()["status"] == "waiting"
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/api/v1/imports/{run.pk}"

    carry_out_import.call(run.pk)

    seen = client.get(answer["Location"]).json()
    assert (seen["status"], seen["created"], seen["error_count"]) == ("imported", 1, 1)
    assert seen["errors"] == [{"line": 3, "column": "query", "value": "bad", "reason": "Bad filters"}]
    assert imported_names() == [("mine", "owner=me")]


def test_a_form_is_taken_too(importer: ViewImporter, administrator: User) -> None:
    answer = a_program(administrator).post(
        "/api/v1/imports/views?dry_run=true", {"file": SimpleUploadedFile("views.csv", FILE)}
    )
    assert (answer.status_code, answer.json()["name"], answer.json()["dry_run"]) == (202, "views.csv", True)


def test_the_same_key_imports_once(importer: ViewImporter, administrator: User) -> None:
    client = a_program(administrator)
    first = sent(client, **{"Idempotency-Key": "import-1"})
    again = sent(client, **{"Idempotency-Key": "import-1"})
    assert (again.status_code, again["Idempotent-Replayed"], again.content) == (202, "true", first.content)
    assert ImportRun.objects.count() == 1


def test_a_checked_file_is_imported_and_undone(importer: ViewImporter, administrator: User) -> None:
    client = a_program(administrator)
    sent(client, b"name;query\r\nmine;x\r\n", "&dry_run=true")
    run = ImportRun.objects.get()
    carry_out_import.call(run.pk)
    url = f"/api/v1/imports/{run.pk}"
    imported = client.post(f"{url}/import_file", json.dumps({}), content_type="application/json")
    assert imported.status_code == 202
    carry_out_import.call(run.pk)
    assert client.post(f"{url}/undo_import").status_code == 202
    carry_out_import.call(run.pk)
    assert client.get(url).json()["status"] == "undone"
    refused = client.post(f"{url}/undo_import")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")


@pytest.mark.parametrize(
    ("query", "status"),
    [("&encoding=ebcdic", 422), ("&delimiter=x", 422), ("&name=../x.csv", 422), ("&scope=" + "9" * 30, 422)],
)
def test_bad_options_are_refused(importer: ViewImporter, administrator: User, query: str, status: int) -> None:
    answer = sent(a_program(administrator), query=query)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_form_without_a_file_points_at_the_field(importer: ViewImporter, administrator: User) -> None:
    answer = a_program(administrator).post("/api/v1/imports/views", {"x": "y"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/file")


def test_an_unknown_kind_is_404(administrator: User) -> None:
    assert a_program(administrator).post("/api/v1/imports/spaceships", b"x", content_type="text/csv").status_code == 404


def test_who_may_not_import_the_kind_is_forbidden(importer: ViewImporter, seller: User) -> None:
    assert sent(a_program(seller)).status_code == 403


def test_runs_come_newest_first_in_pages(importer: ViewImporter, administrator: User, seller: User) -> None:
    client = a_program(administrator)
    for _ in range(3):
        sent(client)
    first = client.get("/api/v1/imports?limit=2").json()
    second = client.get(f"/api/v1/imports?limit=2&cursor={first['next_cursor']}").json()
    ids = [run["id"] for run in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3
    assert a_program(seller).get("/api/v1/imports").json()["items"] == []


def test_a_body_too_large_is_refused_with_a_sentence(
    importer: ViewImporter, administrator: User, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = sent(a_program(administrator), FILE * 10)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
