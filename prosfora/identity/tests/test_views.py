"""Pages of users, rights, oneself, tokens and saved views."""

import re
from typing import Any

import pytest
from django.test import Client

from prosfora.identity.models import ApiToken, SavedView, User
from prosfora.identity.services import grant_role, save_view
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, PASSWORD

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NEWCOMER = {
    "username": "newcomer", "email": "new@example.gr", "first_name": "Νέα", "last_name": "Φίλη", "language": "el",
    "time_zone": "", "home_area": DIRECT_SALES, "password": PASSWORD,
}  # fmt: skip


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestUsers:
    def test_an_administrator_lets_somebody_in_and_gives_a_role(self, administrator: User) -> None:
        client = as_(administrator)
        assert client.post("/users/new", NEWCOMER)["Location"] == "/users/newcomer/"
        page = text(client.get("/users/newcomer/"))
        assert "Νέα Φίλη" in page
        assert "this user sees nothing" in page
        assert client.post("/users/newcomer/grant_role", {"role": "seller", "scope": DEALERS}).status_code == 302
        newcomer = User.objects.get(username="newcomer")
        assert newcomer.rights.allows("documents.create_quotation", DEALERS)

        grant = newcomer.grants.get()
        client.post(f"/users/newcomer/grants/{grant.pk}/revoke_role")
        assert not newcomer.grants.exists()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"username": "two words"}, "letters, digits"),
            ({"username": "seller"}, "choose another name"),
            ({"email": "nobody"}, "valid email"),
            ({"password": "short"}, "too short"),
            ({"home_area": "nowhere"}, "GR01-10-00"),
            ({"time_zone": "Mars/Olympus"}, "not one of the available choices"),
            ({"first_name": "x" * 151}, "at most 150"),
            ({"first_name": "<script>alert(1)</script>", "username": ""}, "required"),
        ],
    )
    def test_what_cannot_be_stored_is_said_at_its_field(
        self, administrator: User, seller: User, wrong: dict[str, str], sentence: str
    ) -> None:
        answer = as_(administrator).post("/users/new", {**NEWCOMER, **wrong})
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert "<script>alert" not in text(answer)
        assert not User.objects.filter(username="newcomer").exists()

    def test_a_user_is_described_anew_unless_somebody_was_faster(self, administrator: User, seller: User) -> None:
        client = as_(administrator)
        form = {"first_name": "Άννα", "last_name": "", "email": "", "language": "en", "time_zone": "", "home_area": ""}
        assert "seller@aegean" in text(client.get("/users/seller/change_user"))
        assert client.post("/users/seller/change_user", {**form, "version": "1"}).status_code == 302
        stale = client.post("/users/seller/change_user", {**form, "first_name": "Ζωή", "version": "1"})
        assert stale.status_code == 409
        assert "changed meanwhile by administrator" in text(stale)
        assert "Ζωή" in text(stale)
        assert User.objects.get(username="seller").first_name == "Άννα"

    def test_a_new_password_ends_the_old_sessions(self, administrator: User, seller: User) -> None:
        theirs = as_(seller)
        client = as_(administrator)
        assert client.post("/users/seller/set_password", {"password": "weak"}).status_code == 422
        assert client.post("/users/seller/set_password", {"password": "a much better one"}).status_code == 302
        assert theirs.get("/account/").status_code == 302
        assert Client().login(username="seller", password="a much better one")

    def test_shutting_out_and_letting_in_again(self, administrator: User, seller: User) -> None:
        client = as_(administrator)
        client.post("/users/seller/deactivate_user")
        assert "shut out" in text(client.get("/users/seller/"))
        client.post("/users/seller/reactivate_user")
        assert User.objects.get(username="seller").is_active
        client.post("/users/seller/reset_factors")

    def test_the_last_administrator_is_told_why_he_stays(self, administrator: User) -> None:
        grant = administrator.grants.get()
        answer = as_(administrator).post(f"/users/administrator/grants/{grant.pk}/revoke_role")
        assert answer.status_code == 422
        assert "last administrator" in text(answer)

    @pytest.mark.parametrize(("query", "found"), [("q=sell", 1), ("role=seller", 1), ("active=0", 0), ("", 3)])
    def test_the_list_is_filtered(
        self, administrator: User, seller: User, auditor: User, query: str, found: int
    ) -> None:
        page = text(as_(administrator).get(f"/users/?{query}"))
        assert len(set(re.findall(r'data-href="/users/([^"]+)/"', page))) == found

    def test_the_list_costs_the_same_for_three_users_and_for_thirty(
        self, administrator: User, django_assert_max_num_queries: Any
    ) -> None:
        client = as_(administrator)
        with django_assert_max_num_queries(8) as few:
            client.get("/users/")
        User.objects.bulk_create(User(username=f"u{n}", date_joined=MONDAY) for n in range(30))
        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get("/users/")

    @pytest.mark.parametrize(
        ("verb", "scope", "expected"),
        [
            ("documents.create_quotation", DIRECT_SALES, "Allowed by the right"),
            ("documents.create_quotation", DEALERS, f"but only in {DIRECT_SALES}"),
            ("documents.withdraw_quotation", DIRECT_SALES, "Roles that hold it: Sales lead"),
        ],
    )
    def test_why_and_why_not(self, administrator: User, seller: User, verb: str, scope: str, expected: str) -> None:
        answer = as_(administrator).get("/users/seller/why", {"verb": verb, "scope": scope}, headers=HTMX)
        assert expected in re.sub(r"\s+", " ", text(answer))

    def test_rights_are_told_in_words_beside_their_codes(self, administrator: User, seller: User) -> None:
        grant_role(user=seller, verb="jobs.display_job", by=administrator, at=MONDAY)
        client = as_(administrator)
        page = text(client.get("/users/seller/"))
        assert "Display jobs · jobs.display_job" in page
        assert '<option value="identity.grant_role">Right given · identity.grant_role</option>' in page
        asked = {"verb": "documents.create_quotation", "scope": DIRECT_SALES}
        answer = text(client.get("/users/seller/why", asked, headers=HTMX))
        assert "Create quotation <code>documents.create_quotation</code>" in answer
        assert "Allowed by the right “Seller”" in answer

    def test_a_greek_administrator_reads_the_words_of_this_page(self, administrator: User, seller: User) -> None:
        administrator.language = "el"
        administrator.save()
        client = as_(administrator)
        page = text(client.get("/users/seller/"))
        assert "Αποκλείστε τον χρήστη</button>" in page
        assert "ενεργός" in page
        assert "Δημιουργία προσφοράς · documents.create_quotation" in page
        assert re.search(r"<label[^>]*>Νέος κωδικός πρόσβασης\b", text(client.get("/users/seller/set_password")))

    def test_a_question_that_is_none(self, administrator: User, seller: User) -> None:
        assert as_(administrator).get("/users/seller/why", {"verb": "documents.burn"}).status_code == 422

    def test_only_administrators_change_users_and_auditors_see_them(
        self, administrator: User, auditor: User, seller: User
    ) -> None:
        assert as_(seller).get("/users/").status_code == 404
        assert as_(seller).get("/users/administrator/").status_code == 404
        reader = as_(auditor)
        assert reader.get("/users/seller/").status_code == 200
        assert reader.get("/users/new").status_code == 403
        for verb in (
            "change_user",
            "set_password",
            "deactivate_user",
            "reactivate_user",
            "reset_factors",
            "grant_role",
        ):
            assert reader.post(f"/users/seller/{verb}").status_code == 403, verb
            assert as_(seller).post(f"/users/seller/{verb}").status_code == 404, verb
        assert as_(administrator).get("/users/nobody/").status_code == 404


class TestAccount:
    def test_language_zone_and_area_are_ones_own(self, seller: User) -> None:
        client = as_(seller)
        answer = client.post("/account/", {"language": "el", "time_zone": "Asia/Nicosia", "home_area": DEALERS})
        assert answer.status_code == 302
        stored = User.objects.get(pk=seller.pk)
        assert (stored.language, stored.time_zone, stored.home_area) == ("el", "Asia/Nicosia", DEALERS)
        assert client.get("/account/")["Content-Language"] == "el"

    def test_a_zone_that_is_none_is_refused(self, seller: User) -> None:
        answer = as_(seller).post("/account/", {"language": "el", "time_zone": "Mars", "home_area": "x"})
        assert answer.status_code == 422


class TestTokens:
    def issue(self, client: Client, **more: Any) -> Any:
        return client.post("/account/tokens/issue_token", {"name": "shop", "life": "90", **more})

    def test_a_token_is_shown_once(self, seller: User) -> None:
        client = as_(seller)
        answer = self.issue(client)
        (clear,) = re.findall(r'value="(pfa_[^"]+)"', text(answer))
        assert "no-store" in answer["Cache-Control"]
        assert clear not in text(client.get("/account/tokens/"))
        assert clear[:12] in text(client.get("/account/tokens/"))
        program = Client(headers={"Authorization": f"Bearer {clear}"})
        assert program.get("/api/v1/imports").status_code == 200

        client.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke_token")
        assert program.get("/api/v1/imports").status_code == 401

    def test_a_token_may_be_given_less_but_never_more_than_its_user_has(self, seller: User) -> None:
        client = as_(seller)
        self.issue(client, verbs=["documents.display_quotation"])
        assert ApiToken.objects.get().verbs == ["documents.display_quotation"]
        listed = text(client.get("/account/tokens/"))
        assert "<td>Display quotation <code>documents.display_quotation</code></td>" in listed
        assert self.issue(client, verbs=["identity.create_user"]).status_code == 422

    def test_a_token_without_a_name_is_refused(self, seller: User) -> None:
        assert self.issue(as_(seller), name=" ").status_code == 422
        assert not ApiToken.objects.exists()

    def test_tokens_of_others_are_not_there_save_for_administrators(
        self, seller: User, outsider: User, administrator: User
    ) -> None:
        self.issue(as_(seller))
        url = f"/account/tokens/{ApiToken.objects.get().pk}/revoke_token"
        assert as_(outsider).post(url).status_code == 404
        assert as_(administrator).post(url)["Location"] == "/users/seller/"
        assert ApiToken.objects.get().revoked_at is not None


class TestSavedViews:
    PAGE = "identity:list_users"

    def a_view(self, user: User, name: str = "Sellers", *, shared: bool = False) -> SavedView:
        return save_view(user=user, page=self.PAGE, name=name, query="role=seller", shared=shared, by=user, at=MONDAY)

    def shown(self, user: User, query: str = "") -> str:
        return text(as_(user).get("/views/", {"page": self.PAGE, "query": query}, headers=HTMX))

    def test_what_the_list_shows_is_kept_under_a_name(self, seller: User) -> None:
        assert "Save this view" in self.shown(seller, "role=seller&q=")
        form = {"page": self.PAGE, "query": "role=seller&cursor=x", "name": "Sellers", "shared": "on"}
        answer = as_(seller).post("/views/save_view", form, headers=HTMX)
        assert '<a href="/users/?role=seller" aria-current="page">Sellers' in text(answer)
        assert SavedView.objects.get().shared

    def test_shared_views_are_shown_with_their_owner_and_left_to_him(self, seller: User, outsider: User) -> None:
        view = self.a_view(seller, shared=True)
        assert re.search(r'Sellers <small class="soft">seller', self.shown(outsider, "role=seller"))
        assert "Delete this view" not in self.shown(outsider, "role=seller")
        for verb in ("rename_view", "share_view", "delete_view"):
            assert as_(outsider).post(f"/views/{view.pk}/{verb}", {"name": "x"}).status_code == 404

    def test_ones_own_view_is_renamed_shared_and_deleted(self, seller: User) -> None:
        client, view = as_(seller), self.a_view(seller)
        assert "Mine" in text(client.post(f"/views/{view.pk}/rename_view", {"name": "Mine"}))
        client.post(f"/views/{view.pk}/share_view", {"shared": "1"})
        assert SavedView.objects.get().shared
        client.post(f"/views/{view.pk}/delete_view")
        assert not SavedView.objects.exists()

    def test_a_name_that_is_none_is_said_so(self, seller: User) -> None:
        view = self.a_view(seller)
        self.a_view(seller, "Other")
        client = as_(seller)
        assert client.post(f"/views/{view.pk}/rename_view", {"name": "Other"}).status_code == 422
        assert client.post("/views/save_view", {"page": self.PAGE, "name": " "}).status_code == 422

    @pytest.mark.parametrize("page", ["", "nowhere", "identity:display_user", "../../etc", "x" * 500])
    def test_a_list_that_does_not_exist_has_no_views(self, seller: User, page: str) -> None:
        assert as_(seller).get("/views/", {"page": page}).status_code == 404
        assert as_(seller).post("/views/save_view", {"page": page, "name": "x"}).status_code == 404
