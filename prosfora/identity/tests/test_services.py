"""Letting people in and out, their rights, tokens and views; every verb is in the journal."""

import datetime as dt
import hashlib

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.identity.models import ApiToken, IdempotentCall, SavedView, User
from prosfora.identity.queries import allows, lasting_query, listed_users, roles_of, saved_views, token_user
from prosfora.identity.rules import Role
from prosfora.identity.services import (
    BadExpiry,
    LastAdministrator,
    NameTaken,
    NotYourself,
    UnknownPage,
    UnknownRight,
    UserNotValid,
    ViewNameTaken,
    change_account,
    change_user,
    create_user,
    deactivate_user,
    delete_view,
    forget_calls,
    grant_role,
    issue_token,
    reactivate_user,
    rename_view,
    reset_factors,
    revoke_role,
    revoke_token,
    save_view,
    set_language,
    set_password,
    share_view,
)
from prosfora.identity.services.users import Person, person_of
from prosfora.identity.tests.builders import a_token
from prosfora.kit.errors import ChangedMeanwhile
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, PASSWORD

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(hours=1)
LIST = "identity:list_users"


def a_newcomer(by: User, **more: str) -> User:
    facts = {"username": "newcomer", "email": "new@example.gr", "password": PASSWORD, **more}
    return create_user(**facts, by=by, at=MONDAY)  # type: ignore[arg-type]  # all texts


def entries(user: User) -> list[str]:
    rows = JournalEntry.objects.filter(kind="user", key=user.username).order_by("sequence")
    return list(rows.values_list("verb", flat=True))


class TestPeople:
    def test_a_new_user_signs_in_and_may_nothing_yet(self, administrator: User) -> None:
        user = a_newcomer(administrator, language="el")
        assert Client().login(username="newcomer", password=PASSWORD)
        assert not allows(user, "documents.display_quotation")
        assert entries(user) == ["create_user"]

    def test_the_journal_never_holds_a_password(self, administrator: User) -> None:
        user = a_newcomer(administrator)
        set_password(user=user, password="another good one", by=administrator, at=LATER)
        told = " ".join(f"{e.changes} {e.data} {e.reason}" for e in JournalEntry.objects.all())
        assert PASSWORD not in told
        assert "another good one" not in told

    def test_every_fault_is_named_at_once(self, administrator: User) -> None:
        with pytest.raises(UserNotValid) as refusal:
            a_newcomer(administrator, username="two words", email="nobody", time_zone="Mars/Olympus")
        assert refusal.value.problems.keys() == {"username", "email", "time_zone"}

    @pytest.mark.parametrize("weak", ["short", "password12", "newcomer99"])
    def test_weak_passwords_are_refused(self, administrator: User, weak: str) -> None:
        with pytest.raises(UserNotValid) as refusal:
            a_newcomer(administrator, password=weak)
        assert "password" in refusal.value.problems

    @pytest.mark.parametrize(("field", "value"), [("username", "NEWCOMER"), ("email", "NEW@example.gr")])
    def test_names_and_mails_are_taken_whatever_their_case(self, administrator: User, field: str, value: str) -> None:
        a_newcomer(administrator)
        other = {"username": "other", "email": "other@example.gr", field: value}
        with pytest.raises(NameTaken) as refusal:
            a_newcomer(administrator, **other)
        assert refusal.value.field == field

    def test_a_change_is_told_field_by_field(self, administrator: User, seller: User) -> None:
        person = Person(**{**vars_of(seller), "last_name": "Δημητρίου", "language": "el"})
        change_user(user=seller, person=person, version=1, by=administrator, at=LATER)
        entry = JournalEntry.objects.get(kind="user", key="seller")
        assert entry.changes == {"last_name": ["", "Δημητρίου"], "language": ["en", "el"]}

    def test_a_stale_change_names_who_was_first(self, administrator: User, seller: User) -> None:
        change_user(user=seller, person=Person(last_name="A"), version=1, by=administrator, at=LATER)
        with pytest.raises(ChangedMeanwhile, match="administrator"):
            change_user(user=seller, person=Person(last_name="B"), version=1, by=administrator, at=LATER)
        assert User.objects.get(pk=seller.pk).last_name == "A"

    def test_nothing_changed_is_nothing_written(self, administrator: User, seller: User) -> None:
        change_user(user=seller, person=person_of(seller), version=1, by=administrator, at=LATER)
        assert entries(seller) == []

    def test_users_set_their_own_language_zone_and_area(self, seller: User) -> None:
        change_account(user=seller, language="el", time_zone="Asia/Nicosia", home_area=DEALERS, by=seller, at=LATER)
        stored = User.objects.get(pk=seller.pk)
        assert (stored.language, stored.time_zone, stored.home_area) == ("el", "Asia/Nicosia", DEALERS)
        assert stored.email == seller.email

    def test_a_language_we_do_not_speak_is_refused(self, seller: User) -> None:
        with pytest.raises(UserNotValid):
            set_language(user=seller, language="xx", by=seller, at=LATER)

    def test_who_is_shut_out_is_out_at_once(self, administrator: User, seller: User) -> None:
        client = Client()
        client.force_login(seller)
        _token, clear = a_token(seller)
        assert client.get("/account/").status_code == 200

        deactivate_user(user=seller, by=administrator, at=LATER)

        assert client.get("/account/").status_code == 302
        assert token_user(clear, LATER) is None
        assert not Client().login(username="seller", password=PASSWORD)

    def test_who_is_let_in_again_has_his_rights_but_not_his_tokens(self, administrator: User, seller: User) -> None:
        _token, clear = a_token(seller)
        deactivate_user(user=seller, by=administrator, at=LATER)
        reactivate_user(user=seller, by=administrator, at=LATER)
        assert allows(User.objects.get(pk=seller.pk), "documents.create_quotation", DIRECT_SALES)
        assert token_user(clear, LATER) is None
        assert entries(seller) == ["issue_token", "deactivate_user", "reactivate_user"]

    def test_nobody_shuts_himself_out(self, administrator: User) -> None:
        with pytest.raises(NotYourself):
            deactivate_user(user=administrator, by=administrator, at=LATER)

    def test_the_last_administrator_stays(self, administrator: User, seller: User) -> None:
        with pytest.raises(LastAdministrator):
            deactivate_user(user=administrator, by=seller, at=LATER)
        with pytest.raises(LastAdministrator):
            revoke_role(grant=administrator.grants.get(), by=administrator, at=LATER)
        grant_role(user=seller, role=Role.ADMINISTRATOR, by=administrator, at=LATER)
        deactivate_user(user=administrator, by=seller, at=LATER)

    def test_lost_factors_are_taken_off(self, administrator: User, seller: User) -> None:
        Authenticator.objects.create(user=seller, type=Authenticator.Type.TOTP, data={"secret": "x"})
        assert reset_factors(user=seller, by=administrator, at=LATER) == 1
        assert not Authenticator.objects.filter(user=seller).exists()
        assert reset_factors(user=seller, by=administrator, at=LATER) == 0
        assert entries(seller) == ["reset_factors"]


def vars_of(user: User) -> dict[str, str]:
    return {name: getattr(user, name) for name in Person.__dataclass_fields__}


class TestRights:
    def test_a_role_granted_twice_is_granted_once(self, administrator: User, seller: User) -> None:
        for _ in range(2):
            grant_role(user=seller, role=Role.SALES_LEAD, scope=DEALERS, by=administrator, at=LATER)
        assert seller.grants.filter(role=Role.SALES_LEAD).count() == 1
        assert entries(seller) == ["grant_role"]

    def test_a_right_taken_back_is_gone(self, administrator: User, seller: User) -> None:
        revoke_role(grant=seller.grants.get(), by=administrator, at=LATER)
        assert not allows(User.objects.get(pk=seller.pk), "documents.create_quotation")
        assert JournalEntry.objects.get(verb="revoke_role").changes == {"grant": [f"seller @ {DIRECT_SALES}", None]}

    @pytest.mark.parametrize(
        "wanted",
        [
            {"role": "king"},
            {"verb": "documents.burn_quotation"},
            {"role": "seller", "verb": "documents.create_quotation"},
            {},
            {"role": "seller", "scope": "everywhere!"},
        ],
    )
    def test_what_is_no_right_cannot_be_granted(
        self, administrator: User, seller: User, wanted: dict[str, str]
    ) -> None:
        with pytest.raises(UnknownRight):
            grant_role(user=seller, **wanted, by=administrator, at=LATER)

    def test_who_names_no_right_is_told_the_roles_in_words(self, administrator: User, seller: User) -> None:
        with pytest.raises(UnknownRight, match=r"Name one role \(Seller, Sales lead, Pricing clerk"):
            grant_role(user=seller, role="king", by=administrator, at=LATER)

    def test_users_are_found_by_name_role_and_state(self, administrator: User, seller: User, outsider: User) -> None:
        everybody = User.objects.order_by("username")
        assert list(listed_users(everybody, text="SELL")) == [seller]
        assert list(listed_users(everybody, role="seller")) == [outsider, seller]
        assert list(listed_users(everybody, active="0")) == []
        assert roles_of([seller, administrator]) == {seller.pk: ["seller"], administrator.pk: ["administrator"]}


class TestTokens:
    def test_only_the_digest_is_kept(self, seller: User) -> None:
        token, clear = a_token(seller)
        assert clear.startswith("pfa_")
        assert len(clear) > 40
        assert token.digest == hashlib.sha256(clear.encode()).hexdigest()
        stored = ApiToken.objects.filter(pk=token.pk).values().get()
        assert all(clear not in str(value) for value in stored.values())
        assert all(clear not in str(entry.changes) for entry in JournalEntry.objects.all())

    def test_a_token_ends(self, seller: User) -> None:
        ends = MONDAY + dt.timedelta(days=1)
        _token, clear = a_token(seller, expires_at=ends)
        assert token_user(clear, ends - dt.timedelta(seconds=1)) is not None
        assert token_user(clear, ends) is None

    def test_a_revoked_token_is_dead_at_once(self, seller: User) -> None:
        token, clear = a_token(seller)
        revoke_token(token=token, by=seller, at=LATER)
        revoke_token(token=token, by=seller, at=LATER)
        assert token_user(clear, LATER) is None
        assert entries(seller) == ["issue_token", "revoke_token"]

    @pytest.mark.parametrize("wrong", ["", "pfa_", "pfa_x", "Bearer", "é" * 50, "x" * 10_000])
    def test_no_other_text_is_a_token(self, seller: User, wrong: str) -> None:
        a_token(seller)
        assert token_user(wrong, LATER) is None

    def test_a_token_must_end_later_and_name_verbs_that_exist(self, seller: User) -> None:
        with pytest.raises(BadExpiry):
            a_token(seller, expires_at=MONDAY)
        with pytest.raises(UnknownRight):
            a_token(seller, verbs=["documents.burn_quotation"])
        with pytest.raises(UserNotValid):
            issue_token(user=seller, name="  ", expires_at=LATER, by=seller, at=MONDAY)


class TestSavedViews:
    def a_view(self, user: User, name: str = "Open", query: str = "status=open", *, shared: bool = False) -> SavedView:
        return save_view(user=user, page=LIST, name=name, query=query, shared=shared, by=user, at=MONDAY)

    def test_the_same_name_is_overwritten(self, seller: User) -> None:
        self.a_view(seller)
        self.a_view(seller, query="status=issued")
        assert [view.query for view in saved_views(seller, LIST)] == ["status=issued"]

    def test_only_what_lasts_is_kept(self, seller: User) -> None:
        view = self.a_view(seller, query="status=open&q=&cursor=abc&export=csv&order=newest")
        assert view.query == "status=open&order=newest"
        assert lasting_query(view.query) == view.query

    def test_shared_views_are_seen_by_others_until_kept_to_oneself(self, seller: User, outsider: User) -> None:
        view = self.a_view(seller, shared=True)
        self.a_view(outsider, "Mine")
        assert [v.name for v in saved_views(outsider, LIST)] == ["Mine", "Open"]
        share_view(view=view, shared=False, by=seller, at=LATER)
        assert [v.name for v in saved_views(outsider, LIST)] == ["Mine"]

    def test_a_view_is_renamed_and_forgotten(self, seller: User) -> None:
        self.a_view(seller, "Other")
        view = self.a_view(seller)
        with pytest.raises(ViewNameTaken):
            rename_view(view=view, name="Other", by=seller, at=LATER)
        rename_view(view=view, name=" Still  open ", by=seller, at=LATER)
        assert view.name == "Still open"
        delete_view(view=view, by=seller, at=LATER)
        assert [v.name for v in saved_views(seller, LIST)] == ["Other"]

    @pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\0b"])
    def test_names_that_are_none(self, seller: User, name: str) -> None:
        with pytest.raises(UserNotValid):
            self.a_view(seller, name)

    def test_a_view_belongs_to_a_list_and_is_short(self, seller: User) -> None:
        with pytest.raises(UnknownPage):
            save_view(user=seller, page="nowhere", name="x", query="", by=seller, at=MONDAY)
        with pytest.raises(UserNotValid):
            self.a_view(seller, query="q=" + "x" * 3_000)


def test_old_answers_and_sessions_are_forgotten(seller: User) -> None:
    for age in (1, 8):
        IdempotentCall.objects.create(
            user=seller, key=f"k{age}", fingerprint="f", status=201, body="", at=MONDAY - dt.timedelta(days=age)
        )
        Session.objects.create(session_key=f"s{age}", session_data="", expire_date=MONDAY + dt.timedelta(days=7 - age))
    assert forget_calls(at=MONDAY) == 2
    assert list(IdempotentCall.objects.values_list("key", flat=True)) == ["k1"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["s1"]
