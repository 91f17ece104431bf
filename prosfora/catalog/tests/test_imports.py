"""Products and stock from files: what is taken, what is refused and why, and taking it all back."""

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.catalog.models import Product, Stock
from prosfora.catalog.queries import products_by_number
from prosfora.catalog.services import change_product
from prosfora.catalog.services.products import data_of
from prosfora.catalog.tests.builders import a_product
from prosfora.files.imports import Order, importer_of
from prosfora.files.models import ImportRun
from prosfora.files.rules.runs import Status
from prosfora.files.running import carry_out
from prosfora.files.services.imports import Reading, start_import, undo_import
from prosfora.identity.models import User
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")
Import = Callable[..., ImportRun]


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def table(*lines: Sequence[str]) -> bytes:
    """Lines as a file's bytes, the header first."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode()


@pytest.fixture
def bring(administrator: User) -> Import:
    """Import a file of products, or of stock, as the administrator, at once."""

    def run_now(*lines: Sequence[str], kind: str = "products", **options: Any) -> ImportRun:
        options.setdefault("dry_run", False)
        by = options.pop("by", administrator)
        run = start_import(kind=kind, name=f"{kind}.csv", content=table(*lines), by=by, at=MONDAY, **options)
        return done(run, by)

    return run_now


def done(run: ImportRun, user: User) -> ImportRun:
    importer = importer_of(run.kind)
    assert importer is not None
    carry_out(run, importer, Order(by=user, at=MONDAY))
    run.refresh_from_db()
    return run


def take_back(run: ImportRun, user: User) -> ImportRun:
    return done(undo_import(run=run, by=user, at=MONDAY), user)


def complaints(run: ImportRun) -> list[tuple[int, str]]:
    return [(error["line"], error["column"]) for error in run.errors]


def verbs_of(number: str, kind: str = "product") -> list[str]:
    rows = JournalEntry.objects.filter(kind=kind, key=number).order_by("sequence")
    return list(rows.values_list("verb", flat=True))


class TestProducts:
    def test_a_product_comes_whole_from_a_file_with_greek_headers(self, bring: Import) -> None:
        run = bring(
            ["Κωδικός", "Περιγραφή", "αγγλική ονομασία", "ΜΜ", "τεμάχια ανά κουτί", "Κόστος", "Καθαρό βάρος",
             "Χρόνος αναπλήρωσης", "EAN", "περιοχές πωλήσεων"],
            ["bolt-m8", "Κοχλίας M8×40", "Bolt M8×40", "τεμ.", "12", "0,1150", "0,021", "10", "4006381333931",
             DIRECT_SALES],
            reading=Reading(decimal_comma=True),
        )  # fmt: skip

        assert (run.status, run.created, run.error_count) == (Status.IMPORTED, 1, 0)
        facts = products_by_number(["BOLT-M8"])["BOLT-M8"]
        assert (facts.name, facts.base_unit, facts.text("en").name) == ("Κοχλίας M8×40", "PCE", "Bolt M8×40")
        assert (facts.cost, facts.net_weight, facts.lead_time_days) == (Decimal("0.115"), Decimal("0.021"), 10)
        assert (facts.gtin, facts.areas, facts.units["BX"].numerator) == (
            "4006381333931", frozenset({DIRECT_SALES}), 12,
        )  # fmt: skip
        assert verbs_of("BOLT-M8") == ["import_products"]

    def test_a_dry_run_tells_what_would_come_and_writes_nothing(self, bring: Import) -> None:
        a_product("BOLT-M8")

        run = bring(["number", "name"], ["BOLT-M8", "New name"], ["NUT-M8", "Nut"], dry_run=True)

        assert (run.status, run.created, run.updated) == (Status.CHECKED, 1, 1)
        assert list(Product.objects.values_list("number", "name")) == [("BOLT-M8", "Κοχλίας εξαγωνικός M8×40")]

    def test_every_bad_line_is_told_at_its_column_and_nothing_is_written(self, bring: Import) -> None:
        run = bring(
            ["number", "name", "base_unit", "units", "cost", "gtin", "areas", "status", "sold_from", "sold_until"],
            ["OK-1", "Good", "", "", "", "", "", "", "", ""],
            ["A//B", "Bad number", "", "", "", "", "", "", "", ""],
            ["B", "", "", "", "", "", "", "", "", ""],
            ["C", "Bad unit", "furlong", "", "", "", "", "", "", ""],
            ["D", "Bad size", "", "BX", "", "", "", "", "", ""],
            ["E", "Bad cost", "", "", "-1", "", "", "", "", ""],
            ["F", "Bad GTIN", "", "", "", "4006381333932", "", "", "", ""],
            ["G", "No such area", "", "", "", "", "ZZ99-10-00", "", "", ""],
            ["H", "Bad status", "", "", "", "", "", "gone", "", ""],
            ["I", "Ends first", "", "", "", "", "", "", "2026-02-01", "2026-01-31"],
        )

        assert (run.status, run.error_count) == (Status.REFUSED, 9)
        assert set(complaints(run)) == {
            (3, "number"), (4, "name"), (5, "base_unit"), (6, "units"), (7, "cost"), (8, "gtin"), (9, "areas"),
            (10, "status"), (11, "sold_until"),
        }  # fmt: skip
        assert not Product.objects.exists()

    def test_a_line_changes_only_the_fields_the_file_has(self, bring: Import) -> None:
        before = data_of(a_product("BOLT-M8", cost="0.11", gtin="4006381333931"))

        run = bring(["number", "group"], ["bolt-m8", "nuts"])

        product = Product.objects.get()
        after = data_of(product)
        assert (run.updated, product.version, after.group) == (1, 2, "NUTS")
        assert (after.cost, after.gtin, after.units, after.texts) == (
            before.cost, before.gtin, before.units, before.texts,
        )  # fmt: skip

    def test_a_line_that_says_what_is_so_already_writes_nothing(self, bring: Import) -> None:
        a_product("BOLT-M8", cost="0.1100")

        bring(["number", "cost", "units", "group"], ["BOLT-M8", "0.11", "BX=12", "fasteners"])

        assert Product.objects.get().version == 1
        assert verbs_of("BOLT-M8") == ["create_product"]

    def test_a_renamed_product_is_found_by_its_new_name(self, bring: Import, seller: User) -> None:
        from prosfora.catalog.queries import search_products

        a_product("BOLT-M8")
        bring(["number", "name", "name_en"], ["BOLT-M8", "Ντίζα", "Threaded rod"])

        assert [product.number for product in search_products(user=seller, text="thread")] == ["BOLT-M8"]
        assert search_products(user=seller, text="hexagon") == []

    def test_a_new_cost_is_told_where_the_cost_may_be_read_only(self, bring: Import) -> None:
        a_product("BOLT-M8", cost="0.11")

        bring(["number", "cost"], ["BOLT-M8", "0.12"])

        assert JournalEntry.objects.get(kind="product", verb="import_products").changes == {}
        assert JournalEntry.objects.get(kind="product_cost", verb="import_products").changes == {
            "cost": ["0.11", "0.12"]
        }

    def test_the_base_unit_stays_while_stock_is_kept_in_it(self, bring: Import) -> None:
        a_product("BOLT-M8", stock=100)
        a_product("NUT-M8")

        run = bring(["number", "base_unit"], ["BOLT-M8", "kg"], ["NUT-M8", "kg"], good_rows_only=True)

        assert complaints(run) == [(2, "base_unit")]
        assert dict(Product.objects.values_list("number", "base_unit")) == {"BOLT-M8": "PCE", "NUT-M8": "KGM"}

    def test_one_product_in_two_lines_is_refused_whatever_its_case(self, bring: Import) -> None:
        run = bring(["number", "name"], ["bolt", "One"], ["BOLT", "Other"])

        assert (run.status, [error["value"] for error in run.errors]) == (Status.REFUSED, ["BOLT"])

    def test_an_undone_run_leaves_every_product_as_it_was(self, bring: Import, administrator: User) -> None:
        bolt = a_product("BOLT-M8", cost="0.11", areas=[DIRECT_SALES])
        before = data_of(bolt)
        run = bring(
            ["number", "name", "cost", "units", "name_el", "areas", "sold_until", "whole_units_only"],
            ["BOLT-M8", "Other", "9", "CT=144", "Άλλο", DEALERS, "2026-12-31", "no"],
            ["NUT-M8", "Nut", "1", "", "", "", "", ""],
        )
        assert data_of(Product.objects.get(number="BOLT-M8")) != before

        assert take_back(run, administrator).status == Status.UNDONE

        product = Product.objects.get()
        assert (data_of(product), product.version) == (before, 3)
        assert verbs_of("NUT-M8") == ["import_products", "undo_import"]
        assert list(verify_all()) == []

    def test_a_product_that_has_stock_by_now_is_not_taken_back(self, bring: Import, administrator: User) -> None:
        run = bring(["number", "name"], ["NUT-M8", "Nut"], ["BOLT-M8", "Bolt"])
        Stock.objects.create(product=Product.objects.get(number="NUT-M8"), plant_id="AT01", quantity=1, safety_stock=0)

        refused = take_back(run, administrator)

        assert (refused.status, [error["value"] for error in refused.errors]) == (Status.IMPORTED, ["NUT-M8"])
        assert "clear them first" in refused.errors[0]["reason"]
        assert Product.objects.count() == 2

    def test_a_product_changed_since_is_not_taken_back(self, bring: Import, administrator: User) -> None:
        run = bring(["number", "name"], ["NUT-M8", "Nut"])
        product = Product.objects.get()
        change_product(product=product, data=type(data_of(product))(name="Mine"), by=administrator, at=MONDAY)

        assert take_back(run, administrator).status == Status.IMPORTED
        assert Product.objects.get().name == "Mine"

    def test_the_number_of_statements_does_not_grow_with_the_lines(self, bring: Import) -> None:
        def statements(count: int, prefix: str) -> int:
            lines = [[f"{prefix}-{place}", f"Bolt {place}", "BX=12", "Κοχλίας", DIRECT_SALES] for place in range(count)]
            with CaptureQueriesContext(connection) as asked:
                run = bring(["number", "name", "units", "name_el", "areas"], *lines)
            assert run.created == count
            return len(asked)

        statements(2, "WARM")
        assert statements(60, "MANY") == statements(20, "SOME")


class TestStock:
    def test_stock_is_stated_by_product_and_plant(self, bring: Import) -> None:
        a_product("BOLT-M8")
        a_product("NUT-M8", stock=5, safety_stock=2)

        run = bring(
            ["κωδικός", "αποθήκη", "απόθεμα"], ["bolt-m8", "at01", "250,5"], ["NUT-M8", "AT01", "-3"],
            kind="stock", reading=Reading(decimal_comma=True),
        )  # fmt: skip

        assert (run.status, run.created, run.updated) == (Status.IMPORTED, 1, 1)
        rows = Stock.objects.order_by("product__number").values_list("product__number", "quantity", "safety_stock")
        assert list(rows) == [("BOLT-M8", Decimal("250.5"), 0), ("NUT-M8", -3, 2)]
        assert JournalEntry.objects.get(key="NUT-M8", verb="import_stock").changes == {"quantity AT01": ["5", "-3"]}

    @pytest.mark.parametrize(
        ("line", "column"),
        [
            (["GHOST", "AT01", "1", ""], "number"),
            (["BOLT-M8", "ZZ99", "1", ""], "plant"),
            (["BOLT-M8", "AT01", "0.0001", ""], "quantity"),
            (["BOLT-M8", "AT01", "1000000000000", ""], "quantity"),
            (["BOLT-M8", "AT01", "", ""], "quantity"),
            (["BOLT-M8", "AT01", "1", "-1"], "safety_stock"),
        ],
    )
    def test_stock_that_cannot_be_is_told_at_its_column(self, bring: Import, line: list[str], column: str) -> None:
        a_product("BOLT-M8")

        run = bring(["number", "plant", "quantity", "safety_stock"], line, kind="stock")

        assert (run.status, complaints(run)) == (Status.REFUSED, [(2, column)])
        assert not Stock.objects.exists()

    def test_a_level_that_is_so_already_writes_nothing(self, bring: Import) -> None:
        a_product("BOLT-M8", stock=100, safety_stock=20)

        bring(["number", "plant", "quantity"], ["BOLT-M8", "AT01", "100.000"], kind="stock")

        assert Stock.objects.get().version == 1

    def test_an_undone_run_leaves_every_level_as_it_was(self, bring: Import, administrator: User) -> None:
        a_product("BOLT-M8", stock=100, safety_stock=20)
        a_product("NUT-M8")
        run = bring(
            ["number", "plant", "quantity", "safety_stock"], ["BOLT-M8", "AT01", "1", "0"], ["NUT-M8", "AT01", "7", ""],
            kind="stock",
        )  # fmt: skip

        assert take_back(run, administrator).status == Status.UNDONE

        stock = Stock.objects.get()
        assert (stock.product.number, stock.quantity, stock.safety_stock, stock.version) == ("BOLT-M8", 100, 20, 3)
        assert list(verify_all()) == []

    def test_stock_counted_again_since_is_not_taken_back(self, bring: Import, administrator: User) -> None:
        a_product("BOLT-M8")
        run = bring(["number", "plant", "quantity"], ["BOLT-M8", "AT01", "7"], kind="stock")
        bring(["number", "plant", "quantity"], ["BOLT-M8", "AT01", "8"], kind="stock")

        assert take_back(run, administrator).status == Status.IMPORTED
        assert Stock.objects.get().quantity == 8

    def test_products_of_another_area_are_not_there_for_an_importer(self, bring: Import, sales_support: User) -> None:
        a_product("BOLT-M8", areas=[DEALERS])

        run = bring(["number", "plant", "quantity"], ["BOLT-M8", "AT01", "7"], kind="stock", by=sales_support)

        assert (run.status, complaints(run)) == (Status.REFUSED, [(2, "number")])
