"""Pages of simulations."""

import datetime as dt
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.tasks import TaskResultStatus
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from prosfora.documents.services import issue_quotation
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering, lines
from prosfora.identity.models import User
from prosfora.insights.models import PriceSimulation
from prosfora.insights.services.working import carry_out_simulation
from prosfora.insights.tests.builders import a_rise, a_simulation
from prosfora.parties.tests.builders import a_party
from prosfora.pricelists.tests.builders import a_proposal
from prosfora.pricing.models import ConditionRecord
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
FORM = {
    "sales_area": DIRECT_SALES, "first_day": "2025-11-23", "last_day": "2026-11-23", "statuses": ["issued", "accepted"],
    "condition_type": "PR00", "method": "percent", "value": "3.2", "ending": "0", "way": "nearest", "priced": "day",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _trade(company: object) -> None:
    an_offering()


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_clerk_asks_waits_and_reads_the_effect(seller: User, pricing_clerk: User) -> None:
    quotation = a_quotation(owner=seller)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    clerk = as_user(pricing_clerk)

    first = clerk.get("/price-simulations/new").content.decode()
    assert 'value="2025-11-23"' in first
    assert re.findall(r'name="statuses" value="(\w+)"[^>]* checked', first) == ["issued", "accepted"]

    made = clerk.post("/price-simulations/new", FORM)
    run = PriceSimulation.objects.get()
    assert made["Location"] == f"/price-simulations/{run.pk}/"

    waiting = clerk.get(made["Location"]).content.decode()
    assert "0 of 1 quotations" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    carry_out_simulation.call(run.pk)
    done = clerk.get(made["Location"], headers={"HX-Request": "true"}).content.decode()

    assert "every 1s" not in done
    assert "<html" not in done
    for words in ("800.00\u00a0EUR", "825.60\u00a0EUR", "25.60\u00a0EUR", "3.2\u00a0%", "BOLT-M8", a_customer().number):
        assert words in done, words
    assert '<rect x="60" y="1" width="60" height="10"></rect>' in done
    assert "Simulations of price changes" in clerk.get("/price-simulations/").content.decode()


def test_a_clerk_comes_from_a_proposal(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    ConditionRecord.objects.filter(condition_type="PR00").update(sales_area=DIRECT_SALES)
    proposal = a_proposal(pricing_clerk)
    clerk = as_user(pricing_clerk)
    link = f"/price-simulations/new?proposal={proposal.pk}"

    assert link in clerk.get(f"/price-proposals/{proposal.pk}/").content.decode()
    shown = clerk.get(link).content.decode()
    assert f'<option value="{proposal.pk}" selected>' in shown

    supposed = {"condition_type": "", "proposal": str(proposal.pk), "statuses": ["draft"], "priced": "own"}
    clerk.post("/price-simulations/new", {**FORM, **supposed})

    run = PriceSimulation.objects.get()
    assert (run.supposed, run.pricing_date) == ({"proposal": proposal.pk, "title": "Prices of 2027"}, None)
    assert "Price proposal “Prices of 2027” in force" in clerk.get(f"/price-simulations/{run.pk}/").content.decode()


def test_what_is_wrong_stands_on_the_form(seller: User, pricing_clerk: User) -> None:
    clerk = as_user(pricing_clerk)

    nothing = clerk.post("/price-simulations/new", FORM)
    both = clerk.post("/price-simulations/new", {**FORM, "records": "7, 9"})
    letters = clerk.post("/price-simulations/new", {**FORM, "records": "seven"})
    elsewhere = clerk.post("/price-simulations/new", {**FORM, "sales_area": DEALERS})

    assert [answer.status_code for answer in (nothing, both, letters, elsewhere)] == [422] * 4
    assert "No quotation of these days" in nothing.content.decode()
    assert "one of them" in both.content.decode()
    assert "with commas between" in letters.content.decode()
    assert not PriceSimulation.objects.exists()


def test_margins_are_told_to_nobody_without_the_right_to_costs(
    seller: User, pricing_clerk: User, sales_support: User
) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk)
    clerk, support = as_user(pricing_clerk), as_user(sales_support)
    paths = (
        f"/price-simulations/{run.pk}/", f"/price-simulations/{run.pk}/customers",
        f"/price-simulations/{run.pk}/products?order=-margin_difference",
        f"/price-simulations/{run.pk}/customers?export=csv",
    )  # fmt: skip

    for path in paths:
        told, hidden = clerk.get(path), support.get(path)
        assert "argin" in told.getvalue().decode(), path
        assert hidden.status_code == 200
        assert "argin" not in hidden.getvalue().decode().replace(path.partition("?")[2], ""), path
    assert support.get("/price-simulations/new").status_code == 403
    assert support.post(f"/price-simulations/{run.pk}/cancel_simulation").status_code == 403


def test_runs_of_other_sales_areas_do_not_exist(
    seller: User, pricing_clerk: User, outsider: User, administrator: User
) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk)
    outsider.grants.update(role="pricing_clerk")
    stranger = as_user(outsider)

    assert run.title not in stranger.get("/price-simulations/").content.decode()
    for path in ("", "customers", "products"):
        assert stranger.get(f"/price-simulations/{run.pk}/{path}").status_code == 404
    assert stranger.post(f"/price-simulations/{run.pk}/cancel_simulation").status_code == 404
    assert as_user(seller).get("/price-simulations/").status_code == 404


def test_the_tables_are_sorted_and_leave_as_files(seller: User, pricing_clerk: User) -> None:
    an_offering("NUT-M8", "0.50")
    for count, name in enumerate(("Άλφα ΑΕ", "Βήτα ΑΕ", "Γάμμα ΑΕ"), 1):
        a_quotation(owner=seller, items=[*lines(count), *lines(1, "NUT-M8")], sold_to=a_party(name=name))
    run = a_simulation(pricing_clerk, change=a_rise("-10", product="BOLT-M8"))
    clerk, url = as_user(pricing_clerk), f"/price-simulations/{run.pk}/customers"

    def names(order: str) -> list[str]:
        text = clerk.get(f"{url}?order={order}&export=csv").getvalue().decode("utf-8-sig")
        return [line.split(",")[1] for line in text.splitlines()[1:]]

    assert names("effect") == names("difference") == ["Γάμμα ΑΕ", "Βήτα ΑΕ", "Άλφα ΑΕ"]
    assert names("-difference") == names("net_before") == ["Άλφα ΑΕ", "Βήτα ΑΕ", "Γάμμα ΑΕ"]
    assert 'aria-sort="descending"' in clerk.get(f"{url}?order=-difference").content.decode()

    sheet = load_workbook(BytesIO(clerk.get(f"{url}?export=xlsx").content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0][:4] == ("Number", "Name", "Quotations", "Items")
    assert [Decimal(str(row[6])) for row in rows[1:]] == [-120, -80, -40]
    assert rows[1][-1] == "EUR"
    products = clerk.get(f"/price-simulations/{run.pk}/products").content.decode()
    assert products.index("BOLT-M8") < products.index("NUT-M8")
    assert 'class="less"' in clerk.get(f"/price-simulations/{run.pk}/").content.decode()


def test_the_page_of_a_large_run_costs_as_many_statements_as_that_of_a_small_one(
    seller: User, pricing_clerk: User
) -> None:
    clerk = as_user(pricing_clerk)

    def statements(path: str) -> int:
        run = a_simulation(pricing_clerk)
        clerk.get(f"/price-simulations/{run.pk}/{path}")
        with CaptureQueriesContext(connection) as captured:
            clerk.get(f"/price-simulations/{run.pk}/{path}")
        return len(captured)

    a_quotation(owner=seller)
    few = [statements(path) for path in ("", "customers")]
    for number in range(15):
        a_quotation(owner=seller, sold_to=a_party(name=f"Πελάτης {number}"))

    assert [statements(path) for path in ("", "customers")] == few


def test_a_run_is_called_off_once(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk, run=False)
    clerk, url = as_user(pricing_clerk), f"/price-simulations/{run.pk}/"
    assert "Call off" in clerk.get(url).content.decode()

    assert clerk.post(f"{url}cancel_simulation")["Location"] == url
    again = clerk.post(f"{url}cancel_simulation")

    assert (again.status_code, "is over already" in again.content.decode()) == (409, True)
    assert "called off" in clerk.get(url).content.decode()


def test_a_job_that_was_given_up_says_so(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk, run=False)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=MONDAY + dt.timedelta(hours=1))

    assert "The worker gave up" in as_user(pricing_clerk).get(f"/price-simulations/{run.pk}/").content.decode()


def test_what_has_no_price_is_named_with_its_reason(seller: User, pricing_clerk: User) -> None:
    an_offering("NUT-M8", "1.00")
    bad = a_quotation(owner=seller, items=lines(1, "NUT-M8"))
    a_quotation(owner=seller)
    ConditionRecord.objects.filter(product="NUT-M8").update(status="withdrawn")
    run = a_simulation(pricing_clerk, change=a_rise(customer="1"))

    page = as_user(pricing_clerk).get(f"/price-simulations/{run.pk}/").content.decode()

    assert f"{bad.number}</a>: No price was found" in page
    assert "1 of 1 are listed" in page
    assert "No item would have another price" in page


def test_everything_is_told_in_greek(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk)
    User.objects.filter(pk=pricing_clerk.pk).update(language="el")
    pricing_clerk.refresh_from_db()

    page = as_user(pricing_clerk).get(f"/price-simulations/{run.pk}/").content.decode()

    for words in ("Επίδραση ανά πελάτη", "Περιθώριο", "+10", "800,00\u00a0EUR"):
        assert words in page, words
