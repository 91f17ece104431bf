"""Signing in: by password with a limit on guesses, by second factor, by single sign-on."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.identity.models import User
from prosfora.identity.tests.sign_on_server import SignOnServer
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_guesses_yet() -> None:
    cache.clear()


def sign_in(client: Client, name: str = "seller", password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": name, "password": password})


def verbs(user: User) -> list[str]:
    return list(
        JournalEntry.objects.filter(kind="user", key=user.username).order_by("id").values_list("verb", flat=True)
    )


class TestPassword:
    @pytest.mark.parametrize("name", ["seller", "seller@aegean-fasteners.example"])
    def test_name_or_mail_opens_the_start_and_is_journalled(self, seller: User, name: str) -> None:
        answer = sign_in(Client(), name)
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert verbs(seller) == ["note_sign_in"]

    def test_every_page_asks_for_sign_in_first(self) -> None:
        for path in ("/", "/users/", "/account/", "/journal/", "/jobs/", "/imports/", "/views/?page=home"):
            answer = Client().get(path)
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, SIGN_IN), path

    def test_the_session_gets_a_new_key_at_sign_in(self, seller: User) -> None:
        client = Client()
        client.get(SIGN_IN)
        client.session["planted"] = "yes"
        before = client.session.session_key
        sign_in(client)
        assert client.session.session_key != before

    def test_a_wrong_password_is_refused_and_journalled(self, seller: User) -> None:
        assert sign_in(Client(), password="wrong password").status_code == 200
        assert verbs(seller) == ["refuse_sign_in"]

    def test_unknown_names_and_wrong_passwords_look_alike(self, seller: User) -> None:
        messages = [
            re.sub(r"\s+", " ", _errors(sign_in(Client(), name, "wrong password"))) for name in ("seller", "nobody")
        ]
        assert messages[0] == messages[1] != ""

    def test_after_five_wrong_passwords_the_name_is_locked_even_for_the_right_one(self, seller: User) -> None:
        for _ in range(5):
            sign_in(Client(), password="wrong password")
        answer = sign_in(Client())
        assert answer.status_code == 200
        assert "locked for five minutes" in answer.content.decode()

    def test_guessing_many_names_from_one_address_is_stopped(self) -> None:
        answers = [sign_in(Client(), f"user{n}", "wrong password") for n in range(25)]
        assert "locked" in answers[-1].content.decode()

    def test_the_lock_counts_across_processes(self, seller: User) -> None:
        """The counter is in the database's cache table, which every process of either kind sees."""
        with CaptureQueriesContext(connection) as asked:
            sign_in(Client(), password="wrong password")
        assert any("site_cache" in query["sql"] for query in asked.captured_queries)

    def test_ordinary_requests_never_touch_the_cache(self, administrator: User) -> None:
        client = Client()
        client.force_login(administrator)
        with CaptureQueriesContext(connection) as asked:
            for path in ("/users/", "/account/", "/account/tokens/", "/journal/", "/jobs/"):
                assert client.get(path).status_code == 200
        assert not any("site_cache" in query["sql"] for query in asked.captured_queries)

    def test_nobody_signs_himself_up(self) -> None:
        answer = Client().post(
            "/accounts/signup/", {"username": "intruder", "email": "x@example.com", "password1": "a long password 1"}
        )
        assert answer.status_code in (200, 403)
        assert not User.objects.filter(username="intruder").exists()

    def test_a_page_comes_in_the_users_language_and_time_zone(self, seller: User) -> None:
        User.objects.filter(pk=seller.pk).update(language="el", time_zone="America/New_York")
        client = Client()
        client.force_login(User.objects.get(pk=seller.pk))
        answer = client.get("/account/")
        assert answer["Content-Language"] == "el"
        assert '<html lang="el"' in answer.content.decode()

    def test_htmx_after_the_session_ended_goes_to_the_sign_in_page(self, seller: User) -> None:
        answer = Client().get("/views/?page=home", headers={"HX-Request": "true"})
        assert answer["HX-Redirect"].startswith(SIGN_IN)


def _errors(answer: Any) -> str:
    return " ".join(str(error) for errors in answer.context["form"].errors.values() for error in errors)


class TestSecondFactor:
    def test_who_has_set_one_up_is_asked_for_it(self, seller: User) -> None:
        secret = generate_totp_secret()
        TOTP.activate(seller, secret)
        client = Client()
        answer = sign_in(client)
        assert answer["Location"] == "/accounts/2fa/authenticate/"
        assert client.get("/account/").status_code == 302
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(secret, counter))
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
        assert client.get("/account/").status_code == 200

    def test_factors_are_set_up_after_the_password_is_asked_again(self, seller: User) -> None:
        client = Client()
        sign_in(client)
        assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        for path in ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
            assert client.get(path).status_code == 200, path
        assert not Authenticator.objects.filter(user=seller).exists()


class TestSingleSignOn:
    @pytest.fixture
    def server(self, settings: Any) -> Iterator[SignOnServer]:
        with SignOnServer() as server:
            settings.SOCIALACCOUNT_PROVIDERS = server.settings
            yield server

    def come_back(self, server: SignOnServer, client: Client) -> Any:
        """Press the button, be sent to the server, and come back as the person it says."""
        away = client.post("/accounts/oidc/sso/login/")
        assert away["Location"].startswith(server.issuer)
        return client.get(server.callback(away["Location"]))

    def test_a_user_is_known_by_the_mail_address_the_server_has_verified(
        self, server: SignOnServer, seller: User
    ) -> None:
        server.says(email=seller.email, email_verified=True, sub="s-1")
        client = Client()
        answer = self.come_back(server, client)
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert client.get("/account/").context["request"].user == seller

    @pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": "stranger@example.com"}])
    def test_unverified_and_unknown_people_stay_outside(
        self, server: SignOnServer, seller: User, claims: dict[str, Any]
    ) -> None:
        server.says(**{"email": seller.email, "email_verified": True, "sub": "s-2", **claims})
        client = Client()
        self.come_back(server, client)
        assert client.get("/account/").status_code == 302
        assert User.objects.count() == 1

    def test_strangers_are_let_in_without_rights_where_the_company_wants_it(
        self, server: SignOnServer, settings: Any
    ) -> None:
        settings.OIDC_LETS_IN = True
        server.says(email="new@example.com", email_verified=True, sub="s-3", preferred_username="newcomer")
        client = Client()
        self.come_back(server, client)
        user = User.objects.get()
        assert user.email == "new@example.com"
        assert not user.rights.grants
        assert client.get("/account/").status_code == 200
