"""One record of every kind in the cast's sales area, and everybody who may or may not see them."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from prosfora.approvals import links
from prosfora.approvals.models import ApprovalStep
from prosfora.approvals.services import delegate_approvals
from prosfora.approvals.tests.builders import an_approval_rule
from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import Subject
from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.services import add_receipt, assign_customer_number, link_product, set_component
from prosfora.catalog.tests.builders import a_product
from prosfora.company.models import Company, Reason
from prosfora.company.services import change_logo, create_attribute
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import accept_quotation, issue_quotation, recall_approval, request_approval
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.tests.builders import a_quotation, an_inquiry
from prosfora.files.services import attach_file, start_import
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.identity.services import issue_token, save_view
from prosfora.insights.tests.builders import a_simulation
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.rules.coding import digest
from prosfora.offers.rules.seals import Seal
from prosfora.offers.services import keep_sealed
from prosfora.parties.models import Party
from prosfora.parties.services import relate_parties
from prosfora.parties.tests.builders import a_party
from prosfora.portal.queries.terms import terms_text
from prosfora.portal.rules.choosing import NOTHING_CHOSEN
from prosfora.portal.services import Visitor, Yes, accept_offer, send_link
from prosfora.pricelists.tests.builders import a_proposal
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services import create_condition
from prosfora.pricing.tests.builders import a_formula, a_promotion, free_goods, standard_pricing
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

SYSTEM = System()


@dataclass
class World:
    """`values[noun][parameter]` fills an address: its first word, then the name of the part."""

    people: dict[str, User]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    samples: dict[str, Any] = field(default_factory=dict)  # by name of a body's field
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)  # by verb: what its form or body says
    secrets: list[str] = field(default_factory=list)  # words that only the area's people may read


def everybody() -> dict[str, User]:
    """One user per role in the cast's area, a seller of another area, and somebody without any right."""
    people = {role.value: a_user(role.value, role=role, scope=DIRECT_SALES) for role in Role}
    people["everywhere"] = a_user("everywhere", role=Role.ADMINISTRATOR)
    people["outsider"] = a_user("outsider", role=Role.SELLER, scope=DEALERS)
    people["nobody"] = a_user("nobody")
    return people


def a_world() -> World:
    """Everything that an address can name, in GR01-10-00 only."""
    people = everybody()
    standard_pricing()
    seller = people["seller"]
    inquiry = an_inquiry(owner=seller)
    product = Product.objects.get(number="BOLT-M8")
    product.areas.set([DIRECT_SALES])
    draft = a_quotation(owner=seller)
    accepted = a_quotation(owner=seller)
    issue_quotation(quotation=accepted, by=seller, at=MONDAY)
    order = accept_quotation(quotation=accepted, by=seller, at=MONDAY)
    values = {
        **_of_approvals(seller, people["sales_lead"]),
        **_of_documents(draft, inquiry, order),
        **_of_tables(draft.sold_to, product),
        **_of_people(people, draft.number),
    }
    values["quotations"] |= values.pop("quotations/decide")
    party, numbers = draft.sold_to, [draft.number, accepted.number, order.number, inquiry.number]
    values |= _of_portal(draft, seller)
    forms = _forms(product, party, values["products"]["receipt"])
    forms["reprice_quotations"] = {"numbers": [draft.number]}
    forms["close_dead_offers"] = {"reasons": {draft.number: "05"}}
    forms["change_validity_rule"] = {"sales_area": DIRECT_SALES}
    simulation = a_simulation(people["pricing_clerk"], title="A bold rise")
    values |= {noun: {"simulation_id": simulation.pk} for noun in ("price-simulations", "price_simulations")}
    secrets = [*numbers, party.name, party.number, product.name, simulation.title]
    return World(people, values, _samples(party.number), forms, secrets)


def _of_approvals(seller: User, lead: User) -> dict[str, dict[str, Any]]:
    """A rule, a delegation of the seller's, and a link of a mail that was used up."""
    an_approval_rule("LOCAL", area=DIRECT_SALES)
    cheap = ItemLine(product="BOLT-M8", quantity=Decimal(1), manual=(ManualCondition("RA00", Decimal(50)),))
    asked = a_quotation(owner=seller, items=[cheap])
    request_approval(quotation=asked, by=seller, at=MONDAY)
    recall_approval(quotation=asked, by=seller, at=MONDAY)
    token = links.signed(ApprovalStep.objects.get().pk, lead.pk, MONDAY)
    ends = MONDAY.date() + timedelta(days=9)
    given = delegate_approvals(giver=seller, taker=lead, starts=MONDAY.date(), ends=ends, by=seller, at=MONDAY)
    return {
        "approval-rules": {"code": "LOCAL"},
        "approval_rules": {"code": "LOCAL"},
        "approval-delegations": {"delegation_id": given.pk},
        "approval_delegations": {"delegation_id": given.pk},
        "quotations/decide": {"token": token},
    }


def _of_documents(draft: SalesDocument, inquiry: SalesDocument, order: SalesDocument) -> dict[str, dict[str, Any]]:
    number = draft.number
    entry = JournalEntry.objects.get(kind="quotation", key=number).pk
    documents = {
        "number": number,
        "plural": "quotations",
        "position": 10,
        "way": "up",
        "kind": "quotation",
        "key": number,
    }
    return {
        "journal": {**documents, "entry_id": entry},
        "inquiries": {"number": inquiry.number, "position": 10},
        "quotations": documents,
        "<plural:plural>": documents,
        "orders": {"number": order.number, "position": 10},
    }


def _of_portal(draft: SalesDocument, seller: User) -> dict[str, dict[str, Any]]:
    """A customer's way to an offer whose PDF and acceptance are sealed already; a link beside the documents."""
    offer = issue_quotation(quotation=a_quotation(owner=seller), by=seller, at=MONDAY)
    link, address = send_link(quotation=offer, name="Maria", language="en", by=seller, at=MONDAY)
    terms = digest(terms_text(content_of(link.frozen), link.language).encode())
    yes = Yes(name="Maria", role="Buyer", chosen=NOTHING_CHOSEN, confirmed=terms)
    accept_offer(link=link, yes=yes, visitor=Visitor(), at=MONDAY)
    for kind in ("offer", "acceptance"):
        keep_sealed(frozen=link.frozen, kind=kind, seal=Seal(b"%PDF-", "B-B", "", "", True), at=MONDAY)
    return {
        "o": {"token": address.rstrip("/").rpartition("/")[2]},
        "quotations/<str:number>/links": {"number": offer.number, "link_id": link.pk},
        "quotations/{number}/links": {"number": offer.number, "link_id": link.pk},
    }


_SET_UP = {"types": "K007", "sequences": "K007", "procedures": "RVAA01", "formulas": "FULLBOX"}


def _of_tables(party: Party, product: Product) -> dict[str, dict[str, Any]]:
    condition = create_condition(
        condition_type="PR00", key={"product": product.number}, amount=Decimal(9), currency="EUR", unit="PCE",
        sales_area=DIRECT_SALES, valid_from=date(2026, 1, 1), by=SYSTEM, at=MONDAY,
    )  # fmt: skip
    proposal = a_proposal(SYSTEM)
    a_formula(_SET_UP["formulas"])
    attribute = create_attribute(
        subject="customer", code="BRANCH", name_en="Branch", name_el="Κλάδος", by=SYSTEM, at=MONDAY
    )
    return {
        "parties": {"number": party.number, "sales_area": DIRECT_SALES, "relation": _relation(party)},
        "products": {"number": product.number, "receipt": _receipt(product)},
        "prices": {"condition_id": condition.pk},
        "free_goods": {"record_id": free_goods("10", "1", key={"product": product.number}, area=DIRECT_SALES).pk},
        "promotions": {"number": a_promotion("LOCAL", sales_area=DIRECT_SALES).number},
        "conditions": {"condition_id": condition.pk},
        "price-proposals": {"proposal_id": proposal.pk},
        "price_proposals": {"proposal_id": proposal.pk},
        **{f"prices/set_up/{table}": {"code": code} for table, code in _SET_UP.items()},
        "price_set_up/condition_types": {"code": _SET_UP["types"]},
        "price_set_up/access_sequences": {"code": _SET_UP["sequences"]},
        "price_set_up/procedures": {"code": _SET_UP["procedures"]},
        "price_set_up/formulas": {"code": _SET_UP["formulas"]},
        "company": {"code": "GR01"},
        "company/sales-areas": {"code": DIRECT_SALES},
        "company/offices": {"code": "ATH"},
        "company/plants": {"code": "AT01"},
        "company/calendars": {"code": "GR"},
        "company/payment-terms": {"code": "0001"},
        "company/attributes": {"attribute": attribute.pk},
        "attributes": {"subject": attribute.subject, "code": attribute.code},
        "company/reasons": {"reason": Reason.objects.order_by("pk").values_list("pk", flat=True)[0]},
    }


def _of_people(people: dict[str, User], number: str) -> dict[str, dict[str, Any]]:
    """What people own or upload: tokens, views, rights, files, imports, jobs."""
    seller, ends = people["seller"], MONDAY + timedelta(days=9)
    token, _clear = issue_token(user=seller, name="erp", expires_at=ends, by=SYSTEM, at=MONDAY)
    view = save_view(user=seller, page="documents:list_quotations", name="mine", query="q=1", by=seller, at=MONDAY)
    record = Subject("quotation", number)
    hanging = attach_file(subject=record, name="plan.txt", content=b"plan", by=seller, at=MONDAY)
    return {
        "imports": {"run_id": _run(people["sales_lead"]), "kind": "products"},
        "files": {"attachment_id": hanging.pk, "kind": "quotation", "key": number},
        "account/tokens": {"token_id": token.pk},
        "users": {"username": seller.username, "grant_id": seller.grants.get().pk},
        "views": {"view_id": view.pk},
        "jobs": {"job_id": _dead_letter()},
    }


def _dead_letter() -> uuid.UUID:
    """A job that was given up."""
    made = send_quotation.enqueue("1", 1)
    DBTaskResult.objects.filter(pk=made.id).update(status=TaskResultStatus.FAILED, finished_at=MONDAY)
    return uuid.UUID(made.id)


def _run(lead: User) -> int:
    content = b"number\n"
    run = start_import(kind="products", name="products.csv", content=content, scope=DIRECT_SALES, by=lead, at=MONDAY)
    return run.pk


def _relation(party: Party) -> int:
    other = a_party(name="Maria Ioannou", kind="person", customer=False)
    return relate_parties(source=other, kind="contact_of", target=party, by=SYSTEM, at=MONDAY).pk


def _receipt(product: Product) -> int:
    day, quantity = date(2027, 1, 4), Decimal(100)
    return add_receipt(product=product, plant="AT01", day=day, quantity=quantity, by=SYSTEM, at=MONDAY).pk


def _forms(product: Product, party: Party, receipt: int) -> dict[str, dict[str, Any]]:
    """What verbs are told that take something back, and the things that are there to be taken back."""
    nut = a_product(number="NUT-M8", name="Περικόχλιο M8", name_en="Nut M8")
    washer = a_product(number="WASHER-M8", name="Ροδέλα M8", name_en="Washer M8")
    link_product(product=product, kind="alternative", other=nut, by=SYSTEM, at=MONDAY)
    set_component(product=product, part=nut, quantity=Decimal(1), by=SYSTEM, at=MONDAY)
    assign_customer_number(product=product, party=party, number="K-1", by=SYSTEM, at=MONDAY)
    change_logo(company=Company.objects.get(), content=b"\x89PNG\r\n\x1a\n", by=SYSTEM, at=MONDAY)
    return {
        "link_product": {"kind": "accessory", "other": washer.number},
        "change_release_rule": {"sales_area": DIRECT_SALES},
        "approval_rules": {"sales_area": DIRECT_SALES},
        "approval_delegations": {"taker": "sales_lead", "starts": "2026-11-23", "ends": "2026-11-30"},
        "release_conditions": {"conditions": [{"id": a_draft(nut.number).pk, "version": 1}]},
        "unlink_product": {"kind": "alternative", "other": nut.number},
        "set_component": {"part": washer.number, "quantity": "2"},
        "remove_component": {"part": nut.number},
        "remove_customer_number": {"customer": party.number, "number": "K-1"},
        "assign_customer_number": {"customer": party.number, "number": "K-2"},
        "remove_receipt": {"id": receipt},
        "list_views": {"page": "documents:list_quotations"},
        "save_view": {"page": "documents:list_quotations", "name": "new", "query": "q=2"},
    }


def a_draft(product: str) -> ConditionRecord:
    """A price of the cast's area that waits for its release."""
    return create_condition(
        condition_type="PR00", key={"product": product}, amount=Decimal(3), currency="EUR", unit="PCE",
        sales_area=DIRECT_SALES, valid_from=date(2026, 1, 1), draft=True, by=SYSTEM, at=MONDAY,
    )  # fmt: skip


def _samples(customer: str) -> dict[str, Any]:
    """What a body's field is filled with, by its name; anything else by its type."""
    return {
        "sold_to": customer, "customer": customer, "sales_area": DIRECT_SALES, "product": "BOLT-M8", "quantity": "5",
        "unit": "PCE", "plant": "AT01", "country": "GR", "currency": "EUR", "kind": "organisation",
    }  # fmt: skip
