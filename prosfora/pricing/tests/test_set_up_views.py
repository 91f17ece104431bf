"""Pages of the set-up of prices: V/06, V/07, V/08, OVKK."""

import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from prosfora.identity.models import RoleGrant, User
from prosfora.pricing.models import AccessSequence, ConditionType, PricingProcedure, ProcedureDetermination
from prosfora.pricing.queries import price_document
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import Exclusion
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from prosfora.pricing.tests.test_views import signed_in
from prosfora.pricing.tests.world import a_header, an_item
from tests.cast import a_user

pytestmark = pytest.mark.django_db
ROOT = "/prices/set_up"


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()


@pytest.fixture
def clerk(pricing_clerk: User) -> Client:
    RoleGrant.objects.filter(user=pricing_clerk).update(scope="")
    return signed_in(pricing_clerk)


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def form_of(answer: Any) -> dict[str, str]:
    """What a browser would send of a page's form as it stands."""
    page = answer.content.decode().split('id="form"', 1)[1].split("</form>", 1)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (('type="checkbox"' not in tag) or re.search(r"\bchecked\b", tag)):
            found[name[1]] = unescape(value[1]) if value else "on" if "checkbox" in tag else ""
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', body) or re.search(r'<option value="([^"]*)"', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def lines(prefix: str, *rows: dict[str, str]) -> dict[str, str]:
    """A table of lines as a browser sends it."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return sent


def a_blank_line(sent: dict[str, str], prefix: str, lead: str) -> str:
    """The first line of a table with nothing in it."""
    places: Iterable[int] = range(int(sent[f"{prefix}-TOTAL_FORMS"]))
    return next(f"{prefix}-{place}" for place in places if not sent[f"{prefix}-{place}-{lead}"])


def test_a_seller_sees_the_whole_set_up_and_no_button_to_change_it(seller: User) -> None:
    client = signed_in(seller)

    home, procedure = text_of(client.get(f"{ROOT}/")), text_of(client.get(f"{ROOT}/procedures/RVAA01/"))
    types, sequence = text_of(client.get(f"{ROOT}/types/")), text_of(client.get(f"{ROOT}/sequences/PR00/"))

    assert "V/08" in home
    assert "K007 Customer discount" in procedure
    assert "Gross value" in procedure
    assert "lift to the minimum price" in procedure
    assert "customer + product" in sequence
    assert "?copy=RVAA01" not in procedure
    assert "New condition type" not in types
    assert client.get(f"{ROOT}/procedures/RVAA01/configure_prices").status_code == 403


def test_who_sees_no_prices_sees_no_set_up(company: object) -> None:
    client = signed_in(a_user("nobody"))

    for path in ("/", "/types/", "/types/K007/", "/sequences/", "/procedures/RVAA01/", "/determination", "/documents"):
        assert client.get(ROOT + path).status_code == 404


def test_a_clerk_of_one_area_changes_nothing_that_holds_in_all(pricing_clerk: User) -> None:
    client = signed_in(pricing_clerk)

    for path in (
        "/types/new",
        "/types/K007/configure_prices",
        "/sequences/new",
        "/procedures/new",
        "/determination/configure_prices",
        "/documents/configure_prices",
    ):
        assert client.get(ROOT + path).status_code == 403
    assert "Change" not in text_of(client.get(f"{ROOT}/types/K007/")).split('id="main"')[1].split("Timeline")[0]


def test_a_clerk_makes_a_new_discount_on_the_pages(clerk: Client) -> None:
    accesses = lines("accesses", {"number": "10", "fact_1": "customer", "fact_2": "product", "exclusive": "on"},
                     {"number": "", "exclusive": "on"})  # fmt: skip
    sequence = clerk.post(f"{ROOT}/sequences/new", {"code": "zk01", "name": "Promotion", **accesses})
    copied = form_of(clerk.get(f"{ROOT}/types/new?copy=K007"))
    kind = clerk.post(f"{ROOT}/types/new?copy=K007", {
        **copied, "code": "ZK01", "sequence": "ZK01", "name_en": "Promotion", "name_el": "Προσφορά",
    })  # fmt: skip
    steps = form_of(clerk.get(f"{ROOT}/procedures/new?copy=RVAA01"))
    line = a_blank_line(steps, "steps", "step")
    more = {f"{line}-step": "111", f"{line}-condition_type": "ZK01", f"{line}-from_step": "100"}
    procedure = clerk.post(f"{ROOT}/procedures/new?copy=RVAA01", {**steps, **more, "code": "ZVAA01", "name": "Ours"})
    rows = form_of(clerk.get(f"{ROOT}/determination/configure_prices"))
    determined = clerk.post(f"{ROOT}/determination/configure_prices", {**rows, "rows-0-procedure": "ZVAA01"})
    a_price("BOLT-M8", "100")
    a_discount("ZK01", "30", customer="1000001", product="BOLT-M8")

    assert [answer["Location"] for answer in (sequence, kind, procedure, determined)] == [
        f"{ROOT}/sequences/ZK01/", f"{ROOT}/types/ZK01/", f"{ROOT}/procedures/ZVAA01/", f"{ROOT}/determination",
    ]  # fmt: skip
    answer = price_document(a_header(customer="1000001"), [an_item("BOLT-M8")])
    assert (answer.procedure, answer.net) == ("ZVAA01", Decimal("70.00"))


def test_a_refusal_tells_place_and_remedy_and_keeps_what_was_typed(clerk: Client) -> None:
    steps = form_of(clerk.get(f"{ROOT}/procedures/new?copy=RVAA01"))
    line = a_blank_line(steps, "steps", "step")
    circle = {f"{line}-step": "111", f"{line}-condition_type": "K007", f"{line}-from_step": "111"}

    answer = clerk.post(f"{ROOT}/procedures/new?copy=RVAA01", {**steps, **circle, "code": "ZVAA01", "name": "Ours"})

    assert answer.status_code == 422
    assert "Procedure ZVAA01, step 111: Its base, from step 111 to 111, contains the step itself" in text_of(answer)
    assert form_of(answer)[f"{line}-from_step"] == "111"
    assert not PricingProcedure.objects.filter(code="ZVAA01").exists()


def test_a_line_without_its_number_is_not_lost(clerk: Client) -> None:
    accesses = lines("accesses", {"number": "10", "fact_1": "customer"}, {"number": "", "fact_1": "product"})

    answer = clerk.post(f"{ROOT}/sequences/new", {"code": "ZK01", "name": "Promotion", **accesses})

    assert answer.status_code == 422
    assert "Fill this in, or clear the line" in text_of(answer)
    assert not AccessSequence.objects.filter(code="ZK01").exists()


def test_of_a_used_procedure_only_the_name_changes_whatever_is_sent(clerk: Client) -> None:
    before = set_up().procedures["RVAA01"].steps
    page = clerk.get(f"{ROOT}/procedures/RVAA01/configure_prices")
    sent = {**form_of(page), "name": "Greek prices", "steps-0-mandatory": "", "tax_included": "on"}

    answer = clerk.post(f"{ROOT}/procedures/RVAA01/configure_prices", sent)

    assert "Its names may change; for anything else copy it" in text_of(page)
    assert answer["Location"] == f"{ROOT}/procedures/RVAA01/"
    changed = set_up().procedures["RVAA01"]
    assert (changed.name, changed.tax_included, changed.steps) == ("Greek prices", False, before)


def test_of_a_used_type_with_limits_only_the_names_change_in_greek_too(clerk: Client, pricing_clerk: User) -> None:
    ConditionType.objects.filter(code="K007").update(upper_limit=Decimal("12.5"))
    User.objects.filter(pk=pricing_clerk.pk).update(language="el")
    sent = form_of(clerk.get(f"{ROOT}/types/K007/configure_prices"))

    answer = clerk.post(f"{ROOT}/types/K007/configure_prices", {**sent, "name_el": "Πίστη"})

    assert answer.status_code == 302
    changed = ConditionType.objects.get(code="K007")
    assert (changed.name_el, changed.upper_limit) == ("Πίστη", Decimal("12.5"))


def test_exclusions_are_typed_as_codes(clerk: Client) -> None:
    sent = form_of(clerk.get(f"{ROOT}/procedures/new?copy=RVAA01"))
    group = {"exclusions-0-method": "best", "exclusions-0-first": "k004, k007"}

    clerk.post(f"{ROOT}/procedures/new?copy=RVAA01", {**sent, **group, "code": "ZVAA01", "name": "Ours"})

    assert set_up().procedures["ZVAA01"].exclusions == (Exclusion("best", ("K004", "K007")),)
    assert "the best of the first group stays" in text_of(clerk.get(f"{ROOT}/procedures/ZVAA01/"))


def test_whoever_saw_an_older_state_keeps_what_he_typed(clerk: Client) -> None:
    page = form_of(clerk.get(f"{ROOT}/sequences/K007/configure_prices"))
    AccessSequence.objects.filter(code="K007").update(name="Changed meanwhile")

    answer = clerk.post(f"{ROOT}/sequences/K007/configure_prices", {**page, "name": "Mine"})

    assert answer.status_code == 409
    assert form_of(answer)["name"] == "Mine"
    assert AccessSequence.objects.get(code="K007").name == "Changed meanwhile"


def test_a_determination_that_leaves_documents_without_a_procedure_is_refused(clerk: Client) -> None:
    sent = form_of(clerk.get(f"{ROOT}/determination/configure_prices"))

    answer = clerk.post(f"{ROOT}/determination/configure_prices", {**sent, "rows-0-document_type": "QT"})

    assert answer.status_code == 422
    assert "Documents of type IN find no procedure" in text_of(answer)
    assert set(ProcedureDetermination.objects.values_list("document_type", flat=True)) == {""}


def test_the_timeline_tells_in_words_what_changed(clerk: Client) -> None:
    accesses = lines("accesses", {"number": "10", "fact_1": "customer", "exclusive": "on"})
    clerk.post(f"{ROOT}/sequences/new", {"code": "ZK01", "name": "Promotion", **accesses})

    told = text_of(clerk.get("/journal/access_sequence/ZK01"))

    assert "Set-up of prices changed" in told
    assert "Access 10" in told


def test_a_new_name_stands_in_lists_of_prices(clerk: Client) -> None:
    a_discount("K007", "5", customer="1000001")
    sent = form_of(clerk.get(f"{ROOT}/types/K007/configure_prices"))
    clerk.post(f"{ROOT}/types/K007/configure_prices", {**sent, "name_en": "Loyalty"})

    assert "K007 Loyalty" in text_of(clerk.get("/prices/"))


def test_a_copy_that_nobody_needs_is_deleted_on_its_page(clerk: Client) -> None:
    sent = form_of(clerk.get(f"{ROOT}/procedures/new?copy=RVAA01"))
    clerk.post(f"{ROOT}/procedures/new?copy=RVAA01", {**sent, "code": "ZVAA01", "name": "Ours"})

    assert f"{ROOT}/procedures/ZVAA01/delete" in text_of(clerk.get(f"{ROOT}/procedures/ZVAA01/"))
    assert f"{ROOT}/procedures/RVAA01/delete" not in text_of(clerk.get(f"{ROOT}/procedures/RVAA01/"))
    assert clerk.post(f"{ROOT}/procedures/ZVAA01/delete")["Location"] == f"{ROOT}/procedures/"
    assert clerk.post(f"{ROOT}/procedures/RVAA01/delete").status_code == 422
    codes = PricingProcedure.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["RVAA01", "RVAB02", "RVNP01"]


def test_a_procedure_is_tried_before_documents_find_it(clerk: Client, pricing_clerk: User) -> None:
    a_price("BOLT-M8", "100")
    a_discount("K004", "10", product="BOLT-M8")
    sent = form_of(clerk.get(f"{ROOT}/procedures/new?copy=RVAA01"))
    line = next(name for name, value in sent.items() if value == "K004").removesuffix("condition_type")
    clerk.post(f"{ROOT}/procedures/new?copy=RVAA01", {
        **sent, f"{line}step": "", "code": "ZVAA01", "name": "Without K004",
    })  # fmt: skip
    asked = {"product": "BOLT-M8", "quantity": "1"}

    page = text_of(clerk.get("/prices/simulation?procedure=ZVAA01"))
    usual = text_of(clerk.get("/prices/simulation", asked))
    tried = text_of(clerk.get("/prices/simulation", {**asked, "procedure": "ZVAA01"}))

    assert '<option value="ZVAA01" selected>' in page
    assert "<b>90.00 EUR</b>" in usual
    assert "<b>100.00 EUR</b>" in tried
    assert not PricingProcedure.objects.get(code="ZVAA01").is_used


def test_the_rules_of_documents_are_typed_in_two_tables(clerk: Client) -> None:
    path = f"{ROOT}/documents/configure_prices"
    sent = form_of(clerk.get(path))
    lines = {
        "dates-0-document_type": "QT", "dates-0-basis": "valid_from", "copies-0-source": "QT", "copies-0-target": "QT",
        "copies-0-pricing_type": "D",
    }  # fmt: skip

    made = clerk.post(path, {**sent, **lines})

    assert (made.status_code, made.headers["Location"]) == (302, f"{ROOT}/documents")
    page = clerk.get(f"{ROOT}/documents").content.decode()
    assert "first day of validity" in page
    assert "prices stay unchanged" in page
    assert clerk.post(path, {**form_of(clerk.get(path)), "copies-1-pricing_type": "A"}).status_code == 422
