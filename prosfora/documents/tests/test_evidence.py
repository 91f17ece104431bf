"""The evidence of a quotation goes out on page and by API, the same each time, and proves itself."""

from typing import Any

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import Subject
from prosfora.audit.services import System, record
from prosfora.documents.models import SalesDocument
from prosfora.documents.services import accept_quotation, export_evidence, issue_quotation
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.services.evidence import NothingToProve
from prosfora.documents.tests.builders import a_quotation
from prosfora.evidence.rules.archive import unpack
from prosfora.evidence.rules.examining import examine
from prosfora.evidence.services import seal_heads
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from tests.cast import MONDAY, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def quotation(seller: User) -> SalesDocument:
    """Issued, mailed, accepted, and its journal's end sealed."""
    made = a_quotation(owner=seller)
    issue_quotation(quotation=made, by=seller, at=MONDAY)
    send_quotation.call(made.number, made.version)
    accept_quotation(quotation=SalesDocument.objects.get(pk=made.pk), by=seller, at=MONDAY)
    seal_heads(by=System(), at=MONDAY)
    return SalesDocument.objects.get(pk=made.pk)


def exported(quotation: SalesDocument, by: User) -> bytes:
    return export_evidence(quotation=quotation, by=by, at=MONDAY)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_bundle_of_a_real_quotation_holds(quotation: SalesDocument, seller: User) -> None:
    report = examine(exported(quotation, seller), name="evidence.zip")
    assert [one for one in report.findings if not one.holds] == []
    assert (report.number, report.notes) == (quotation.number, ())


def test_exporting_changes_nothing_of_what_is_exported(quotation: SalesDocument, seller: User) -> None:
    first = exported(quotation, seller)
    assert exported(quotation, seller) == first
    entry = JournalEntry.objects.filter(verb="export_evidence").latest("id")
    assert (entry.kind, entry.key, entry.related) == ("evidence", quotation.number, f"quotation:{quotation.number}")


def test_a_draft_has_no_evidence(seller: User) -> None:
    with pytest.raises(NothingToProve, match="once it was issued"):
        exported(a_quotation(owner=seller), seller)
    assert not JournalEntry.objects.filter(verb="export_evidence").exists()


def test_it_is_a_file_on_the_page_and_by_api(quotation: SalesDocument, seller: User) -> None:
    client = as_(seller)
    assert "Evidence bundle" in client.get(f"/quotations/{quotation.number}/binding").content.decode()
    page = client.post(f"/quotations/{quotation.number}/export_evidence")
    assert (page.status_code, page["Content-Type"]) == (200, "application/zip")
    assert page["Content-Disposition"] == f'attachment; filename="evidence-{quotation.number}.zip"'
    key = issue_token(user=seller, name="t", expires_at=MONDAY.replace(year=2100), by=System(), at=MONDAY)[1]
    call = client.post(
        f"/api/v1/quotations/{quotation.number}/export_evidence", {}, content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip
    assert (call.status_code, call.content) == (200, page.content)
    assert f"offers/{quotation.number}/offer.pdf" in unpack(call.content)


def test_a_draft_says_on_its_page_why_there_is_none(seller: User) -> None:
    draft = a_quotation(owner=seller)
    answer = as_(seller).post(f"/quotations/{draft.number}/export_evidence")
    assert answer.status_code == 409
    assert "has no frozen offer" in answer.content.decode()


def test_who_may_only_read_is_refused_and_others_see_nothing(
    quotation: SalesDocument, outsider: User, auditor: User, pricing_clerk: User
) -> None:
    path = f"/quotations/{quotation.number}/export_evidence"
    assert as_(outsider).post(path).status_code == 404
    assert as_(pricing_clerk).post(path).status_code == 403
    assert as_(auditor).post(path).status_code == 200
    assert "Evidence bundle" not in as_(pricing_clerk).get(f"/quotations/{quotation.number}/binding").content.decode()


def test_it_costs_the_same_for_few_seals_and_for_many(
    quotation: SalesDocument, seller: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as few:
        exported(quotation, seller)
    for day in range(1, 6):
        record(verb="view_quotation", subject=Subject("quotation", quotation.number), by=System(), at=MONDAY)
        seal_heads(by=System(), at=MONDAY.replace(hour=10 + day))
    with django_assert_max_num_queries(len(few.captured_queries)):
        bundle = exported(quotation, seller)
    assert examine(bundle, name="b").holds
    assert len([name for name in unpack(bundle) if name.endswith("statement.p7s")]) == 6


def test_it_speaks_greek(quotation: SalesDocument) -> None:
    reader = a_user("πωλητής", role=None, language="el")
    reader.grants.create(role="seller")
    assert "Φάκελος τεκμηρίων" in as_(reader).get(f"/quotations/{quotation.number}/binding").content.decode()
