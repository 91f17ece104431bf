"""A document in the making: everything loaded, then computed, then stored. Every verb that writes items goes here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import Plant, SalesArea
from prosfora.company.services import next_number
from prosfora.documents.models import DocumentPartner, DocumentText, Item, Rows, SalesDocument
from prosfora.documents.queries.drafting import (
    LightItem,
    PartyCard,
    customer_data,
    mandatory_fields,
    partner_ids,
    party_cards,
    products,
)
from prosfora.documents.queries.earning import Asking, Products, with_free_goods
from prosfora.documents.queries.gaps import header_gaps, is_complete, judge_items
from prosfora.documents.queries.keeping import Keeps
from prosfora.documents.queries.price_facts import Buyer, header_facts
from prosfora.documents.queries.releasing import judge_release
from prosfora.documents.rules.checks import Found, text_problems
from prosfora.documents.rules.completeness import Mandatory
from prosfora.documents.rules.document_types import DocumentType
from prosfora.documents.rules.lines import HeaderFields, ItemLine
from prosfora.documents.rules.partners import CONTACT, OF_PARTIES, SHIP_TO, SOLD_TO, determine
from prosfora.documents.rules.revisions import STRANGER, Kin
from prosfora.documents.services.bundles import put_parts
from prosfora.documents.services.headers import Origin, new_header, refresh_search_text
from prosfora.documents.services.lines import main_item_problems, new_items
from prosfora.documents.services.prices import Answer, price_items
from prosfora.documents.services.refusals import CustomerBlocked, refuse
from prosfora.documents.services.schedules import check_availability, load_supply
from prosfora.documents.services.totals import put_shares, total_up
from prosfora.identity.models import User
from prosfora.kit.database import bulk_append, bulk_insert
from prosfora.parties.models import Party
from prosfora.parties.queries import visible_parties
from prosfora.parties.rules.facts import SalesData
from prosfora.pricing.queries.configuration import configuration, procedure_in

type Partners = Mapping[str, str]


@dataclass(slots=True)
class Draft:
    """A document with its rows while it is worked on."""

    document: SalesDocument
    area: SalesArea
    sales: SalesData | None
    cards: dict[int, PartyCard]
    partners: dict[str, int]  # function → party id
    items: list[Item] = field(default_factory=list)
    products: Products = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()  # the numbers of items not in hand
    mandatory: tuple[Mandatory, ...] = ()

    @property
    def buyer(self) -> Buyer:
        return Buyer(self.cards[self.partners[SOLD_TO]], self.cards[self.partners[SHIP_TO]], self.sales)


def start_draft(
    *,
    kind: DocumentType,
    sales_area: SalesArea,
    sold_to: Party,
    header: HeaderFields,
    lines: Sequence[ItemLine],
    partners: Partners | None,
    texts: Mapping[str, str] | None,
    keeps: Keeps | None = None,
    kin: Kin = STRANGER,
    by: User,
    at: dt.datetime,
) -> Draft:
    """A new document, loaded and computed but not stored; `keeps` are prices that items take over, by position, `kin`
    says where a revision or a variant stands.

    Raises FactsRefused, CustomerBlocked.
    """
    sales = customer_data(sold_to.pk, sales_area.pk)
    chosen = chosen_partners(partners or {}, by)
    determined = determine(sold_to.pk, sales.partners if sales else (), chosen)
    cards = party_cards(determined.values())
    _refuse_blocked(cards[sold_to.pk])
    refuse(text_problems(texts or {}))
    document = new_header(kind, Origin(sales_area, cards[sold_to.pk], sales, kin), header, by, at)
    document.sold_to = sold_to
    items, known = new_items(document, lines, ())
    refuse(main_item_problems(items))
    for item in items if keeps else ():
        item.kept = (keeps or {}).get(item.position)
    draft = Draft(document, sales_area, sales, cards, determined, items, known, dict(texts or {}))
    priced = compute_items(draft, at).priced
    put_shares(draft.items, total_up(document, draft.items, priced))
    judge(draft)
    return draft


def load_draft(document: SalesDocument, items: list[Item], partners: Partners, by: User) -> Draft:
    """A stored document with some of its items, ready to be computed: customer, partners and their addresses."""
    sales = customer_data(document.sold_to_id, document.sales_area_id)
    chosen = chosen_partners(partners, by)
    kept: dict[str, int | None] = {**partner_ids(document.pk)}
    determined = determine(document.sold_to_id, sales.partners if sales else (), {**kept, **chosen})
    if CONTACT not in kept and CONTACT not in chosen:
        determined.pop(CONTACT, None)  # it was taken off on purpose
    cards = party_cards({*determined.values(), *(pk for pk in kept.values() if pk)})
    return Draft(document, document.sales_area, sales, cards, determined, items)


def compute_items(draft: Draft, at: dt.datetime) -> Answer:
    """Parts of bundles, free goods, availability and prices of the draft's items."""
    missing = {item.product_number for item in draft.items if item.product_id} - draft.products.keys()
    if missing:
        draft.products = {**draft.products, **products(missing, draft.document.sold_to_id)}
    header, known = header_facts(draft.document, draft.buyer, plant_facts(draft)), configuration()
    procedure = procedure_in(known, header.sales_area, header.document_type, header.customer_procedure)
    draft.items, draft.products = put_parts(draft.document, draft.items, draft.products, draft.taken)
    if known.has_free_goods:
        asking = Asking(draft.document, draft.items, header, draft.taken)
        (draft.items,), draft.products = with_free_goods([asking], draft.products)
    check_availability(draft.document, draft.items, load_supply(draft.document, draft.items, draft.products, at), at)
    return price_items(draft.document, draft.items, draft.products, header, procedure)


def judge(draft: Draft, others: Sequence[LightItem] = ()) -> None:
    """What is missing on the draft's items and on the document; `others` are items not in hand."""
    document = draft.document
    mandatory = draft.mandatory = tuple(mandatory_fields(document.document_type))
    judge_items(draft.items, mandatory)
    rows: list[Item | LightItem] = [*draft.items, *others]
    of_header = header_gaps(document, draft.partners, mandatory, has_items=bool(rows))
    document.is_complete = is_complete(of_header) and all(row.is_complete for row in rows)
    judge_release(document, draft.items, others)


def plant_facts(draft: Draft) -> Plant:
    """The delivering plant; the area's own is at hand already."""
    own = draft.area.plant
    return own if own.pk == draft.document.plant_id else draft.document.plant


@transaction.atomic(savepoint=False)
def store_draft(
    draft: Draft,
    *,
    verb: str,
    by: Actor,
    at: dt.datetime,
    data: Mapping[str, Any] | None = None,
    linked: bool = False,
) -> SalesDocument:
    """Store a new document, numbered where it is no relative of another's, with all its rows and its first journal
    entry: a constant number of statements.

    Whole or not at all. Only this much of a new document locks the database: what it is computed from was read before.
    `linked` gives the items their ids, for flow links to them.
    """
    document = draft.document
    document.number = document.number or next_number(document.category)
    refresh_search_text(document)
    document.save(force_insert=True)
    for item in draft.items:
        item.document_id = document.pk
    (bulk_insert if linked else bulk_append)(draft.items)
    people = partner_rows(document, draft.partners, draft.cards)
    bulk_append(people)
    texts = {kind: text for kind, text in draft.texts.items() if text}
    if texts:
        DocumentText.objects.bulk_create([DocumentText(document=document, kind=k, text=t) for k, t in texts.items()])
    document.at_hand = Rows(draft.items, people, texts, draft.mandatory)
    figures = {"items": len(draft.items), "net": document.net, "total": document.total, "currency": document.currency}
    record(
        verb=verb,
        subject=subject_of(document, draft.cards[document.sold_to_id].number),
        by=by,
        at=at,
        data={**figures, **(data or {})},
        fresh=True,
    )
    return document


def subject_of(document: SalesDocument, customer: str) -> Subject:
    """What the journal calls the document; its entries also stand in the customer's timeline."""
    return Subject(
        document.category,
        document.number,
        label=document.sold_to_name,
        scope=document.sales_area_id,
        related=f"party:{customer}",
    )


def partner_rows(
    document: SalesDocument, partners: Mapping[str, int], cards: Mapping[int, PartyCard]
) -> list[DocumentPartner]:
    """Partner rows to insert. Addresses are kept when the document is issued."""
    return [
        DocumentPartner(document=document, function=function, party_id=pk, name=cards[pk].name, email=cards[pk].email)
        for function, pk in partners.items()
    ]


def chosen_partners(partners: Partners, by: User) -> dict[str, int | None]:
    """Partners typed by number as ids; a blank number takes the proposal back. Raises FactsRefused."""
    found: list[Found] = [
        (f"partners.{function}", "unknown_function", {"value": function})
        for function in partners
        if function not in OF_PARTIES or function == SOLD_TO
    ]
    wanted = {number for number in partners.values() if number and "\0" not in number}
    known = dict(visible_parties(by).filter(number__in=wanted).values_list("number", "pk")) if wanted else {}
    found += [
        (f"partners.{function}", "unknown_partner", {"value": number})
        for function, number in partners.items()
        if number and number not in known
    ]
    refuse(found)
    return {function: known.get(number) for function, number in partners.items()}


def _refuse_blocked(customer: PartyCard) -> None:
    if customer.is_blocked:
        raise CustomerBlocked(
            _("%(name)s is blocked; ask sales support before anything is offered") % {"name": customer.name}, "sold_to"
        )
