"""Offers beyond a limit: saved by anyone, issued only once others have approved them, exactly as approved or better."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from prosfora.approvals.models import ApprovalRequest, ApprovalStep
from prosfora.approvals.queries.people import hats_of
from prosfora.approvals.queries.requests import waiting_for
from prosfora.approvals.services import retire_approval_rule
from prosfora.approvals.services.refusals import AlreadyDecided, CommentNeeded, FourEyes, NobodyToApprove, NotYourStep
from prosfora.approvals.tests.builders import an_approval_rule
from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.audit.services import System
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.approving import approval_of
from prosfora.documents.rules.lines import HeaderFields, LineFields, ManualCondition
from prosfora.documents.services import (
    approve_quotation,
    change_quotation,
    issue_quotation,
    recall_approval,
    reject_items,
    reprice_quotation,
    reprice_quotations,
    request_approval,
    return_quotation,
    withdraw_quotation,
)
from prosfora.documents.services.approval import NothingToApprove
from prosfora.documents.services.quotations import QuotationIncomplete
from prosfora.documents.services.refusals import WrongStatus
from prosfora.documents.services.standing import ApprovalMissing
from prosfora.documents.tests.approving import BOLTS, less, off
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.pricing.queries.records import visible_conditions
from prosfora.pricing.services import change_condition
from prosfora.pricing.tests.builders import SETUP, SYSTEM
from tests.cast import DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company", "on_monday")
TODAY = MONDAY.date()
JSON = "application/json"


def issue(quotation: SalesDocument, by: User) -> str:
    try:
        issue_quotation(quotation=quotation, by=by, at=MONDAY, deliver=False)
    except ApprovalMissing:
        return "stopped"
    return quotation.status


def approved(quotation: SalesDocument, seller: User, lead: User) -> SalesDocument:
    request_approval(quotation=quotation, by=seller, at=MONDAY)
    return approve_quotation(quotation=quotation, by=lead, at=MONDAY)


def test_what_no_rule_looks_at_is_issued_as_ever(rule: object, seller: User) -> None:
    quotation = a_quotation(owner=seller, items=[replace(BOLTS, manual=less("20")), BOLTS])

    assert issue(quotation, seller) == "issued"


def test_a_rule_of_another_area_and_a_retired_one_stop_nothing(cheap: SalesDocument, seller: User, rule: Any) -> None:
    retire_approval_rule(rule=rule, by=System(), at=MONDAY)
    an_approval_rule("OTHER", area="GR01-20-00")

    assert issue(cheap, seller) == "issued"


def test_approved_by_another_it_goes_out_and_the_journal_tells_who_and_why(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    request_approval(quotation=cheap, comment="Old friend", by=seller, at=MONDAY)
    assert (cheap.status, issue(cheap, seller)) == ("in_approval", "stopped")

    approve_quotation(quotation=cheap, comment="Once", by=sales_lead, at=MONDAY)

    assert (cheap.status, issue(cheap, seller)) == ("approved", "issued")
    asked, decided = JournalEntry.objects.filter(verb__in=("request_approval", "approve_quotation")).order_by("pk")
    assert (asked.actor, asked.reason, asked.data["why"]) == (
        "seller", "Old friend", "DISC20: item_discount 30 > 20",
    )  # fmt: skip
    assert (decided.actor, decided.reason, decided.data["rules"]) == ("sales_lead", "Once", "DISC20")
    assert decided.changes["status"] == ["in_approval", "approved"]
    assert list(verify_all()) == []


def test_two_approvers_at_once_are_one_decision(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    other = a_user("other_lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    seen = SalesDocument.objects.get(pk=cheap.pk)
    approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)

    with pytest.raises(AlreadyDecided):
        return_quotation(quotation=seen, comment="No", by=other, at=MONDAY)

    assert ApprovalStep.objects.get().decided_by == sales_lead


def test_who_wrote_or_changed_it_never_approves_it(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    other = a_user("other_lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
    change_quotation(quotation=cheap, changed=off("35"), by=sales_lead, at=MONDAY)
    request_approval(quotation=cheap, by=seller, at=MONDAY)

    with pytest.raises(FourEyes):
        approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)
    assert list(waiting_for(hats_of(sales_lead, TODAY))) == []
    approve_quotation(quotation=cheap, by=other, at=MONDAY)

    assert cheap.status == "approved"


def test_who_changes_it_while_it_waits_has_a_hand_in_it(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    request_approval(quotation=cheap, by=seller, at=MONDAY)

    change_quotation(quotation=cheap, changed=off("25"), by=sales_lead, at=MONDAY)

    with pytest.raises(FourEyes):
        approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)


def test_a_lead_cannot_ask_where_only_he_could_approve(rule: object, sales_lead: User) -> None:
    own = a_quotation(owner=sales_lead, items=[replace(BOLTS, manual=less("30"))])

    with pytest.raises(NobodyToApprove) as refusal:
        request_approval(quotation=own, by=sales_lead, at=MONDAY)

    assert "DISC20" in refusal.value.message
    assert own.status == "draft"


def test_others_decide_nothing(cheap: SalesDocument, seller: User, sales_lead: User, pricing_clerk: User) -> None:
    request_approval(quotation=cheap, by=seller, at=MONDAY)

    with pytest.raises(NotYourStep):
        approve_quotation(quotation=cheap, by=pricing_clerk, at=MONDAY)
    with pytest.raises(NotYourStep):
        return_quotation(quotation=cheap, comment="No", by=pricing_clerk, at=MONDAY)


def test_what_needs_no_approval_and_what_is_not_complete_is_not_asked(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    with pytest.raises(NothingToApprove):
        request_approval(quotation=a_quotation(owner=seller), by=seller, at=MONDAY)
    change_quotation(quotation=cheap, header=HeaderFields(valid_to=None), by=seller, at=MONDAY)
    with pytest.raises(QuotationIncomplete):
        request_approval(quotation=cheap, by=seller, at=MONDAY)


def test_steps_are_decided_in_order_and_those_of_one_place_in_any(
    seller: User, sales_lead: User, pricing_clerk: User, administrator: User
) -> None:
    an_offering()
    an_approval_rule("DISC20", steps=("pricing_clerk", "@administrator"))
    an_approval_rule("VALUE", fact="net", limit="100", steps=("sales_lead",))
    quotation = a_quotation(owner=seller, items=[replace(BOLTS, manual=less("30"))])
    request_approval(quotation=quotation, by=seller, at=MONDAY)

    with pytest.raises(NotYourStep):
        approve_quotation(quotation=quotation, by=administrator, at=MONDAY)
    approve_quotation(quotation=quotation, by=sales_lead, at=MONDAY)
    approve_quotation(quotation=quotation, by=pricing_clerk, at=MONDAY)
    assert (quotation.status, issue(quotation, seller)) == ("in_approval", "stopped")
    assert [step.request.key for step in waiting_for(hats_of(administrator, TODAY))] == [quotation.number]
    approve_quotation(quotation=quotation, by=administrator, at=MONDAY)

    assert (quotation.status, issue(quotation, seller)) == ("approved", "issued")


def test_a_return_says_why_and_makes_it_a_draft_again(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    with pytest.raises(CommentNeeded):
        return_quotation(quotation=cheap, comment=" ", by=sales_lead, at=MONDAY)

    return_quotation(quotation=cheap, comment="At most 25 %", by=sales_lead, at=MONDAY)

    assert (cheap.status, issue(cheap, seller)) == ("draft", "stopped")
    assert JournalEntry.objects.get(verb="return_quotation").reason == "At most 25 %"
    with pytest.raises(WrongStatus):
        approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)
    assert approved(cheap, seller, sales_lead).status == "approved"


def test_a_request_recalled_or_an_offer_withdrawn_waits_for_nobody(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    recall_approval(quotation=cheap, by=seller, at=MONDAY)
    assert (cheap.status, waiting_for(hats_of(sales_lead, TODAY)).count()) == ("draft", 0)

    request_approval(quotation=cheap, by=seller, at=MONDAY)
    withdraw_quotation(quotation=cheap, reason="03", by=sales_lead, at=MONDAY)

    assert waiting_for(hats_of(sales_lead, TODAY)).count() == 0
    assert not ApprovalRequest.objects.filter(outcome="waiting").exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"changed": off("30")}, "approved"),
        ({"changed": off("29")}, "approved"),
        ({"changed": off("10")}, "approved"),
        ({"changed": off("30.01")}, "in_approval"),
        ({"changed": {20: LineFields(manual=less("30"))}}, "approved"),
        ({"changed": {20: LineFields(manual=less("31"))}}, "in_approval"),
        ({"changed": {10: LineFields(quantity=Decimal(4000))}}, "approved"),
        ({"header": HeaderFields(customer_reference="A 7", valid_to=TODAY + dt.timedelta(days=200))}, "approved"),
        ({"header": HeaderFields(manual=(ManualCondition("HA00", Decimal(1)),))}, "in_approval"),
        ({"removed": [20]}, "approved"),
    ],
)
def test_a_change_after_approval_asks_again_only_where_the_rules_fact_got_worse(
    cheap: SalesDocument, seller: User, sales_lead: User, change: dict[str, Any], status: str
) -> None:
    approved(cheap, seller, sales_lead)

    change_quotation(quotation=cheap, **change, by=seller, at=MONDAY)

    stored = SalesDocument.objects.get(pk=cheap.pk)
    assert (stored.status, cheap.status) == (status, status)
    assert issue(stored, seller) == ("issued" if status == "approved" else "stopped")
    again = JournalEntry.objects.filter(verb="request_approval", data__has_key="again")
    assert again.count() == (0 if status == "approved" else 1)


def test_an_approval_asked_again_stands_again_once_the_change_is_taken_back(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    approved(cheap, seller, sales_lead)
    change_quotation(quotation=cheap, changed=off("40"), by=seller, at=MONDAY)
    assert cheap.status == "in_approval"

    change_quotation(quotation=cheap, changed=off("30"), by=seller, at=MONDAY)

    assert (cheap.status, waiting_for(hats_of(sales_lead, TODAY)).count()) == ("approved", 0)
    assert issue(cheap, seller) == "issued"


def test_what_waits_and_gets_worse_is_asked_anew_so_that_nobody_approves_what_he_has_not_seen(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    request_approval(quotation=cheap, by=seller, at=MONDAY)
    seen = ApprovalStep.objects.get()

    change_quotation(quotation=cheap, changed=off("40"), by=seller, at=MONDAY)

    with pytest.raises(AlreadyDecided):
        approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY, step_id=seen.pk)
    assert [step.request.reasons[0]["value"] for step in waiting_for(hats_of(sales_lead, TODAY))] == ["40"]


def test_what_waits_and_needs_no_approval_any_more_is_a_draft_again(cheap: SalesDocument, seller: User) -> None:
    a_user("lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
    request_approval(quotation=cheap, by=seller, at=MONDAY)

    change_quotation(quotation=cheap, changed=off("10"), by=seller, at=MONDAY)

    assert (cheap.status, issue(cheap, seller)) == ("draft", "issued")


@pytest.mark.parametrize("many", [True, False])
def test_pricing_again_asks_where_prices_fall_below_what_was_approved(
    cheap: SalesDocument, seller: User, sales_lead: User, many: bool
) -> None:
    an_approval_rule("MARGIN", fact="margin", comparison="below", limit="40")
    approved(cheap, seller, sales_lead)
    bolts = visible_conditions(sales_lead).get(lookup="PR00|product=BOLT-M8")
    change_condition(condition=bolts, changes={"amount": Decimal("8.50")}, valid_from=TODAY, by=SYSTEM, at=SETUP)

    if many:
        reprice_quotations(ids=[cheap.pk], pricing_date=TODAY, by=sales_lead, at=MONDAY)
    else:
        reprice_quotation(quotation=cheap, by=seller, at=MONDAY)

    assert SalesDocument.objects.get(pk=cheap.pk).status == "in_approval"


def test_a_rejected_item_asks_nothing_until_it_is_brought_back(
    cheap: SalesDocument, seller: User, sales_lead: User
) -> None:
    reject_items(document=cheap, reasons={10: "30"}, by=seller, at=MONDAY)
    assert approval_of(cheap, today=TODAY) is None or not approval_of(cheap, today=TODAY).missing

    reject_items(document=cheap, reasons={10: ""}, by=seller, at=MONDAY)

    assert issue(cheap, seller) == "stopped"


def test_a_rule_made_after_an_approval_asks_for_itself(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    approved(cheap, seller, sales_lead)

    an_approval_rule("VALUE", fact="net", limit="100")

    assert issue(cheap, seller) == "stopped"
    assert (approved(cheap, seller, sales_lead).status, issue(cheap, seller)) == ("approved", "issued")


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        ({"fact": "discount", "limit": "10"}, {"items": [replace(BOLTS, manual=less("11"))]}, {"items": [BOLTS]}),
        ({"fact": "margin", "comparison": "below", "limit": "40"}, {"items": [replace(BOLTS, manual=less("1"))]}, {}),
        ({"fact": "net", "limit": "400"}, {"items": [BOLTS, replace(BOLTS, category="option")]}, {"items": [BOLTS]}),
        (
            {"fact": "net", "limit": "400"},
            {"items": [BOLTS, replace(BOLTS, category="alternative", alternative_to=10, quantity=Decimal(41))]},
            {"items": [BOLTS, replace(BOLTS, category="alternative", alternative_to=10)]},
        ),
        ({"fact": "validity", "limit": "30"}, {"valid_to": TODAY + dt.timedelta(days=31)}, {}),
        (
            {"fact": "validity", "limit": "30"},
            {"valid_from": TODAY + dt.timedelta(days=300), "valid_to": TODAY + dt.timedelta(days=320)},
            {},
        ),
        ({"fact": "payment_terms"}, {"payment_terms": "0002"}, {"payment_terms": "0001"}),
    ],
)
def test_every_fact_a_rule_may_look_at(
    seller: User, rule: dict[str, Any], wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    an_offering()
    an_approval_rule("RULE", **rule)
    customer = a_usual_customer()

    beyond = a_quotation(owner=seller, sold_to=customer, **wrong)
    within = a_quotation(owner=seller, sold_to=customer, **right)

    assert (issue(beyond, seller), issue(within, seller)) == ("stopped", "issued")


def a_usual_customer() -> Any:
    from prosfora.company.models import PaymentTerms
    from prosfora.parties.models import PartySalesArea
    from prosfora.parties.tests.builders import a_party

    for code in ("0001", "0002"):
        PaymentTerms.objects.get_or_create(code=code, defaults={"name_en": code, "name_el": code})
    party = a_party(name="Papadopoulos", email="agores@papadopoulos.example", sales_area=DIRECT_SALES)
    PartySalesArea.objects.filter(party=party).update(payment_terms="0001")
    return party


def test_a_return_ends_every_approval_given_before(cheap: SalesDocument, seller: User, sales_lead: User) -> None:
    approved(cheap, seller, sales_lead)
    change_quotation(quotation=cheap, changed=off("40"), by=seller, at=MONDAY)
    return_quotation(quotation=cheap, comment="No, and 30 was too much already", by=sales_lead, at=MONDAY)

    change_quotation(quotation=cheap, changed=off("30"), by=seller, at=MONDAY)

    assert issue(cheap, seller) == "stopped"
