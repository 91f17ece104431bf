"""What was asked about subjects, and what waits for whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from prosfora.approvals.models import APPROVED, RECALLED, WAITING, ApprovalRequest, ApprovalStep
from prosfora.approvals.queries.people import Hats, hats_of
from prosfora.approvals.rules.facts import Facts, facts_from_stored
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Kept:
    """A request with the rules it was asked for and the facts it is about."""

    request: ApprovalRequest
    rules: frozenset[str]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a subject: the approvals given since it was returned last, and what waits."""

    approved: tuple[Kept, ...] = ()
    waiting: Kept | None = None


NOTHING = Standing()


def standing_approvals(kind: str, keys: Collection[str]) -> dict[str, Standing]:
    """What holds for each of some subjects; one statement. Subjects nobody asked about are left out."""
    rows = ApprovalRequest.objects.filter(kind=kind, key__in=keys).exclude(outcome=RECALLED).order_by("pk")
    found: dict[str, Standing] = {}
    for row in rows:
        before = found.get(row.key, NOTHING)
        if row.outcome == APPROVED:
            found[row.key] = Standing((*before.approved, _kept(row)))
        elif row.outcome == WAITING:
            found[row.key] = Standing(before.approved, _kept(row))
        else:
            found[row.key] = NOTHING
    return found


def _kept(request: ApprovalRequest) -> Kept:
    rules = frozenset(reason["rule"] for reason in request.reasons)
    return Kept(request, rules, facts_from_stored(request.facts))


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its steps in order."""

    request: ApprovalRequest
    steps: tuple[ApprovalStep, ...]

    @property
    def is_waiting(self) -> bool:
        return self.request.outcome == WAITING


def asked_about(kind: str, key: str) -> list[Asked]:
    """Everything asked about a subject, the latest first; two statements."""
    requests = list(ApprovalRequest.objects.filter(kind=kind, key=key).select_related("asked_by").order_by("-pk"))
    rows = ApprovalStep.objects.filter(request__in=requests).select_related("person", "decided_by", "decided_for")
    by_request: dict[int, list[ApprovalStep]] = {request.pk: [] for request in requests}
    known = {request.pk: request for request in requests}
    for step in rows.order_by("place", "pk") if requests else ():
        step.request = known[step.request_id]
        by_request[step.request_id].append(step)
    return [Asked(request, tuple(by_request[request.pk])) for request in requests]


def waiting_request(kind: str, key: str) -> ApprovalRequest | None:
    """The request about a subject that waits for a decision."""
    return ApprovalRequest.objects.filter(kind=kind, key=key, outcome=WAITING).first()


def step_of(step_id: int) -> ApprovalStep | None:
    """A step with its request."""
    return ApprovalStep.objects.select_related("request", "person").filter(pk=step_id).first()


def authors_of(request: ApprovalRequest) -> set[int]:
    """Who had a hand in the subject, so that he decides nothing about it."""
    return set(request.authors.values_list("pk", flat=True))


def open_steps(request: ApprovalRequest) -> list[ApprovalStep]:
    """The steps of a request that can be decided now."""
    rows = request.steps.filter(decision="", opened_at__isnull=False).select_related("person", "request")
    return list(rows.order_by("place", "pk")) if request.outcome == WAITING else []


def waiting_for(hats: Hats) -> "QuerySet[ApprovalStep]":
    """The steps that somebody can decide now, himself or for those who delegated to him."""
    rows = ApprovalStep.objects.filter(decision="", opened_at__isnull=False, request__outcome=WAITING)
    rows = rows.exclude(request__in=_had_a_hand(hats.user)).filter(_held_by(hats))
    return rows.select_related("request__asked_by", "person")


def can_decide(request: ApprovalRequest, user: User, today: date) -> bool:
    """Whether a step of this request waits for a user, himself or for somebody he stands in for."""
    return waiting_for(hats_of(user, today)).filter(request=request).exists()


def _held_by(hats: Hats) -> Q:
    """What those whose hats these are may decide; through a delegation nothing that its giver had a hand in."""
    found = Q(pk__in=[])
    for person in (hats.user, *hats.givers):
        theirs = Q(person=person) | _roles([(role, area) for who, role, area in hats.grants if who == person])
        found |= theirs & ~Q(request__in=_had_a_hand(person))
    return found


def _had_a_hand(person: int) -> "QuerySet[ApprovalRequest]":
    return ApprovalRequest.objects.filter(authors=person, outcome=WAITING)


def _roles(grants: Sequence[tuple[str, str]]) -> Q:
    found = Q(pk__in=[])
    for role, area in grants:
        found |= Q(role=role) if area == EVERYWHERE else Q(role=role, request__scope=area)
    return found
