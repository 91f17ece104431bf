"""Reads of proposals for people and programs."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Abs

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.pricelists.models import PriceProposal, ProposedPrice, ReleaseRule
from prosfora.pricelists.rules.statuses import Outcome, ReleaseTerms

VERB = "pricelists.display_proposal"


def visible_proposals(user: User) -> "QuerySet[PriceProposal]":
    """The proposals of the user's sales areas; those for all areas are seen by whoever sees prices everywhere."""
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    rows = PriceProposal.objects.all()
    return rows if EVERYWHERE in scopes else rows.filter(sales_area__in=scopes)


def lines_of(proposal: PriceProposal, outcome: str = "", q: str = "") -> "QuerySet[ProposedPrice]":
    """The lines of a proposal with their records, narrowed to an outcome and to keys that begin so."""
    rows = ProposedPrice.objects.filter(proposal=proposal).select_related("source")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if q.strip():
        begin = q.strip()
        rows = rows.filter(
            Q(source__product__startswith=begin)
            | Q(source__customer__startswith=begin)
            | Q(source__other_key__startswith=begin)
        )
    return rows


def counts_of(proposal: PriceProposal) -> Mapping[str, Any]:
    """How many lines have which outcome, and the largest change up or down in per cent; one statement."""
    rows = ProposedPrice.objects.filter(proposal=proposal)
    new = Q(outcome=Outcome.NEW)
    counted = {str(name): Count("id", filter=Q(outcome=name)) for name in Outcome}
    return rows.aggregate(count=Count("id"), largest=Max(Abs(F("percent")), filter=new), **counted)


def release_terms(sales_area: str | None) -> ReleaseTerms:
    """The rule of a sales area, else the one for all, else none."""
    return release_rules([sales_area])[sales_area]


def release_rules(sales_areas: Iterable[str | None]) -> dict[str | None, ReleaseTerms]:
    """The same for several sales areas; one statement."""
    areas = set(sales_areas)
    named = ReleaseRule.objects.filter(sales_area__in={"", *(area for area in areas if area)})
    rules = {rule.sales_area: rule for rule in named}
    return {area: _terms(rules.get(area or "") or rules.get("")) for area in areas}


def _terms(rule: ReleaseRule | None) -> ReleaseTerms:
    if rule is None:
        return ReleaseTerms()
    beyond = rule.approve_beyond
    return ReleaseTerms(rule.other_person, None if beyond is None else Decimal(beyond))
