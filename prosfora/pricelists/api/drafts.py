"""Releasing drafts of condition records, for programs."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import Field, Router, Schema

from prosfora.identity.requests import UserRequest
from prosfora.kit.api import etag, expected_version
from prosfora.pricelists import services
from prosfora.pricelists.permissions import drafts_to
from prosfora.pricing.api.conditions import Condition

router = Router()
MOST = 200  # drafts at once


class SeenDraft(Schema):
    """A draft as it was seen: its id and version."""

    id: int = Field(ge=1, lt=10**18)
    version: int = Field(ge=1, lt=10**9)


class ChosenDrafts(Schema):
    """The drafts to be released together."""

    conditions: list[SeenDraft] = Field(min_length=1, max_length=MOST)


@router.post("/conditions/release_conditions", response=list[Condition], summary="Release several drafts of prices")
def release_conditions(request: UserRequest, payload: ChosenDrafts) -> list[dict[str, Any]]:
    """Let drafts hold from their first days on, all of them or none."""
    versions = {seen.id: seen.version for seen in payload.conditions}
    drafts = drafts_to("release_condition", user=request.user, ids=versions)
    released = services.release_condition(conditions=drafts, by=request.user, at=request.now, versions=versions)
    return [Condition.of(row) for row in released]


@router.post("/conditions/{int:condition_id}/release_condition", summary="Release a draft of a price")
def release_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """Let a draft hold from its first day on, laid over what stands."""
    drafts = drafts_to("release_condition", user=request.user, ids=[condition_id])
    version = expected_version(request)
    seen = {} if version is None else {condition_id: version}
    released = services.release_condition(conditions=drafts, by=request.user, at=request.now, versions=seen)[0]
    headers = {"ETag": etag(released.version), "Location": f"/api/v1/conditions/{released.pk}"}
    return JsonResponse(Condition.of(released), headers=headers)
