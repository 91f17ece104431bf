"""The pages that belong to no room: start, settings, language, colours, health, errors."""

import contextlib
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import MandatoryField
from prosfora.documents.tests.builders import a_quotation, an_inquiry
from prosfora.identity.models import User
from prosfora.pricing.models import ProcedureDetermination
from prosfora.site.command.prepare import install_standards
from tests.cast import PASSWORD


def signed_in(user: User) -> Client:
    """A browser in which the user has signed in."""
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(seller: User, client: Client) -> None:
    sent = client.get("/settings/")

    assert sent.url == "/accounts/login/?next=/settings/"
    answer = client.post(sent.url, {"login": "seller", "password": PASSWORD, "next": "/settings/"})
    assert answer.url == "/settings/"


def test_nobody_signs_himself_up(db: None, client: Client) -> None:
    answer = client.get("/accounts/signup/")

    assert b"password1" not in answer.content


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/favicon.ico", "/accounts/login/"])
def test_what_needs_no_sign_in(db: None, client: Client, path: str) -> None:
    assert client.get(path).status_code in (200, 301)


def test_every_page_forbids_inline_scripts_and_styles(seller: User) -> None:
    policy = signed_in(seller).get("/settings/").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_a_first_start_says_what_to_do_first(seller: User) -> None:
    page = signed_in(seller).get("/").content.decode()

    assert "What to do first" in page
    assert page.index("Set up your company") < page.index("Record your prices") < page.index("the first inquiry")


def test_what_the_role_cannot_do_first_leads_nowhere(seller: User, administrator: User) -> None:
    administrators, sellers = (signed_in(user).get("/").content.decode() for user in (administrator, seller))

    assert 'href="/company/plants/">Open a plant' in administrators
    assert 'href="/company/plants/">Open a plant' not in sellers
    assert "needs another role than yours" in sellers


def test_the_sign_in_page_of_an_empty_installation_says_how_to_begin(db: None, client: Client) -> None:
    assert "prosfora user add" in client.get("/accounts/login/").content.decode()


def test_the_sign_in_page_keeps_quiet_once_there_is_a_user(seller: User, client: Client) -> None:
    assert "prosfora user add" not in client.get("/accounts/login/").content.decode()


def test_an_installation_without_the_demo_can_price_and_issue(db: None) -> None:
    install_standards()
    install_standards()

    found = ProcedureDetermination.objects.values_list("customer_procedure", "procedure_id")
    assert dict(found) == {"": "RVAA01", "2": "RVAB02", "3": "RVNP01"}
    assert MandatoryField.objects.filter(blocks="issue_quotation").exists()


def test_a_seller_sees_his_own_drafts_with_their_money(seller: User, company: object) -> None:
    a_quotation(owner=seller)

    page = signed_in(seller).get("/").content.decode()

    assert "What to do first" not in page
    assert "/quotations/?status=draft&amp;responsible=seller" in page
    assert "800.00\u00a0EUR" in page  # two items of 40 bolts at 10.00


def test_a_lead_may_look_at_everybodys(sales_lead: User, seller: User, company: object) -> None:
    inquiry = an_inquiry(owner=seller)
    client = signed_in(sales_lead)

    assert inquiry.number not in client.get("/").content.decode()
    assert "Everybody" in client.get("/").content.decode()
    assert "?all" in client.get("/").content.decode()


def test_a_seller_is_not_offered_everybodys(seller: User) -> None:
    assert "Everybody" not in signed_in(seller).get("/?all").content.decode()


def test_the_home_page_costs_the_same_for_one_document_and_for_ten(
    seller: User, company: object, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(seller)
    a_quotation(owner=seller)
    client.get("/")
    with django_assert_max_num_queries(18):
        client.get("/")
    for _number in range(9):
        a_quotation(owner=seller)
    with django_assert_max_num_queries(18):
        client.get("/")


def test_settings_show_what_a_user_may_use(seller: User, administrator: User) -> None:
    assert "Jobs" not in signed_in(seller).get("/settings/").content.decode()
    assert reverse("mfa_index") in signed_in(seller).get("/settings/").content.decode()
    assert reverse("company:display_company") in signed_in(administrator).get("/settings/").content.decode()


def test_the_language_is_kept_on_the_user_and_journalled(seller: User) -> None:
    client = signed_in(seller)

    client.post("/language", {"language": "el", "next": "/settings/"})

    page = client.get("/settings/")
    assert '<html lang="el"' in page.content.decode()
    assert page.headers["Content-Language"] == "el"
    assert JournalEntry.objects.get(kind="user", key="seller").verb == "set_language"


def test_a_stranger_chooses_a_language_too(db: None, client: Client) -> None:
    client.post("/language", {"language": "el", "next": "/accounts/login/"})

    assert '<html lang="el"' in client.get("/accounts/login/").content.decode()


def test_a_language_that_does_not_exist_changes_nothing(seller: User) -> None:
    client = signed_in(seller)

    client.post("/language", {"language": "xx", "next": "/"})

    seller.refresh_from_db()
    assert seller.language == "en"


def test_colours_are_chosen_without_a_script(seller: User) -> None:
    client = signed_in(seller)

    client.post("/theme", {"theme": "dark", "next": "/settings/"})
    assert 'data-theme="dark"' in client.get("/settings/").content.decode()

    client.post("/theme", {"theme": "", "next": "/settings/"})
    assert "data-theme" not in client.get("/settings/").content.decode().split("<body")[0]


def test_choosing_colours_never_leads_to_another_site(seller: User) -> None:
    answer = signed_in(seller).post("/theme", {"theme": "dark", "next": "https://evil.example/"})

    assert answer.url == "/"


def test_a_page_that_is_not_there_says_so_in_the_readers_words(seller: User) -> None:
    answer = signed_in(seller).get("/no-such-page")

    assert answer.status_code == 404
    assert "Not found" in answer.content.decode()


def test_a_bug_is_told_under_a_reference_that_the_log_knows(
    seller: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(seller)
    monkeypatch.setattr("prosfora.site.views.settings_for", lambda user: 1 / 0)

    answer = client.get("/settings/")

    assert answer.status_code == 500
    reference = answer.content.decode().split("<b>")[1].split("</b>")[0]
    assert any(reference in record.getMessage() for record in caplog.records)


def test_a_form_that_is_not_ours_is_refused_with_advice(seller: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(seller)

    answer = client.post("/theme", {"theme": "dark"})

    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


def test_the_frame_marks_where_one_is(seller: User) -> None:
    page = signed_in(seller).get("/settings/").content.decode()

    assert 'href="/settings/" aria-current="page"' in page
    assert page.count('aria-current="page"') == 1


def test_every_script_and_stylesheet_of_the_frame_is_served(seller: User) -> None:
    client = signed_in(seller)
    page = client.get("/settings/").content.decode()
    files = [part.split('"')[0] for part in page.split(settings.STATIC_URL)[1:]]

    missing = []
    for name in files:
        with contextlib.closing(client.get(f"/static/{name.split('#')[0]}")) as served:  # a file that streams
            if served.status_code != 200:
                missing.append(name)
    assert missing == []
