"""The catalogue's pages and fragments."""

import datetime as dt
import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.catalog.models import CustomerProduct, Product, ProductLink, Receipt, Stock
from prosfora.catalog.queries import data_of
from prosfora.catalog.rules.facts import TextData, UnitData
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
HTMX = {"HX-Request": "true"}


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: HttpResponse) -> str:
    """What stands on the page, blanks squeezed."""
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare))


def fields(**changed: str) -> dict[str, str]:
    """The form of a product as a browser sends it."""
    plain = {
        "name": "Κοχλίας M8", "kind": "stock", "status": "active", "base_unit": "PCE", "sales_unit": "BX",
        "tax_class": "1", "cost": "0.11", "cost_currency": "EUR", "lead_time_days": "8", "group": "fasteners",
        "item_category_group": "NORM", "whole_units_only": "on",
        "units-TOTAL_FORMS": "2", "units-INITIAL_FORMS": "0",
        "units-0-unit": "BX", "units-0-numerator": "12", "units-0-denominator": "1",
        "units-1-unit": "", "units-1-numerator": "", "units-1-denominator": "1",
        "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0",
        "texts-0-language": "en", "texts-0-name": "Bolt M8", "texts-0-sales_text": "Zinc-plated",
    }  # fmt: skip
    return plain | changed


def stored(**changed: str) -> dict[str, str]:
    """The same form for a product with one unit and one text stored."""
    return fields(**{"units-INITIAL_FORMS": "1", "texts-INITIAL_FORMS": "1"} | changed)


@pytest.fixture
def lead(sales_lead: User) -> Client:
    return browser_of(sales_lead)


def page(number: str, verb: str = "display_product") -> str:
    return reverse(f"catalog:{verb}", args=[number])


def test_a_product_is_taken_up_on_a_form(lead: Client) -> None:
    answer = lead.post(reverse("catalog:create_product"), fields(number="bolt-m8"))

    assert answer.status_code == 302, text_of(answer)
    product = Product.objects.get(number="BOLT-M8")
    data = data_of(product)
    assert data.units == (UnitData("BX", 12),)
    assert data.texts == (TextData("en", "Bolt M8", "Zinc-plated"),)
    assert (str(data.cost), data.group) == ("0.1100", "FASTENERS")


def test_amounts_are_read_as_the_reader_writes_them(sales_lead: User) -> None:
    sales_lead.language = "el"
    sales_lead.save()

    browser_of(sales_lead).post(
        reverse("catalog:create_product"), fields(number="X", cost="1.234,5", net_weight="0.500", gross_weight="1")
    )

    product = Product.objects.get(number="X")
    assert (str(product.cost), str(product.net_weight)) == ("1234.5000", "0.500")


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong_where(lead: Client) -> None:
    answer = lead.post(reverse("catalog:create_product"), fields(cost="abc", gtin="123", name="Bolt <b>"))

    assert answer.status_code == 422
    assert "“abc” is not a number" in text_of(answer)
    assert 'value="Bolt &lt;b&gt;"' in answer.content.decode()
    assert not Product.objects.exists()


def test_what_the_service_refuses_stands_at_its_field(lead: Client) -> None:
    answer = lead.post(reverse("catalog:create_product"), fields(gtin="4006381333930"))

    assert answer.status_code == 422
    assert "is no GTIN" in text_of(answer)


def test_a_unit_without_its_size_is_asked_for(lead: Client) -> None:
    answer = lead.post(reverse("catalog:create_product"), fields(**{"units-0-numerator": ""}))

    assert answer.status_code == 422
    assert "Say how many base units this is equal to" in text_of(answer)


def test_a_change_starts_from_what_is_stored(lead: Client) -> None:
    a_product("BOLT-M8", cost="0.11", lead_time_days=10)

    shown = lead.get(page("BOLT-M8", "change_product"))
    assert 'name="version" value="1"' in shown.content.decode()
    assert 'value="0.11"' in shown.content.decode()

    lead.post(page("BOLT-M8", "change_product"), stored(version="1", name="Other"))
    product = Product.objects.get()
    assert (product.name, product.version) == ("Other", 2)


def test_a_change_on_top_of_an_unseen_one_keeps_what_was_typed(lead: Client) -> None:
    a_product("BOLT-M8")
    lead.post(page("BOLT-M8", "change_product"), stored(version="1", name="First"))

    answer = lead.post(page("BOLT-M8", "change_product"), stored(version="1", name="Second"))

    assert answer.status_code == 422
    assert "was changed meanwhile by sales_lead" in text_of(answer)
    assert 'value="Second"' in answer.content.decode()
    assert Product.objects.get().name == "First"


def test_a_unit_is_removed_by_clearing_its_row(lead: Client) -> None:
    a_product("BOLT-M8", units=[("BX", 12, 1)])

    lead.post(
        page("BOLT-M8", "change_product"),
        stored(sales_unit="", **{"units-0-unit": "", "units-0-numerator": ""}),
    )

    assert data_of(Product.objects.get()).units == ()


def test_who_may_not_see_cost_changes_a_product_without_losing_it(sales_support: User) -> None:
    a_product("BOLT-M8", cost="0.11")
    support = browser_of(sales_support)

    assert "Cost" not in text_of(support.get(page("BOLT-M8", "change_product")))
    assert "Cost" not in text_of(support.get(page("BOLT-M8")))
    support.post(page("BOLT-M8", "change_product"), stored(cost="0.01", name="Other"))

    product = Product.objects.get()
    assert (product.name, str(product.cost)) == ("Other", "0.1100")
    assert support.get(reverse("audit:timeline", args=["product_cost", "BOLT-M8"])).status_code == 404


def test_the_page_shows_facts_stock_receipts_links_and_customers_numbers(lead: Client) -> None:
    customer = a_party("Papadopoulos")
    later = timezone.localdate() + dt.timedelta(days=5)
    bolt = a_product(
        "BOLT-M8", cost="0.11", stock=100, safety_stock=20, receipts=[(later, 50)], customer_numbers=[(customer, "P8")]
    )
    ProductLink.objects.create(product=bolt, kind="alternative", other=a_product("BOLT-M8-A4"))

    shown = text_of(lead.get(page("BOLT-M8")))

    for expected in ("Hexagon bolt M8×40", "BOLT-M8", "0.11 EUR", "100", "Safety stock 20", f"{later:%d/%m/%Y}",
                     "P8 Papadopoulos", "BOLT-M8-A4", "1 box (BX) = 12 pc", "10 working days"):  # fmt: skip
        assert expected in shown, expected
    assert "<polyline" in lead.get(page("BOLT-M8")).content.decode()


def test_the_page_speaks_greek(sales_lead: User) -> None:
    sales_lead.language = "el"
    sales_lead.save()
    a_product("BOLT-M8")

    answer = browser_of(sales_lead).get(page("BOLT-M8"))

    assert "τεμάχιο" in text_of(answer)
    assert "Κοχλίας εξαγωνικός M8×40" in text_of(answer)


def test_what_is_gone_is_named_and_a_blocked_product_is_greek_neuter(sales_lead: User) -> None:
    sales_lead.language = "el"
    sales_lead.save()
    a_product("BOLT-M8", status="blocked")
    browser = browser_of(sales_lead)

    assert "αποκλεισμένο " in text_of(browser.get(page("BOLT-M8")))
    gone = browser.post(reverse("catalog:remove_receipt", args=["BOLT-M8", 404]))
    assert gone.status_code == 404
    assert "Αυτή η αναμενόμενη παραλαβή δεν υπάρχει πλέον" in text_of(gone)


def test_the_timeline_names_units_in_greek(sales_lead: User) -> None:
    sales_lead.language = "el"
    sales_lead.save()
    a_product("BOLT-M8", units=[("BX", 12, 1)])
    browser = browser_of(sales_lead)

    browser.post(page("BOLT-M8", "change_product"), stored(version="1", **{"units-0-numerator": "10"}))

    assert "Μονάδα BX 12/1 10/1" in text_of(browser.get("/journal/product/BOLT-M8"))


def test_a_page_costs_the_same_however_much_hangs_on_the_product(
    sales_lead: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bolt, client = a_product("BOLT-M8", stock=1), browser_of(sales_lead)
    client.get(page("BOLT-M8"))
    with django_assert_max_num_queries(20) as bare:
        client.get(page("BOLT-M8"))
    for number in range(20):
        customer = a_party(f"Customer {number}")
        CustomerProduct.objects.create(product=bolt, party=customer, number=f"C{number}")
        ProductLink.objects.create(product=bolt, kind="accessory", other=a_product(f"NUT-{number}"))
        Receipt.objects.create(product=bolt, plant_id="AT01", day=dt.date(2099, 1, 1), quantity=1)
    with django_assert_max_num_queries(20) as full:
        client.get(page("BOLT-M8"))

    assert len(bare) == len(full)


def test_numbers_with_slashes_have_pages(lead: Client) -> None:
    a_product("6205-2RS/C3")

    assert page("6205-2RS/C3") == "/products/6205-2RS/C3/"
    for verb in ("display_product", "change_product"):
        assert lead.get(page("6205-2RS/C3", verb)).status_code == 200
    assert lead.get(page("6205-2RS/C3", "availability"), {"quantity": "1"}).status_code == 200


def test_the_list_is_narrowed_and_opens_products(lead: Client) -> None:
    a_product("BOLT-M8")
    a_product("CUT", "Κοπή", "Cutting", kind="service", group="WORK")

    answer = lead.get(reverse("catalog:list_products"), {"q": "kopi", "kind": "service", "group": "work"})

    assert "CUT" in text_of(answer)
    assert "BOLT-M8" not in text_of(answer)
    assert page("CUT") in answer.content.decode()


@pytest.mark.parametrize("query", ["kind=thing", "status=x", "order=x", "q=%00", "group=" + "x" * 400])
def test_a_list_takes_odd_filters_as_none(lead: Client, query: str) -> None:
    a_product("BOLT-M8")

    assert lead.get(f"{reverse('catalog:list_products')}?{query}").status_code == 200


def test_the_list_is_exported_as_it_is_filtered(lead: Client) -> None:
    a_product("BOLT-M8", "=2+5")
    a_product("NUT-M8", group="NUTS")

    answer = lead.get(reverse("catalog:list_products"), {"group": "FASTENERS", "export": "csv"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]

    assert len(lines) == 2
    assert lines[1].startswith("BOLT-M8,'=2+5,FASTENERS")


def test_options_name_products_in_the_readers_language(lead: Client) -> None:
    a_product("BOLT-M8", sales_unit="BX")
    a_product("BOLT-OLD", status="blocked")

    answer = lead.get(reverse("catalog:product_options"), {"q": "κοχλ"})

    assert 'data-value="BOLT-M8"' in answer.content.decode()
    assert 'data-unit="BX"' in answer.content.decode()
    assert "Hexagon bolt" in text_of(answer)
    assert "BOLT-OLD" not in text_of(answer)
    assert lead.get(reverse("catalog:product_options")).content.strip() == b""


def test_availability_is_answered_on_the_page(lead: Client) -> None:
    a_product("BOLT-M8", stock=100, lead_time_days=10)
    url = page("BOLT-M8", "availability")

    assert "Available All 12 pc on" in text_of(lead.get(url, {"quantity": "1", "unit": "BX", "plant": "AT01"}))
    later = text_of(lead.get(url, {"quantity": "120", "unit": "PCE"}))
    assert "Later 100 pc on" in later
    assert "In part, as early as possible" in later


@pytest.mark.parametrize(
    "query", ["quantity=x", "quantity=", "quantity=1&unit=KGM", "quantity=1&plant=NO", "quantity=1&day=x"]
)
def test_an_impossible_question_is_answered_in_words(lead: Client, query: str) -> None:
    a_product("BOLT-M8")

    answer = lead.get(f"{page('BOLT-M8', 'availability')}?{query}", headers=HTMX)

    assert answer.status_code == 422
    assert len(text_of(answer)) > 20


def test_stock_and_receipts_are_kept_on_the_page(lead: Client) -> None:
    a_product("BOLT-M8")
    day = f"{timezone.localdate() + dt.timedelta(days=3):%Y-%m-%d}"

    stated = lead.post(page("BOLT-M8", "set_stock"), {"plant": "AT01", "quantity": "1,000"}, headers=HTMX)
    expected = lead.post(
        page("BOLT-M8", "add_receipt"),
        {"plant": "AT01", "day": day, "quantity": "50", "reference": "PO 1"},
        headers=HTMX,
    )

    assert "Stock 1,000" in text_of(stated)
    assert "PO 1" in text_of(expected)
    assert Stock.objects.get().quantity == 1000
    receipt = Receipt.objects.get()
    removed = lead.post(reverse("catalog:remove_receipt", args=["BOLT-M8", receipt.pk]), headers=HTMX)
    assert "Nothing is expected." in text_of(removed)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("verb", "sent", "told"),
    [
        ("set_stock", {"plant": "AT01", "quantity": "many"}, "“many” is not a number"),
        ("set_stock", {"plant": "XX", "quantity": "1"}, "Plant"),
        ("set_stock", {"plant": "AT01", "quantity": "1", "safety_stock": "-1"}, "cannot be negative"),
        ("add_receipt", {"plant": "AT01", "day": "2020-01-01", "quantity": "1"}, "lies in the past"),
        ("add_receipt", {"plant": "AT01", "quantity": "1"}, "Expected on"),
        ("link_product", {"kind": "alternative", "other": "NO-SUCH"}, "There is no product NO-SUCH"),
        ("link_product", {"kind": "alternative", "other": "BOLT-M8"}, "Choose another product"),
        ("link_product", {"kind": "cousin", "other": "NUT-M8"}, "Kind"),
        ("assign_customer_number", {"customer": "999", "number": "1"}, "999"),
    ],
)
def test_what_cannot_be_kept_is_said_in_the_part_it_belongs_to(
    lead: Client, verb: str, sent: dict[str, str], told: str
) -> None:
    a_product("BOLT-M8")

    answer = lead.post(page("BOLT-M8", verb), sent, headers=HTMX)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert answer.content.decode().lstrip().startswith("<section")


def test_links_and_customers_numbers_are_kept_on_the_page(lead: Client) -> None:
    a_product("BOLT-M8")
    a_product("NUT-M8")
    customer = a_party("Papadopoulos")
    link = {"kind": "accessory", "other": "nut-m8"}
    own = {"customer": customer.number, "number": "p8"}

    assert "NUT-M8" in text_of(lead.post(page("BOLT-M8", "link_product"), link, headers=HTMX))
    assert "P8 Papadopoulos" in text_of(lead.post(page("BOLT-M8", "assign_customer_number"), own, headers=HTMX))
    lead.post(page("BOLT-M8", "unlink_product"), link, headers=HTMX)
    lead.post(page("BOLT-M8", "remove_customer_number"), own, headers=HTMX)

    assert not ProductLink.objects.exists()
    assert not CustomerProduct.objects.exists()


def test_without_scripts_a_verb_leads_back_to_the_page(lead: Client) -> None:
    a_product("BOLT-M8")

    answer = lead.post(page("BOLT-M8", "set_stock"), {"plant": "AT01", "quantity": "5"})

    assert (answer.status_code, answer["Location"]) == (302, page("BOLT-M8"))
    assert lead.post(page("BOLT-M8", "set_stock"), {"plant": "AT01", "quantity": "x"}).status_code == 422


POSTS = [
    "set_stock",
    "add_receipt",
    "link_product",
    "unlink_product",
    "assign_customer_number",
    "remove_customer_number",
]


@pytest.mark.parametrize("verb", ["display_product", "change_product", "availability"])
def test_pages_of_another_areas_product_do_not_exist(outsider: User, verb: str) -> None:
    a_product("BOLT-M8", areas=["GR01-10-00"])

    assert browser_of(outsider).get(page("BOLT-M8", verb), {"quantity": "1"}).status_code == 404


@pytest.mark.parametrize("verb", POSTS)
def test_verbs_on_another_areas_product_do_not_exist(outsider: User, verb: str) -> None:
    a_product("BOLT-M8", areas=["GR01-10-00"])

    assert browser_of(outsider).post(page("BOLT-M8", verb)).status_code == 404


@pytest.mark.parametrize("verb", ["change_product", *POSTS])
def test_an_auditor_changes_nothing(auditor: User, verb: str) -> None:
    a_product("BOLT-M8")
    client = browser_of(auditor)

    assert client.get(page("BOLT-M8")).status_code == 200
    assert client.post(page("BOLT-M8", verb)).status_code == 403
    assert client.get(reverse("catalog:create_product")).status_code == 403


def test_pages_hold_no_inline_script_or_style(lead: Client) -> None:
    a_product("BOLT-M8", stock=1)

    for url in (page("BOLT-M8"), page("BOLT-M8", "change_product"), reverse("catalog:create_product")):
        body = lead.get(url).content.decode()
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on[a-z]+=", body), url
