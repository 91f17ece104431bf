"""Parties from files: what is taken, what is refused and why, and taking it all back."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.files.imports import Order, importer_of
from prosfora.files.models import ImportRun
from prosfora.files.rules.runs import Status
from prosfora.files.running import carry_out
from prosfora.files.services.imports import start_import, undo_import
from prosfora.identity.models import User
from prosfora.parties.models import Address, Party, PartySalesArea, Relationship
from prosfora.parties.queries import sales_data, search_parties
from prosfora.parties.rules.facts import AreaTerms
from prosfora.parties.services import change_party, facts_of
from prosfora.parties.tests.builders import a_party
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company", "files_apart")
CORPORA = Path(django_settings.CORPORA_DIR)
HEADERS = [
    "number",
    "name",
    "role",
    "country",
    "street",
    "house_number",
    "postal_code",
    "city",
    "email",
    "phone",
    "vat",
]
PAPADOPOULOS = [
    "", "Παπαδόπουλος ΑΕ", "customer", "GR", "Σκουφά", "11", "10673", "Αθήνα", "info@pap.gr", "210 3612345",
    "094259216",
]  # fmt: skip
Import = Callable[..., ImportRun]


@pytest.fixture
def files_apart(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def table(*lines: Sequence[str], headers: Sequence[str] = HEADERS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headers, *lines])
    return text.getvalue().encode()


@pytest.fixture
def bring(administrator: User) -> Import:
    """Import a file as the administrator, at once."""

    def run_now(
        content: bytes, *, scope: str = DIRECT_SALES, name: str = "parties.csv", **options: object
    ) -> ImportRun:
        options.setdefault("dry_run", False)
        run = start_import(
            kind="parties",
            name=name,
            content=content,
            scope=scope,
            by=administrator,
            at=MONDAY,
            **options,  # type: ignore[arg-type]
        )
        return done(run, administrator)

    return run_now


def done(run: ImportRun, user: User) -> ImportRun:
    importer = importer_of("parties")
    assert importer is not None
    carry_out(run, importer, Order(by=user, at=MONDAY, scope=run.scope))
    run.refresh_from_db()
    return run


def take_back(run: ImportRun, user: User) -> ImportRun:
    return done(undo_import(run=run, by=user, at=MONDAY), user)


def complaints(run: ImportRun) -> list[tuple[int, str]]:
    return [(error["line"], error["column"]) for error in run.errors]


def test_a_customer_comes_whole_from_a_file(bring: Import) -> None:
    run = bring(table(PAPADOPOULOS))

    assert (run.status, run.created, run.error_count) == (Status.IMPORTED, 1, 0)
    party = Party.objects.get()
    assert party.number == "1000000"
    assert (party.vat_number, party.phone, party.email) == ("EL094259216", "+302103612345", "info@pap.gr")
    assert (party.is_customer, party.is_prospect) == (True, False)
    assert str(party.main_address) == "Σκουφά, 10673, Αθήνα"
    assert sales_data([party.pk], DIRECT_SALES)[party.pk].plant == "AT01"
    entry = JournalEntry.objects.get(key="1000000")
    assert (entry.verb, entry.scope) == ("import_parties", DIRECT_SALES)


def test_a_dry_run_writes_nothing(bring: Import) -> None:
    run = bring(table(PAPADOPOULOS), dry_run=True)

    assert (run.status, run.created) == (Status.CHECKED, 1)
    assert not Party.objects.exists()


def test_each_bad_line_is_told_with_its_column_and_nothing_is_written(bring: Import) -> None:
    run = bring(
        table(
            PAPADOPOULOS,
            ["", "", "customer", "GR", "", "", "", "", "", "", ""],
            ["", "A", "boss", "GR", "", "", "", "", "", "", ""],
            ["", "B", "", "Atlantis", "", "", "", "", "", "", ""],
            ["", "C", "", "GR", "", "", "", "", "c at d", "12", "094259217"],
            ["with blanks!", "D", "", "GR", "", "", "", "", "", "", ""],
        )
    )

    assert run.status == Status.REFUSED
    assert run.error_count == 5
    assert set(complaints(run)) == {
        (3, "name"), (4, "role"), (5, "country"), (6, "email"), (6, "phone"), (6, "vat"), (7, "number"),
    }  # fmt: skip
    assert not Party.objects.exists()


def test_good_lines_only_are_taken_when_told_to(bring: Import) -> None:
    run = bring(table(PAPADOPOULOS, ["", "", "", "GR", "", "", "", "", "", "", ""]), good_rows_only=True)

    assert (run.status, run.created, run.error_count) == (Status.IMPORTED, 1, 1)


@pytest.mark.parametrize(
    ("headers", "line"),
    [
        (["number", "name", "phone"], ["1000000", "Παπαδόπουλος και Υιοί", "2103612346"]),
        (["external_number", "name", "phone"], ["K77", "Παπαδόπουλος και Υιοί", "2103612346"]),
        (["vat", "name", "phone"], ["EL 094259216", "Παπαδόπουλος και Υιοί", "2103612346"]),
    ],
)
def test_a_line_updates_the_party_it_names(bring: Import, headers: list[str], line: list[str]) -> None:
    party = a_party(vat_number="094259216", external_number="K77", email="old@pap.gr")

    run = bring(table(line, headers=headers))

    assert (run.created, run.updated) == (0, 1)
    party.refresh_from_db()
    assert (party.name, party.phone, party.version) == ("Παπαδόπουλος και Υιοί", "+302103612346", 2)
    assert party.email == "old@pap.gr"  # the file has no such column
    assert party.main_address is not None


def test_a_blank_cell_blanks_its_field(bring: Import) -> None:
    party = a_party(email="old@pap.gr")

    bring(table([party.number, party.name, ""], headers=["number", "name", "email"]))

    party.refresh_from_db()
    assert party.email == ""


def test_an_update_that_changes_nothing_writes_nothing(bring: Import) -> None:
    party = a_party()

    run = bring(table([party.number, party.name], headers=["number", "name"]))

    party.refresh_from_db()
    assert (run.updated, party.version) == (1, 1)
    assert not JournalEntry.objects.filter(verb="import_parties").exists()


def test_a_given_number_is_kept_and_the_range_steps_over_it(bring: Import) -> None:
    bring(table(["1000001", "Given"], ["", "Drawn first"], ["", "Drawn second"], headers=["number", "name"]))

    assert set(Party.objects.values_list("number", "name")) == {
        ("1000001", "Given"), ("1000000", "Drawn first"), ("1000002", "Drawn second"),
    }  # fmt: skip


def test_a_line_whose_numbers_belong_to_different_parties_is_refused(bring: Import) -> None:
    one = a_party(name="One", vat_number="094259216")
    a_party(name="Two", external_number="K2")

    run = bring(table([one.number, "K2", "Which"], headers=["number", "external_number", "name"]))

    assert run.error_count == 1
    assert "different parties" in run.errors[0]["reason"]


def test_two_lines_for_one_party_are_refused(bring: Import) -> None:
    party = a_party(external_number="K1")

    same = bring(table(["X1", "A"], ["X1", "B"], headers=["number", "name"]))
    other = bring(table([party.number, "", "A"], ["", "K1", "B"], headers=["number", "external_number", "name"]))

    assert (same.error_count, other.error_count) == (1, 1)


def test_sales_data_come_along(bring: Import, seller: User) -> None:
    headers = ["name", "price_group", "customer_group", "terms", "incoterms", "responsible", "currency", "probability"]

    bring(table(["Acme", "01", "IND", "N030", "DAP", "seller", "USD", "80"], headers=headers))

    party = Party.objects.get()
    terms = sales_data([party.pk], DIRECT_SALES)[party.pk]
    assert (terms.price_group, terms.customer_group, terms.payment_terms) == ("01", "IND", "N030")
    assert (terms.incoterms, terms.responsible_id, terms.currency) == ("DAP", seller.pk, "USD")
    assert party.probability == 80


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("terms", "ZZZZ"), ("plant", "NONE"), ("office", "NONE"), ("incoterms", "XXX"), ("responsible", "ghost"),
        ("currency", "euro"), ("tax_class", "9"), ("probability", "often"), ("price_group", "12345"),
    ],
)  # fmt: skip
def test_unknown_codes_are_told_at_their_column(bring: Import, column: str, value: str) -> None:
    run = bring(table(["Acme", value], headers=["name", column]))

    assert complaints(run) == [(2, column)]


def test_a_contact_person_is_taken_up_once_and_finds_the_customer(bring: Import, seller: User) -> None:
    content = table(
        ["K1", "Acme", "Μαρία Ιωάννου", "Αγορές", "maria@acme.gr"],
        headers=["customer_id", "company_name", "contact_name", "contact_title", "contact_email"],
    )

    bring(content)
    bring(content)

    relation = Relationship.objects.get()
    assert (relation.source.name, relation.function) == ("Μαρία Ιωάννου", "Αγορές")
    assert relation.source.is_contact
    assert {party.name for party in search_parties(user=seller, text="ioannou")} == {"Acme", "Μαρία Ιωάννου"}


def test_lines_may_name_their_sales_area_where_the_import_has_none(bring: Import) -> None:
    run = bring(table(["A", DIRECT_SALES], ["B", DEALERS], headers=["name", "area"]), scope="")

    assert run.created == 2
    assert PartySalesArea.objects.get(party__name="B").sales_area_id == DEALERS
    assert complaints(bring(table(["C"], headers=["name"]), scope="")) == [(2, "area")]
    assert complaints(bring(table(["D", "XX01-10-00"], headers=["name", "area"]), scope="")) == [(2, "area")]


def test_an_import_into_one_area_touches_no_other(bring: Import) -> None:
    elsewhere = a_party(name="Dealer", sales_area=DEALERS)

    foreign_area = bring(table(["A", DEALERS], headers=["name", "area"]))
    foreign_party = bring(table([elsewhere.number, "Stolen"], headers=["number", "name"]))

    assert complaints(foreign_area) == [(2, "area")]
    assert complaints(foreign_party) == [(2, "number")]
    elsewhere.refresh_from_db()
    assert elsewhere.name == "Dealer"


def test_a_further_area_is_opened_by_an_import_everywhere(bring: Import) -> None:
    party = a_party()

    bring(table([party.number, party.name, DEALERS, "07"], headers=["number", "name", "area", "price_group"]), scope="")

    assert {row.sales_area_id for row in party.areas.all()} == {DIRECT_SALES, DEALERS}
    assert sales_data([party.pk], DEALERS)[party.pk].price_group == "07"


def test_an_import_is_taken_back_as_a_whole(bring: Import, administrator: User) -> None:
    party = a_party(email="old@pap.gr", terms=AreaTerms(price_group="01"))
    content = table(
        [party.number, "Changed", "new@pap.gr", "Πάτρα", "02", "Μαρία"],
        ["", "Fresh", "fresh@pap.gr", "Βόλος", "03", "Ελένη"],
        headers=["number", "name", "email", "city", "price_group", "contact"],
    )
    run = bring(content)
    assert Party.objects.count() == 4

    taken_back = take_back(run, administrator)

    assert taken_back.status == Status.UNDONE
    party = Party.objects.get()
    assert (party.name, party.email, party.version) == ("Παπαδόπουλος ΑΕ", "old@pap.gr", 3)
    assert party.city == "Αθήνα"
    assert sales_data([party.pk], DIRECT_SALES)[party.pk].price_group == "01"
    assert search_parties(user=administrator, text="maria") == []
    assert list(verify_all()) == []


def test_an_undone_import_can_be_imported_again_under_the_same_numbers(bring: Import, administrator: User) -> None:
    content = table(["K-1", "Acme"], headers=["number", "name"])

    take_back(bring(content), administrator)
    again = bring(content)

    assert again.created == 1
    assert [entry.verb for entry in JournalEntry.objects.filter(key="K-1").order_by("sequence")] == [
        "import_parties", "undo_import", "import_parties",
    ]  # fmt: skip
    assert list(verify_all()) == []


def test_an_import_whose_party_was_changed_since_is_not_taken_back(bring: Import, administrator: User) -> None:
    run = bring(table(PAPADOPOULOS))
    party = Party.objects.get()
    facts = facts_of(party)
    change_party(party=party, facts=type(facts)(name="Mine now"), version=None, by=administrator, at=MONDAY)

    refused = take_back(run, administrator)

    assert refused.status == Status.IMPORTED
    assert refused.refusal
    assert Party.objects.filter(name="Mine now").exists()


def test_an_imported_partner_of_another_customer_is_not_taken_back(bring: Import, administrator: User) -> None:
    run = bring(table(PAPADOPOULOS))
    imported = Party.objects.get()
    customer = a_party(name="Other")
    customer.areas.get().partners.create(function="WE", partner=imported)

    refused = take_back(run, administrator)

    assert refused.status == Status.IMPORTED
    assert Party.objects.filter(pk=imported.pk).exists()


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1253", "\t"), ("utf-16", ",")],
)
def test_greek_files_of_any_program_are_read(bring: Import, encoding: str, delimiter: str) -> None:
    lines = [
        delimiter.join(("Επωνυμία", "ΑΦΜ", "Πόλη", "ΤΚ")),
        delimiter.join(("Γεωργίου ΑΕ", "094259216", "Χανιά", "73100")),
    ]
    content = "\r\n".join([*lines, *(delimiter.join((f"Πελάτης {n}", "", "Λάρισα", "41222")) for n in range(20))])

    run = bring(content.encode(encoding))

    assert run.created == 21, (run.refusal, run.errors[:3])
    assert Party.objects.get(vat_number="EL094259216").name == "Γεωργίου ΑΕ"


def test_html_and_formulas_stay_text(bring: Import) -> None:
    bring(table(["<script>alert(1)</script>", "=1+1"], headers=["name", "note"]))

    party = Party.objects.get()
    assert (party.name, party.note) == ("<script>alert(1)</script>", "=1+1")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"a,b\n1,2\n", b"name\n" + b"\xff\xfe\xfa", b"name,name\nA,B\n"],
    ids=["empty", "binary", "broken workbook", "unknown columns", "wrong encoding", "doubled header"],
)
def test_a_broken_file_is_refused_with_a_sentence(bring: Import, content: bytes) -> None:
    run = bring(content)

    assert run.status in (Status.REFUSED, Status.IMPORTED)
    assert run.refusal or run.errors or run.created
    assert Party.objects.count() == run.created


def test_northwinds_customers_come_in_and_old_phone_numbers_are_told(bring: Import) -> None:
    content = (CORPORA / "northwind" / "customers.csv").read_bytes()

    run = bring(content, good_rows_only=True)

    assert run.rows == 91
    assert (run.created, run.error_count) == (76, 15)
    assert {error["column"] for error in run.errors} == {"phone"}
    alfreds = Party.objects.get(external_number="ALFKI")
    assert (alfreds.name, alfreds.country, alfreds.phone) == ("Alfreds Futterkiste", "DE", "+49300074321")
    assert alfreds.main_address is not None
    assert (alfreds.main_address.city, alfreds.main_address.postal_code) == ("Berlin", "12209")
    assert alfreds.related.get().source.name == "Maria Anders"


def test_northwind_imported_twice_is_there_once(bring: Import) -> None:
    content = (CORPORA / "northwind" / "customers.csv").read_bytes()

    bring(content, good_rows_only=True)
    again = bring(content, good_rows_only=True)

    assert (again.created, again.updated) == (0, 76)
    assert Party.objects.filter(is_contact=False).count() == 76


def test_the_crm_accounts_come_in_and_unknown_countries_are_told(bring: Import) -> None:
    run = bring((CORPORA / "crm_sales_opportunities" / "accounts.csv").read_bytes(), good_rows_only=True)

    assert run.rows == 85
    assert {(error["column"], error["value"]) for error in run.errors} == {
        ("country", "Philipines"), ("country", "Korea"),
    }  # fmt: skip
    assert run.created == 83
    assert Party.objects.get(name="Acme Corporation").country == "US"


def test_the_number_of_queries_does_not_grow_with_the_lines(bring: Import) -> None:
    def queries(first: int, count: int) -> int:
        lines = [[f"N{first + n}", f"Party {n}", "Αθήνα", f"Contact {n}"] for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            bring(table(*lines, headers=["number", "name", "city", "contact"]))
        return len(captured)

    assert queries(0, 30) == queries(1000, 300)
    assert Address.objects.count() == 330
