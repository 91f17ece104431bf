"""Quotations from files: whole or not at all, never twice, and the figures of a real company."""

import csv
import io
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Sum

from prosfora.audit.services import System
from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.services import add_variant, install_document_defaults, issue_quotation
from prosfora.documents.tests.builders import a_customer, an_offering
from prosfora.files.models import ImportRun
from prosfora.files.running import carry_out_import
from prosfora.files.services import start_import, undo_import
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import standard_pricing
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")
NORTHWIND = Path(settings.CORPORA_DIR) / "northwind"
CENT = Decimal("0.01")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def imported(by: User, rows: Iterable[dict[str, object]], **options: Any) -> ImportRun:
    """The run of a file with these rows, carried out."""
    lines = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    run = start_import(
        kind="quotations", name="q.csv", content=text.getvalue().encode(), scope=DIRECT_SALES, dry_run=False, by=by,
        at=MONDAY, **options,
    )  # fmt: skip
    carry_out_import.call(run.pk)
    run.refresh_from_db()
    return run


def a_row(number: str, **given: object) -> dict[str, object]:
    usual = {"external_number": number, "customer": a_customer().number, "product": "BOLT-M8", "quantity": "40"}
    return {**usual, "price": "", "discount_percent": "", "document_date": "", **given}


def reasons(run: ImportRun) -> list[tuple[int, str]]:
    return [(error["line"], error["column"]) for error in run.errors]


def test_lines_of_one_number_make_one_quotation(administrator: User) -> None:
    an_offering()

    run = imported(
        administrator, [a_row("A-1"), a_row("A-1", quantity="10", price="9", discount_percent="10"), a_row("A-2")]
    )

    assert (run.status, run.created) == ("imported", 2), run.errors
    first, second = SalesDocument.objects.order_by("number")
    assert (first.external_number, first.net) == ("A-1", Decimal("481.00"))
    assert [item.net for item in first.items.order_by("position")] == [Decimal(400), Decimal(81)]
    assert (second.external_number, second.status) == ("A-2", "draft")


def test_a_quotation_with_a_bad_line_is_not_imported_by_halves(administrator: User) -> None:
    an_offering()
    rows = [a_row("A-1"), a_row("A-1", product="NUT-X"), a_row("A-2", quantity="2.5"), a_row("A-3")]

    run = imported(administrator, rows, good_rows_only=True)

    assert reasons(run) == [(2, "external_number"), (3, "product"), (4, "quantity")]
    assert list(SalesDocument.objects.values_list("external_number", flat=True)) == ["A-3"]


def test_lines_of_one_quotation_must_agree(administrator: User) -> None:
    an_offering()
    other = a_party(name="Άλλος ΑΕ")

    run = imported(administrator, [a_row("A-1"), a_row("A-1", customer=other.number)])

    assert (3, "customer") in reasons(run)
    assert not SalesDocument.objects.exists()


def test_a_number_is_imported_once(administrator: User) -> None:
    an_offering()
    imported(administrator, [a_row("A-1")])

    again = imported(administrator, [a_row("A-1")])

    assert (again.status, reasons(again)) == ("refused", [(2, "external_number")])
    assert SalesDocument.objects.count() == 1


def test_the_customer_is_found_by_his_number_in_another_system(administrator: User) -> None:
    an_offering()
    party = a_party(name="Alfreds Futterkiste", external_number="ALFKI")

    imported(administrator, [a_row("A-1", customer="ALFKI")])

    assert SalesDocument.objects.get().sold_to == party


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"customer": "NOBODY"}, "customer"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"document_date": "30/02/2026"}, "document_date"),
        ({"document_date": "01/01/0001"}, "document_date"),
        ({"price": "1e9"}, "price"),
        ({"product": ""}, "product"),
    ],
)
def test_bad_cells_are_told_by_line_and_column(administrator: User, given: dict[str, str], column: str) -> None:
    an_offering()

    run = imported(administrator, [a_row("A-1", **given)])

    assert (run.status, reasons(run)[0]) == ("refused", (2, column))


def test_an_import_is_taken_back_as_a_whole_or_not_at_all(administrator: User) -> None:
    an_offering()
    run = imported(administrator, [a_row("A-1"), a_row("A-2")])
    issue_quotation(quotation=SalesDocument.objects.get(external_number="A-2"), by=administrator, at=MONDAY)

    undo_import(run=run, by=administrator, at=MONDAY)
    carry_out_import.call(run.pk)
    run.refresh_from_db()
    assert (run.status, SalesDocument.objects.count()) == ("imported", 2)

    SalesDocument.objects.filter(external_number="A-2").update(status="draft", version=1)
    undo_import(run=run, by=administrator, at=MONDAY)
    carry_out_import.call(run.pk)
    run.refresh_from_db()
    assert (run.status, SalesDocument.objects.count()) == ("undone", 0)


def test_an_imported_offer_beside_which_a_variant_stands_is_not_taken_back(administrator: User) -> None:
    an_offering()
    run = imported(administrator, [a_row("A-1")])
    add_variant(quotation=SalesDocument.objects.get(external_number="A-1"), by=administrator, at=MONDAY)

    undo_import(run=run, by=administrator, at=MONDAY)
    carry_out_import.call(run.pk)

    run.refresh_from_db()
    assert (run.status, SalesDocument.objects.count()) == ("imported", 2)


def test_a_blocked_customer_gets_no_quotation_from_a_file(administrator: User) -> None:
    an_offering()
    Party.objects.filter(pk=a_customer().pk).update(is_blocked=True)

    assert reasons(imported(administrator, [a_row("A-1")])) == [(2, "customer")]


# ---- Northwind: 830 real orders of 2,155 lines


def table(name: str) -> list[dict[str, str]]:
    with (NORTHWIND / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def a_northwind_company() -> None:
    install_document_defaults(by=System(), at=MONDAY)
    standard_pricing()
    for row in table("customers.csv"):
        a_party(name=row["company_name"], external_number=row["customer_id"])
    for row in table("products.csv"):
        a_product(number=f"NW-{row['product_id']}", name=row["product_name"], name_en="", units=())


def northwind_rows() -> list[dict[str, object]]:
    orders = {row["order_id"]: row for row in table("orders.csv")}
    return [
        {
            "order_id": row["order_id"],
            "customer_id": orders[row["order_id"]]["customer_id"],
            "order_date": orders[row["order_id"]]["order_date"],
            "product": f"NW-{row['product_id']}",
            "quantity": row["quantity"],
            "unit_price": row["unit_price"],
            "discount_percent": Decimal(row["discount"]) * 100,
        }
        for row in table("order_details.csv")
    ]


def test_northwinds_orders_come_to_their_known_net(administrator: User) -> None:
    """1,265,793.0395 before rounding. Our policy rounds every price element to the cent before it is added, so that
    each line's printed discount and net are exact: 81 of 2,155 lines have more than two decimals before rounding, each
    differs by half a cent at most, all together by −0.2795 (see docs/develop/pricing.md).
    """
    a_northwind_company()
    rows = northwind_rows()

    run = imported(administrator, rows)

    assert (run.status, run.error_count, run.created, run.rows) == ("imported", 0, 830, 2155), run.errors[:3]
    exact = sum(_exact_net(row) for row in rows)
    assert exact.quantize(CENT) == Decimal("1265793.04")
    ours = SalesDocument.objects.aggregate(net=Sum("net"))["net"].quantize(CENT)
    assert ours == sum(_our_net(row) for row in rows) == Decimal("1265792.76")
    differing = [row for row in rows if _our_net(row) != _exact_net(row)]
    assert (len(differing), ours - exact) == (81, Decimal("-0.2795"))
    assert ours - exact == sum(_our_net(row) - _exact_net(row) for row in differing)
    assert all(abs(_our_net(row) - _exact_net(row)) <= Decimal("0.005") for row in differing)
    assert SalesDocument.objects.get(external_number="10250").net == Decimal("1552.60")
    assert SalesDocument.objects.get(external_number="10248").net == Decimal("440.00")
    assert SalesDocument.objects.get(external_number="11077").net == Decimal("1255.71")  # 1,255.7205 before rounding
    assert Item.objects.count() == 2155


def _exact_net(row: dict[str, Any]) -> Decimal:
    return Decimal(row["unit_price"]) * Decimal(row["quantity"]) * (1 - row["discount_percent"] / 100)


def _our_net(row: dict[str, Any]) -> Decimal:
    """Price × quantity to the cent, less the discount on it to the cent, both half-up."""
    gross = (Decimal(row["unit_price"]) * Decimal(row["quantity"])).quantize(CENT, ROUND_HALF_UP)
    return gross - (gross * row["discount_percent"] / 100).quantize(CENT, ROUND_HALF_UP)
