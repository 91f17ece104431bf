"""Pages: choose a file, see what it would do, import it, take it back; files on records, through their record."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prosfora.audit.kinds import declare_kind
from prosfora.files.models import Attachment, ImportRun
from prosfora.files.running import carry_out_import
from prosfora.files.tests.importing import ViewImporter, imported_names
from prosfora.identity.models import User

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the drawing"


@pytest.fixture
def _records() -> None:
    """Records of kind "drawing": everybody sees those whose number does not begin with X."""
    declare_kind("drawing", sees=lambda _user, key: not key.startswith("X"))


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(content: bytes, name: str = "views.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestImportPages:
    def start(self, client: Client, content: bytes) -> ImportRun:
        answer = client.post("/imports/new", {"kind": "views", "file": upload(content), "notation": "point"})
        assert answer.status_code == 302, answer.content.decode()
        run = ImportRun.objects.get()
        assert answer["Location"] == f"/imports/{run.pk}/"
        return run

    def test_a_file_is_checked_then_imported_then_undone(self, importer: ViewImporter, administrator: User) -> None:
        client = as_(administrator)
        run = self.start(client, b"name;query\r\nmine;owner=me\r\nother;bad\r\n")
        assert "every 1s" in client.get(f"/imports/{run.pk}/").content.decode()

        carry_out_import.call(run.pk)
        page = client.get(f"/imports/{run.pk}/").content.decode()
        assert "Bad filters" in page
        assert "Import the 1 good line" in page
        assert imported_names() == []

        client.post(f"/imports/{run.pk}/import_file", {"good_rows_only": "1"})
        carry_out_import.call(run.pk)
        assert imported_names() == [("mine", "owner=me")]

        client.post(f"/imports/{run.pk}/undo_import")
        carry_out_import.call(run.pk)
        assert imported_names() == []

    def test_the_progress_is_a_fragment_of_the_same_page(self, importer: ViewImporter, administrator: User) -> None:
        client = as_(administrator)
        run = self.start(client, b"name;query\r\nmine;x\r\n")
        fragment = client.get(f"/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
        assert fragment.strip().startswith('<div id="run"')

    def test_another_encoding_can_be_chosen(self, importer: ViewImporter, administrator: User) -> None:
        client = as_(administrator)
        run = self.start(client, "name;query\r\nΒίδες;x\r\n".encode("cp1253"))
        carry_out_import.call(run.pk)
        assert "not certain" in client.get(f"/imports/{run.pk}/").content.decode()
        answer = client.post(
            f"/imports/{run.pk}/check_file",
            {"encoding": "windows-1253", "notation": "point", "column_0": "name", "column_1": "query"},
        )
        assert answer.status_code == 302
        carry_out_import.call(run.pk)
        assert "not certain" not in client.get(f"/imports/{run.pk}/").content.decode()

    def test_a_verb_at_the_wrong_time_is_refused(self, importer: ViewImporter, administrator: User) -> None:
        client = as_(administrator)
        run = self.start(client, b"name;query\r\nmine;x\r\n")
        assert client.post(f"/imports/{run.pk}/undo_import").status_code == 409

    def test_an_empty_form_is_answered_with_what_is_missing(self, importer: ViewImporter, administrator: User) -> None:
        answer = as_(administrator).post("/imports/new", {})
        assert answer.status_code == 422
        assert "This field is required" in answer.content.decode()

    def test_a_template_has_the_columns_of_its_kind(self, importer: ViewImporter, administrator: User) -> None:
        answer = as_(administrator).get("/imports/template/views.csv")
        assert answer.content.decode().startswith("\ufeffname,query,rank,since,shared\r\n")

    def test_who_may_import_nothing_is_told_so(self, importer: ViewImporter, auditor: User) -> None:
        importer.verb = "identity.create_user"
        client = as_(auditor)
        assert client.get("/imports/new").status_code == 403
        assert client.get("/imports/template/views.csv").status_code == 403

    def test_runs_of_others_are_not_there_for_a_seller(
        self, importer: ViewImporter, administrator: User, seller: User
    ) -> None:
        run = self.start(as_(administrator), b"name;query\r\nmine;x\r\n")
        client = as_(seller)
        assert client.get(f"/imports/{run.pk}/").status_code == 404
        assert client.post(f"/imports/{run.pk}/import_file").status_code == 404
        assert run.name not in client.get("/imports/").content.decode()

    def test_the_list_shows_runs_with_their_state(self, importer: ViewImporter, administrator: User) -> None:
        client = as_(administrator)
        self.start(client, b"name;query\r\nmine;x\r\n")
        page = client.get("/imports/").content.decode()
        assert "views.csv" in page
        assert "waiting" in page


@pytest.mark.usefixtures("_records")
class TestAttachments:
    def attach(self, client: Client, content: bytes = PDF, name: str = "plan.pdf", key: str = "D/1") -> Any:
        return client.post(f"/files/of/drawing/{key}/attach_file", {"file": upload(content, name)})

    def test_a_file_is_added_listed_downloaded_and_taken_off(self, seller: User) -> None:
        client = as_(seller)
        assert "plan.pdf" in self.attach(client).content.decode()
        attachment = Attachment.objects.get()
        assert "plan.pdf" in client.get("/files/of/drawing/D/1").content.decode()

        answer = client.get(f"/files/{attachment.pk}")
        assert answer.content == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="plan.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

        assert "plan.pdf" not in client.post(f"/files/{attachment.pk}/detach_file").content.decode()
        assert client.get(f"/files/{attachment.pk}").status_code == 404

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("page.html", b"<script>alert(1)</script>"),
            ("image.svg", b"<svg onload='alert(1)'/>"),
            ("setup.exe", b"MZ\x90"),
            ("report.pdf", b"<html>not a pdf"),
            ("photo.png", b"GIF89a"),
            ("script.js", b"alert(1)"),
            ("noending", b"text"),
        ],
    )
    def test_programs_pages_and_disguises_are_not_taken(self, seller: User, name: str, content: bytes) -> None:
        answer = self.attach(as_(seller), content, name)
        assert answer.status_code == 422
        assert "not taken" in answer.content.decode()
        assert not Attachment.objects.exists()

    def test_a_text_is_saved_never_shown_as_a_page(self, seller: User) -> None:
        client = as_(seller)
        self.attach(client, b"<script>alert(1)</script>", "notes.txt")
        answer = client.get(f"/files/{Attachment.objects.get().pk}")
        assert answer["Content-Disposition"].startswith("attachment")

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../etc/passwd.txt", "passwd.txt"),
            ("C:\\temp\\plan.pdf", "plan.pdf"),
            ("σχέδιο 1.pdf", "σχέδιο 1.pdf"),
            ("a\u202efdp.txt", "afdp.txt"),
            ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ],
    )
    def test_names_lose_their_tricks(self, seller: User, given: str, kept: str) -> None:
        content = PDF if kept.endswith("pdf") else b"text"
        self.attach(as_(seller), content, given)
        assert Attachment.objects.get().name == kept

    def test_a_file_too_large_says_what_to_do(self, seller: User) -> None:
        answer = self.attach(as_(seller), PDF + b"0" * 20 * 1024 * 1024)
        assert answer.status_code == 422
        assert "20 MB" in answer.content.decode()

    def test_files_of_a_record_that_is_not_yours_are_not_there(self, seller: User) -> None:
        client = as_(seller)
        assert client.get("/files/of/drawing/X/1").status_code == 404
        assert self.attach(client, key="X/1").status_code == 404
        hidden = Attachment.objects.create(
            kind="drawing", key="X/1", file=_kept(), name="secret.pdf", added_by=1, added_at="2026-11-23T09:00Z"
        )
        assert client.get(f"/files/{hidden.pk}").status_code == 404
        assert client.post(f"/files/{hidden.pk}/detach_file").status_code == 404

    def test_an_auditor_reads_but_does_not_add(self, seller: User, auditor: User) -> None:
        self.attach(as_(seller))
        client = as_(auditor)
        page = client.get("/files/of/drawing/D/1").content.decode()
        assert "plan.pdf" in page
        assert "Add the file" not in page
        assert self.attach(client).status_code == 403
        assert client.post(f"/files/{Attachment.objects.get().pk}/detach_file").status_code == 403


def _kept() -> Any:
    from prosfora.files.services import store
    from tests.cast import MONDAY

    return store(content=PDF, media_type="application/pdf", at=MONDAY)
