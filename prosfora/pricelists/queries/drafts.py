"""Drafts of condition records that wait for their release, beside the prices they would be laid over."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.pricelists.rules.draft_changes import largest_change
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.records import (
    ConditionFilter,
    listed_conditions,
    standing_records,
    terms_of,
    visible_conditions,
)

VERB = "pricelists.release_condition"


@dataclass(frozen=True, slots=True)
class DraftChange:
    """A draft with the released records of its place on its days, and how far it goes from them in per cent.

    `largest` is None where nothing holds there, rules.draft_changes.INCOMPARABLE where no percentage says it.
    """

    draft: ConditionRecord
    held: tuple[ConditionRecord, ...]
    largest: Decimal | None

    @property
    def pk(self) -> str:
        """How a list names it: which draft, in which version."""
        return f"{self.draft.pk}-{self.draft.version}"

    def __str__(self) -> str:
        return str(self.draft)


def drafts_to_release(user: User, wanted: ConditionFilter | None = None) -> "QuerySet[ConditionRecord]":
    """The drafts of the sales areas where a user may release; those for all areas only with the right in all."""
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    rows = listed_conditions(user, wanted) if wanted else visible_conditions(user)
    rows = rows.filter(status="draft")
    return rows if EVERYWHERE in scopes else rows.filter(sales_area__in=scopes)


def changes_of(drafts: Sequence[ConditionRecord]) -> list[DraftChange]:
    """These drafts beside what holds; one statement."""
    if not drafts:
        return []
    standing = list(standing_records({row.lookup for row in drafts}, min(row.valid_from for row in drafts)))
    return [_change(draft, standing) for draft in drafts]


def _change(draft: ConditionRecord, standing: Sequence[ConditionRecord]) -> DraftChange:
    held = tuple(
        one
        for one in standing
        if (one.lookup, one.sales_area_id, one.currency) == (draft.lookup, draft.sales_area_id, draft.currency)
        and one.valid_from <= draft.valid_to
        and one.valid_to >= draft.valid_from
    )
    return DraftChange(draft, held, largest_change([terms_of(one) for one in held], terms_of(draft)))
