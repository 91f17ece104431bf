"""Rights are asked without a query, per verb and sales area, and say why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.identity.rules import EVERYWHERE, Grant, Rights, Role, declared_verbs, explain
from prosfora.identity.rules.people import Fault, person_problems

SELLER_IN_10 = Grant("GR01-10-00", Role.SELLER)
LEAD_IN_20 = Grant("GR01-20-00", Role.SALES_LEAD)
QUOTE = "documents.create_quotation"
WITHDRAW = "documents.withdraw_quotation"


def test_a_role_holds_its_verbs_in_its_sales_area_only() -> None:
    rights = Rights((SELLER_IN_10,))
    assert rights.allows(QUOTE, "GR01-10-00")
    assert not rights.allows(QUOTE, "GR01-20-00")
    assert rights.allows(QUOTE)
    assert rights.scopes(QUOTE) == {"GR01-10-00"}


def test_a_right_without_sales_area_holds_everywhere() -> None:
    rights = Rights((Grant(EVERYWHERE, Role.SELLER),))
    assert rights.allows(QUOTE, "GR01-10-00")
    assert rights.allows(QUOTE, "ZZ99-99-99")


def test_a_single_verb_can_be_granted() -> None:
    rights = Rights((Grant("GR01-10-00", verb=WITHDRAW),))
    assert rights.allows(WITHDRAW, "GR01-10-00")
    assert not rights.allows(QUOTE, "GR01-10-00")


def test_a_tokens_verbs_narrow_and_never_widen() -> None:
    limited = Rights((SELLER_IN_10,), limited_to=frozenset({QUOTE, WITHDRAW}))
    assert limited.allows(QUOTE, "GR01-10-00")
    assert not limited.allows("documents.issue_quotation", "GR01-10-00")
    assert not limited.allows(WITHDRAW, "GR01-10-00")


def test_nobody_does_what_was_never_declared() -> None:
    assert not Rights((Grant(EVERYWHERE, Role.ADMINISTRATOR),)).allows("documents.burn_quotation")


def test_an_auditor_changes_nothing_but_what_is_his_own() -> None:
    reading = ("display_", "export_", "explain_", "search_", "price", "simulate_", "check_setup")
    own = {
        "note_sign_in", "refuse_sign_in", "issue_token", "revoke_token", "touch_token", "set_language",
        "change_account", "save_view", "rename_view", "share_view", "delete_view",
    }  # fmt: skip
    held = {verb.partition(".")[2] for verb, roles in declared_verbs().items() if Role.AUDITOR in roles}
    assert {verb for verb in held if not verb.startswith(reading)} <= own


def test_the_kinds_a_user_sees_come_from_the_verbs_that_display_them() -> None:
    shown = Rights((SELLER_IN_10,)).displays()
    assert shown["quotation"] == {"GR01-10-00"}
    assert "user" not in shown


def test_why_names_the_right_that_allows() -> None:
    answer = explain([SELLER_IN_10, LEAD_IN_20], QUOTE, "GR01-10-00")
    assert answer.is_allowed
    assert answer.because == (SELLER_IN_10,)
    assert answer.elsewhere == (LEAD_IN_20,)


def test_why_not_names_who_could() -> None:
    answer = explain([SELLER_IN_10], WITHDRAW, "GR01-10-00")
    assert not answer.is_allowed
    assert Role.SALES_LEAD in answer.holders
    assert Role.SELLER not in answer.holders


@given(
    st.lists(st.builds(Grant, st.sampled_from(["", "GR01-10-00", "GR01-20-00"]), st.sampled_from(Role)), max_size=6),
    st.sampled_from(["GR01-10-00", "GR01-20-00", "GR01-30-00"]),
    st.data(),
)
def test_the_explanation_and_the_decision_agree(grants: list[Grant], scope: str, data: st.DataObject) -> None:
    verb = data.draw(st.sampled_from(sorted(declared_verbs())))
    assert explain(grants, verb, scope).is_allowed == Rights(tuple(grants)).allows(verb, scope)


FINE = {
    "username": "m.papadopoulou", "email": "maria@example.gr", "first_name": "Μαρία", "last_name": "Παπαδοπούλου",
    "language": "el", "time_zone": "Europe/Athens", "home_area": "GR01-10-00",
}  # fmt: skip


def test_a_greek_name_and_a_blank_zone_are_fine() -> None:
    assert list(person_problems(**FINE)) == []
    assert list(person_problems(**{**FINE, "email": "", "time_zone": "", "home_area": ""})) == []


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("username", "", Fault.BAD_USERNAME),
        ("username", "two words", Fault.BAD_USERNAME),
        ("username", "x/y", Fault.BAD_USERNAME),
        ("username", "<b>", Fault.BAD_USERNAME),
        ("username", "x" * 151, Fault.BAD_USERNAME),
        ("email", "nobody", Fault.BAD_MAIL),
        ("email", "a@b", Fault.BAD_MAIL),
        ("email", "a b@example.gr", Fault.BAD_MAIL),
        ("email", "x@" + "y" * 260 + ".gr", Fault.BAD_MAIL),
        ("first_name", "a\0b", Fault.BAD_NAME),
        ("last_name", "x" * 151, Fault.BAD_NAME),
        ("language", "fr", Fault.BAD_LANGUAGE),
        ("time_zone", "Europe/Atlantis", Fault.BAD_TIME_ZONE),
        ("time_zone", "../../etc/passwd", Fault.BAD_TIME_ZONE),
        ("home_area", "gr01", Fault.BAD_AREA),
    ],
)
def test_what_a_user_may_not_be_called(field: str, value: str, fault: Fault) -> None:
    assert list(person_problems(**{**FINE, field: value})) == [(field, fault)]
