"""Whether the set-up of prices is right, for programs."""

from typing import Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from prosfora.identity.requests import UserRequest
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page
from prosfora.kit.clock import today
from prosfora.pricing.api.conditions import Condition
from prosfora.pricing.permissions import may_check_setup
from prosfora.pricing.queries.doubtful import CHECKS, doubtful_records
from prosfora.pricing.queries.setup import setup_findings
from prosfora.pricing.rules.setup import Finding
from prosfora.pricing.telling_setup import reason_of, remedy_of

router = Router()


class SetupFinding(Schema):
    """Something wrong or doubtful in the set-up: where, how bad, why, and what to do."""

    code: str
    severity: str
    kind: str
    place: str
    number: int | None
    column: int | None  # of a formula
    reason: str
    remedy: str


class DoubtfulQuery(Schema):
    """Which check, and which page of what it finds."""

    check: Literal[*CHECKS] = next(iter(CHECKS))  # type: ignore[valid-type]  # their names; by itself the first
    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(PAGE_LIMIT, ge=1, le=200)


def finding_json(found: Finding) -> dict[str, Any]:
    """A finding as programs read it."""
    return {
        "code": found.code,
        "severity": found.severity,
        "kind": found.kind,
        "place": found.place,
        "number": found.number,
        "column": found.number if found.kind == "formula" else found.column,
        "reason": reason_of(found),
        "remedy": remedy_of(found),
    }


@router.get("/conditions/check_setup", response=list[SetupFinding], summary="Check the set-up of prices")
def check_setup(request: UserRequest) -> list[dict[str, Any]]:
    """What is wrong or doubtful in types, accesses, procedures and taxes, errors first."""
    may_check_setup(request.user)
    return [finding_json(found) for found in setup_findings(request.user, today(request.now))]


@router.get("/conditions/doubtful", response=Page[Condition], summary="The records that a check of the set-up doubts")
def list_doubtful_prices(request: UserRequest, wanted: Query[DoubtfulQuery]) -> dict[str, Any]:
    """Condition records that one check doubts, one page."""
    may_check_setup(request.user)
    rows = doubtful_records(wanted.check, user=request.user, today=today(request.now))
    order = ("condition_type_id", "lookup", "id")
    found, following = cursor_page(rows, order=order, cursor=wanted.cursor, limit=wanted.limit)
    return {"items": [Condition.of(row) for row in found], "next_cursor": following}
