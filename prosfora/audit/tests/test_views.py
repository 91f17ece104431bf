"""Who reads which part of the journal, and what it says."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from prosfora.audit.kinds import declare_kind
from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import GENESIS, Subject
from prosfora.audit.services import System, record
from prosfora.audit.tests.forging import triggers_off
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, User, a_user

pytestmark = pytest.mark.django_db
OFFER = Subject("quotation", "20000042", "Offer to Acme", DIRECT_SALES, "party:1000012")


def told(verb: str, subject: Subject = OFFER, **more: Any) -> JournalEntry:
    return record(verb=verb, subject=subject, by=System("Maria"), at=MONDAY, **more)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


class TestTimeline:
    def test_it_says_who_did_what_when_and_what_changed(self, seller: User) -> None:
        told("issue_quotation", changes={"valid_to": [None, "2026-12-24"]}, reason="asked by phone")
        page = text(as_(seller).get("/journal/quotation/20000042"))
        assert "Issue quotation" in page
        assert "23/11/2026 11:00" in page  # 09:00 UTC in Athens
        assert "Maria" in page
        assert "asked by phone" in page
        assert re.search(r"Valid to</th><td>–</td><td>24/12/2026", page)

    def test_who_sells_elsewhere_sees_nothing(self, outsider: User) -> None:
        told("issue_quotation")
        assert as_(outsider).get("/journal/quotation/20000042").status_code == 404

    def test_a_record_without_entries_is_not_there(self, seller: User) -> None:
        assert as_(seller).get("/journal/quotation/20000099").status_code == 404
        assert as_(seller).get("/journal/spaceship/1").status_code == 404

    def test_a_customers_timeline_shows_only_those_quotations_the_reader_may_see(self, seller: User) -> None:
        declare_kind("crate", sees=lambda _user, _key: True)
        told("change_crate", Subject("crate", "C/1"))
        told("issue_quotation", Subject("quotation", "20000042", "", DIRECT_SALES, "crate:C/1"))
        told("issue_quotation", Subject("quotation", "20000043", "", DEALERS, "crate:C/1"))
        page = text(as_(seller).get("/journal/crate/C/1"))
        assert "20000042" in page
        assert "20000043" not in page

    def test_a_room_decides_who_sees_its_records(self, seller: User) -> None:
        declare_kind("crate", sees=lambda _user, key: key == "mine")
        told("change_crate", Subject("crate", "mine"))
        told("change_crate", Subject("crate", "yours"))
        assert as_(seller).get("/journal/crate/mine").status_code == 200
        assert as_(seller).get("/journal/crate/yours").status_code == 404

    def test_users_are_told_of_to_administrators_and_auditors_only(
        self, seller: User, auditor: User, administrator: User
    ) -> None:
        told("grant_role", Subject("user", "seller"))
        assert as_(seller).get("/journal/user/seller").status_code == 404
        assert "Right given" in text(as_(administrator).get("/journal/user/seller"))
        assert as_(auditor).get("/journal/user/seller").status_code == 200

    def test_it_comes_twenty_at_a_time(self, seller: User) -> None:
        for number in range(45):
            told(f"change_{number}")
        client = as_(seller)
        page, seen = text(client.get("/journal/quotation/20000042")), 0
        for expected in (20, 20, 5):
            seen += page.count("<time")
            assert page.count("<time") == expected
            if following := re.search(r'hx-get="([^"]+cursor[^"]+)"', page):
                page = text(client.get(following[1]))
        assert seen == 45

    def test_a_cursor_of_somebody_elses_making_is_refused(self, seller: User) -> None:
        told("issue_quotation")
        assert as_(seller).get("/journal/quotation/20000042?cursor=rubbish").status_code == 400

    def test_texts_are_shown_as_texts(self, seller: User) -> None:
        told("change_quotation", changes={"note": ["", "<script>alert(1)</script>"]}, reason="<b>")
        assert "<script>alert" not in text(as_(seller).get("/journal/quotation/20000042"))

    def test_it_costs_the_same_for_one_entry_and_for_twenty(
        self, seller: User, django_assert_max_num_queries: Any
    ) -> None:
        told("issue_quotation")
        client = as_(seller)
        with django_assert_max_num_queries(8) as few:
            client.get("/journal/quotation/20000042")
        for _ in range(19):
            told("change_quotation")
        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get("/journal/quotation/20000042")


class TestWholeJournal:
    @pytest.fixture(autouse=True)
    def _entries(self) -> None:
        told("issue_quotation")
        told("issue_quotation", Subject("quotation", "20000043", "", DEALERS))
        told("change_depot", Subject("depot", "GR01"), changes={"name": ["a", "b"]})

    def rows(self, user: User, query: str = "") -> list[dict[str, str]]:
        answer = as_(user).get(f"/journal/?export=csv&{query}")
        content = b"".join(answer.streaming_content).decode().lstrip("\ufeff")  # type: ignore[attr-defined]
        return list(csv.DictReader(io.StringIO(content)))

    def test_auditors_and_administrators_read_it_others_do_not(
        self, administrator: User, auditor: User, seller: User, sales_lead: User
    ) -> None:
        assert as_(administrator).get("/journal/").status_code == 200
        assert as_(auditor).get("/journal/").status_code == 200
        assert as_(seller).get("/journal/").status_code == as_(sales_lead).get("/journal/").status_code == 403

    def test_an_auditor_of_one_area_reads_that_area(self, auditor: User) -> None:
        assert {row["Record"] for row in self.rows(auditor)} == {"Quotation 20000042", "Depot GR01"}

    @pytest.mark.parametrize(
        ("query", "records"),
        [
            ("verb=change_depot", {"Depot GR01"}),
            ("kind=quotation&key=20000043", {"Quotation 20000043"}),
            ("actor=Nobody", set()),
            ("since=2026-11-23&until=2026-11-23&kind=depot", {"Depot GR01"}),
            ("since=2026-11-24", set()),
            ("until=2026-11-22", set()),
            ("since=rubbish&kind=depot", {"Depot GR01"}),
            ("channel=api", set()),
            ("channel=hearsay&kind=depot", {"Depot GR01"}),
        ],
    )
    def test_it_is_filtered(self, administrator: User, query: str, records: set[str]) -> None:
        assert {row["Record"] for row in self.rows(administrator, query)} == records

    def test_the_export_names_the_changed_fields(self, administrator: User) -> None:
        (row,) = self.rows(administrator, "kind=depot")
        assert (row["Who"], row["Verb"], row["Changed"]) == ("Maria", "Change depot", "Name")

    def test_an_entry_shows_its_proof(self, administrator: User, outsider: User) -> None:
        entry = JournalEntry.objects.get(kind="depot")
        page = text(as_(administrator).get(f"/journal/entries/{entry.pk}"))
        assert entry.hash in page
        assert "as it was written" in page
        assert as_(outsider).get(f"/journal/entries/{entry.pk}").status_code == 403

    def test_an_entry_says_in_words_what_broke_its_chain_and_what_it_noted(self, administrator: User) -> None:
        declare_kind("depot", labels={"opened_on": "opening day", "unit": "unit"})
        first = JournalEntry.objects.get(kind="depot")
        with triggers_off("audit_journalentry"):
            forged = JournalEntry.objects.create(
                at=MONDAY, actor="Maria", channel="page", verb="change_depot", kind="depot", key="GR01", sequence=3,
                changes={"unit BX": ["12", "10"]}, data={"opened_on": "2026-11-23", "heated": True},
                previous_hash=GENESIS, hash=first.hash,
            )  # fmt: skip

        page = text(as_(administrator).get(f"/journal/entries/{forged.pk}"))

        assert "<dt>Opening day</dt><dd>23/11/2026</dd>" in page
        assert "<dt>Heated</dt><dd>yes</dd>" in page
        assert "Unit BX" in page
        assert "Entry 3: the entry before this one is missing" in page
        assert "Entry 3: it does not follow from the entry before it" in page
        assert "Entry 3: it is not what was written" in page

    def test_an_entry_of_another_area_is_not_there(self, auditor: User) -> None:
        entry = JournalEntry.objects.get(key="20000043")
        assert as_(auditor).get(f"/journal/entries/{entry.pk}").status_code == 404

    def test_it_speaks_greek(self) -> None:
        reader = a_user("ελεγκτής", role=None, language="el")
        reader.grants.create(role="auditor")
        assert as_(reader).get("/journal/")["Content-Language"] == "el"
