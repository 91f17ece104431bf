"""Revisions and variants for programs: which there are, and what differs between two of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from prosfora.documents.api.bodies import DocumentNumber
from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.comparing import compared
from prosfora.documents.queries.relatives import relatives_of, usual_counterpart
from prosfora.documents.rules.comparing import Comparison, ElementRow, Fact
from prosfora.documents.telling_comparison import field_label, shown_elements
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused
from prosfora.pricing.rules.facts import PriceElement
from prosfora.pricing.telling_prices import element_in_plain

router = Router(tags=["quotations"])


class NothingToCompare(Refused):
    """The offer has no relative, and no other quotation was named."""


class ComparisonQuery(Schema):
    """With which quotation to compare, and whether to tell what is the same too."""

    other: Annotated[str, StringConstraints(max_length=16, pattern="^[^\\x00]*$")] = Field("", alias="with")
    everything: bool = Field(False, alias="all")


class RelativeOut(Schema):
    """A revision or variant of an offer; `stands`: the customer can accept it, or has accepted it."""

    number: str
    revision: int
    variant: str  # A is the first
    status: str
    stands: bool
    is_expired: bool
    is_this: bool
    successor: str
    issued_at: dt.datetime | None
    valid_to: dt.date | None
    payable: str
    currency: str


class FactOut(Schema):
    """A field on both sides: same, changed, added or removed. Amounts and days as text, several lines as a list."""

    name: str
    label: str
    kind: str
    left: Any
    right: Any


class ElementOut(Schema):
    """A price element that differs; none where a side has none."""

    condition_type: str
    left: dict[str, Any] | None
    right: dict[str, Any] | None


class ComparedItemOut(Schema):
    kind: str
    left_position: int | None
    right_position: int | None
    product: str
    text: str
    facts: list[FactOut]
    elements: list[ElementOut]


class ComparisonOut(Schema):
    """The older quotation, `left`, and the newer one; by default only what differs."""

    left: str
    right: str
    count: int
    header: list[FactOut]
    partners: list[FactOut]
    texts: list[FactOut]
    items: list[ComparedItemOut]
    totals: list[FactOut]


@router.get("/quotations/{number}/relatives", response=list[RelativeOut], summary="List revisions and variants")
def list_relatives(request: UserRequest, number: DocumentNumber) -> list[dict[str, Any]]:
    """All revisions and variants of an offer, itself among them, by variant and revision; none where it is alone."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    rows = relatives_of(quotation, today=company_day(request.now))
    return [{**asdict(row), "payable": str(row.payable), "stands": row.stands} for row in rows]


@router.get("/quotations/{number}/comparison", response=ComparisonOut, summary="Compare two quotations")
def compare_quotations(request: UserRequest, number: DocumentNumber, wanted: Query[ComparisonQuery]) -> ComparisonOut:
    """Field by field, items matched, with the price elements that differ. Without `with` it is what the quotation was
    made from, else what stands in its place; `all` tells what is the same too.
    """
    one = quotation_to("display_quotation", user=request.user, number=number)
    named = wanted.other or usual_counterpart(one)
    if not named:
        raise NothingToCompare(
            _("This offer has no revision or variant yet; name another quotation with `with`"), "with"
        )
    left, right = sorted(
        (one, quotation_to("display_quotation", user=request.user, number=named)), key=lambda document: document.pk
    )
    found = compared(left, right, today=company_day(request.now))
    may_see_cost = allows(request.user, "catalog.display_cost", one.sales_area_id)
    return _comparison(found if wanted.everything else found.differences, found.count, may_see_cost)


def _comparison(shown: Comparison, count: int, may_see_cost: bool) -> ComparisonOut:
    items = [
        ComparedItemOut(
            kind=row.kind,
            left_position=row.left.position if row.left else None,
            right_position=row.right.position if row.right else None,
            product=row.item.product,
            text=row.item.text,
            facts=_facts(row.facts),
            elements=[_element(one) for one in shown_elements(row.elements, may_see_cost)],
        )
        for row in shown.items
    ]
    return ComparisonOut(
        left=shown.left.number, right=shown.right.number, count=count, header=_facts(shown.header),
        partners=_facts(shown.partners), texts=_facts(shown.texts), items=items, totals=_facts(shown.totals),
    )  # fmt: skip


def _facts(facts: Iterable[Fact]) -> list[FactOut]:
    return [
        FactOut(
            name=fact.name, label=field_label(fact.name), kind=fact.kind, left=_plain(fact.left),
            right=_plain(fact.right),
        )
        for fact in facts
    ]  # fmt: skip


def _element(row: ElementRow) -> ElementOut:
    return ElementOut(condition_type=row.condition_type, left=_side(row.left), right=_side(row.right))


def _side(element: PriceElement | None) -> dict[str, Any] | None:
    return element_in_plain(element) if element else None


def _plain(value: Any) -> Any:
    """A value as JSON has it: amounts exact, as text."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(part) for name, part in asdict(value).items()}
    return str(value) if isinstance(value, (Decimal, dt.date)) else value
