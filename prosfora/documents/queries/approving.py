"""What approval rules look at, of many quotations at once; and what of it nobody has approved yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prosfora.approvals.queries.in_force import ByArea, needs_of, rules_in_force
from prosfora.approvals.queries.requests import NOTHING, Standing, standing_approvals
from prosfora.approvals.rules.facts import Fact, Facts, discount_of, margin_of
from prosfora.approvals.rules.needs import Need, open_needs
from prosfora.audit.queries import actors_of
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.approval import (
    Offered,
    days_bound,
    floor_of,
    largest_discount,
    list_value,
    most_net,
    offered,
    whole_discount,
)
from prosfora.documents.rules.categories import is_goods
from prosfora.documents.rules.statuses import NOT_OUT
from prosfora.parties.queries.sales import usual_terms

WRITING = (  # whoever did one of these had a hand in a quotation
    "create_quotation", "copy_quotation", "quote_inquiry", "import_quotations", "change_quotation",
    "reprice_quotation", "reject_items", "revise_quotation", "add_variant",
)  # fmt: skip
_ASKED = (
    "document_id", "position", "category", "alternative_to", "free_for", "net", "tax", "gross_value", "release",
    "price_trace",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Approval:
    """How a quotation stands to the approval rules: what applies, and which of it nobody has approved."""

    facts: Facts
    needs: tuple[Need, ...]
    missing: tuple[Need, ...]
    standing: Standing

    def beyond_what_waits(self) -> list[Need]:
        """What is missing and not asked for either, or worse than it was when it was asked for."""
        waiting = self.standing.waiting
        return open_needs(self.missing, self.facts, waiting.rules, waiting.facts) if waiting else list(self.missing)


def approvals_of(documents: Sequence[SalesDocument], *, today: dt.date) -> dict[int, Approval]:
    """How quotations stand to the rules, by id; those that no rule looks at, or that are out, are left out.

    One statement where no rule is in force; else three, one more where a rule asks for usual payment terms, and rates
    where a limit is in another currency.
    """
    asked = [document for document in documents if document.status in NOT_OUT]
    rules = rules_in_force({document.sales_area_id for document in asked}) if asked else {}
    ruled = [document for document in asked if rules[document.sales_area_id]]
    if not ruled:
        return {}
    items, usual = _offered(ruled), _usual_terms(ruled, rules)
    standing = standing_approvals("quotation", [document.number for document in ruled])
    return {
        document.pk: _approval(
            facts_of(document, items[document.pk], usual.get(document.pk, ""), today),
            document,
            rules,
            standing.get(document.number, NOTHING),
        )
        for document in ruled
    }


def approval_of(document: SalesDocument, *, today: dt.date) -> Approval | None:
    """The same of one quotation; None where no rule looks at it."""
    return approvals_of([document], today=today).get(document.pk)


def _approval(facts: Facts, document: SalesDocument, rules: ByArea, standing: Standing) -> Approval:
    found = needs_of(rules[document.sales_area_id], facts, document.pricing_date)
    missing = found
    for kept in standing.approved:
        missing = open_needs(missing, facts, kept.rules, kept.facts)
    return Approval(facts, tuple(found), tuple(missing), standing)


def facts_of(document: SalesDocument, items: Sequence[Offered], usual: str, today: dt.date) -> Facts:
    """A quotation as approval rules see it; nothing is read."""
    return Facts(
        currency=document.currency,
        net=most_net(items),
        item_discount=largest_discount(items),
        discount=whole_discount(items),
        margin=margin_of(document.net, document.cost),
        validity=days_bound((document.document_date, document.valid_from, today), document.valid_to),
        payment_terms=document.payment_terms_id or "",
        usual_terms=usual,
        floor=floor_of(items),
    )


def _offered(documents: Iterable[SalesDocument]) -> Mapping[int, Sequence[Offered]]:
    """The goods that quotations offer, rejected ones left out; one statement."""
    included = {document.pk: document.tax_included for document in documents}
    rows = Item.objects.filter(document__in=included, rejection_reason=None).values_list(*_ASKED)
    found: dict[int, list[Offered]] = defaultdict(list)
    for pk, position, category, main, free_for, net, tax, gross, release, trace in rows:
        value = net + tax if included[pk] else net
        found[pk].append(
            Offered(position, category, main, free_for is not None, net, value, list_value(gross, trace), release)
        )
    return defaultdict(list, {pk: offered(items) for pk, items in found.items()})


def _usual_terms(documents: Sequence[SalesDocument], rules: ByArea) -> dict[int, str]:
    """The customers' usual payment terms by document, where a rule asks for them; one statement."""
    asking = [
        document
        for document in documents
        if any(rule.fact == Fact.PAYMENT_TERMS for rule in rules[document.sales_area_id])
    ]
    if not asking:
        return {}
    known = usual_terms({document.sold_to_id for document in asking})
    return {document.pk: known.get((document.sold_to_id, document.sales_area_id), "") for document in asking}


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """An item as an approver looks at it."""

    item: Item
    discount: Decimal  # per cent of the list price


def offered_rows(document: SalesDocument) -> list[OfferedRow]:
    """The goods of a quotation with their discounts on list; one statement."""
    found = Item.objects.filter(document=document, rejection_reason=None).order_by("position")
    rows = []
    for item in found:
        if is_goods(item.category):
            value = item.net + item.tax if document.tax_included else item.net
            discount = discount_of(list_value(item.gross_value, item.price_trace), value)
            rows.append(OfferedRow(item, discount.quantize(Decimal("0.01"))))
    return rows


def authors_of(document: SalesDocument) -> set[int]:
    """Who had a hand in a quotation: who made it or changed it; one statement."""
    return {document.created_by_id, *actors_of("quotation", document.number, WRITING)}
