"""What leaves the list of prices as a file comes back as it was."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from prosfora.catalog.tests.builders import a_product
from prosfora.files.rules.columns import folded
from prosfora.files.services.imports import Reading
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.services import create_condition
from prosfora.pricing.services.imports.columns import ALL
from prosfora.pricing.tests.builders import a_discount, a_price, a_promotion, a_promotion_price, standard_pricing
from prosfora.pricing.tests.importing import brought
from tests.cast import MONDAY, a_user

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(hours=1)


@pytest.fixture
def head_clerk(db: None) -> User:
    """Keeps the prices of all sales areas."""
    return a_user("head_clerk", role=Role.PRICING_CLERK)


@pytest.fixture(autouse=True)
def _prices(company: object, settings: Any, tmp_path: Any, head_clerk: User) -> None:
    settings.MEDIA_ROOT = tmp_path
    standard_pricing()
    for number in ("BOLT-M8", "-5-MM", "NUT-M8"):
        a_product(number)
    a_party(number="1000001")
    a_price("BOLT-M8", "1234.567", per="100", scales=(("1", "1234.567"), ("1000.5", "22.125")))
    a_price("-5-MM", "0.125")
    a_discount("K005", "2.5", customer="1000001", product="BOLT-M8")
    a_discount("K021", "3", customer_group="02", pricing_group="01")
    a_promotion("SPRING")
    a_promotion_price("10")
    a_promotion_price("5", product="BOLT-M8")
    create_condition(
        condition_type="K004", key={"product": "NUT-M8"}, amount=Decimal("0.5"), currency="EUR", unit="PCE",
        calculation="quantity", lower_limit=Decimal("0.1"), upper_limit=Decimal(1), sales_area="GR01-10-00",
        valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31), by=head_clerk, at=MONDAY,
    )  # fmt: skip


def exported(user: User, form: str, query: str = "") -> bytes:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/prices/?export={form}&{query}")
    assert answer.status_code == 200
    return answer.getvalue()


def all_prices() -> list[Any]:
    rows = ConditionRecord.objects.filter(status="released").order_by("lookup", "valid_from")
    return [(row.lookup, row.sales_area_id, row.promotion_id, terms_of(row)) for row in rows]


def say(user: User, language: str) -> User:
    user.language = language
    user.save()
    return user


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("comma", [True, False])
@pytest.mark.parametrize("language", ["en", "el"])
def test_an_export_read_back_changes_nothing(head_clerk: User, form: str, comma: bool, language: str) -> None:
    content = exported(say(head_clerk, language), form)
    before, count = all_prices(), ConditionRecord.objects.count()

    run = brought(content, say(head_clerk, "en"), at=LATER, reading=Reading(decimal_comma=comma))

    assert (run.status, run.errors, run.created, run.updated) == ("imported", [], 0, 0)
    assert run.rows == len(before)
    assert (all_prices(), ConditionRecord.objects.count()) == (before, count)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_builds_the_same_prices_anew(head_clerk: User, form: str) -> None:
    content, before = exported(head_clerk, form), all_prices()
    ConditionRecord.objects.all().delete()

    run = brought(content, head_clerk, at=LATER)

    assert (run.errors, run.created) == ([], len(before))
    assert all_prices() == before


def test_a_price_changed_in_the_file_is_a_change(head_clerk: User) -> None:
    content = exported(head_clerk, "csv", "q=-5-MM").decode().replace("0.1250", "0.2")
    run = brought(content.encode(), head_clerk, at=LATER)
    assert (run.errors, run.created, run.updated) == ([], 0, 1)


def test_the_filters_of_the_list_are_those_of_the_file(head_clerk: User) -> None:
    content = exported(head_clerk, "csv", "condition_type=K005").decode()
    assert content.count("\n") == 2
    assert "K005" in content


def test_a_file_holds_what_its_reader_may_see(seller: User, outsider: User) -> None:
    assert "NUT-M8" in exported(seller, "csv").decode()
    assert "NUT-M8" not in exported(outsider, "csv").decode()


def test_no_cell_runs_as_a_formula(head_clerk: User) -> None:
    assert "'-5-MM" in exported(head_clerk, "csv").decode()
    sheet = load_workbook(io.BytesIO(exported(head_clerk, "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert "'-5-MM" in [cell.value for cell in cells]


def test_a_long_file_asks_as_much_as_a_short_one(head_clerk: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            exported(head_clerk, "csv")
        return len(queries)

    few = asked()
    for number in range(20):
        a_price(f"P-{number}")
    assert asked() == few


@pytest.mark.parametrize("language", ["en", "el"])
def test_every_column_is_known_by_its_name_in_every_language(language: str) -> None:
    with translation.override(language):
        labels = {column.name: folded(str(column.label)) for column in ALL}
    known = {column.name: {folded(name) for name in (column.name, *column.headers)} for column in ALL}
    assert {name: label for name, label in labels.items() if label not in known[name]} == {}
    every = [header for column in ALL for header in known[column.name]]
    assert len(every) == len(set(every)), "one header, one column"
