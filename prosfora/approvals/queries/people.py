"""Who may decide what: roles per sales area, and who stands in for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from prosfora.approvals.models import ApprovalStep, Delegation
from prosfora.approvals.rules.deciding import decides_as
from prosfora.approvals.rules.needs import Approver
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE

type RolesOf = dict[int, set[str]]


@dataclass(frozen=True, slots=True)
class Hats:
    """A user with those who delegated to him, and the roles of all of them, each with its sales area."""

    user: int
    givers: tuple[int, ...]
    grants: tuple[tuple[int, str, str], ...]  # person, role, sales area

    def roles_in(self, scope: str) -> RolesOf:
        """The roles of each person in a sales area."""
        found: RolesOf = defaultdict(set)
        for person, role, area in self.grants:
            if area in (EVERYWHERE, scope):
                found[person].add(role)
        return found


def delegations_in_force(today: date) -> "QuerySet[Delegation]":
    """Who stands in for whom today."""
    return Delegation.objects.filter(starts__lte=today, ends__gte=today, ended_at=None, giver__is_active=True)


def hats_of(user: User, today: date) -> Hats:
    """The hats of a user; one statement, two where somebody delegated to him."""
    givers = tuple(delegations_in_force(today).filter(taker=user).order_by("pk").values_list("giver", flat=True))
    own = tuple((user.pk, grant.role.value, grant.scope) for grant in user.rights.grants if grant.role is not None)
    rows = RoleGrant.objects.filter(user__in=givers).exclude(role="").values_list("user", "role", "scope")
    return Hats(user.pk, givers, (*own, *rows) if givers else own)


def acting_as(step: ApprovalStep, hats: Hats, authors: Collection[int]) -> int | None:
    """As whom somebody decides a step of a request; None where he may not."""
    return decides_as(
        step.approver, user=hats.user, givers=hats.givers, roles=hats.roles_in(step.request.scope), authors=authors
    )


def deciders(
    approver: Approver, *, scope: str, verb: str, authors: Collection[int], today: date
) -> list[User]:  # fmt: skip
    """Everybody who may decide a step now, by name: who holds it, and who stands in. Three statements."""
    holding = Q(pk=approver.person) if approver.person else _holding(approver.role, scope)
    holders = list(User.objects.filter(holding).exclude(pk__in=authors).values_list("pk", flat=True).distinct())
    takers = delegations_in_force(today).filter(giver__in=holders).values_list("taker", flat=True)
    wanted = {*holders, *takers} - {*authors}
    people = User.objects.filter(pk__in=wanted, is_active=True).prefetch_related("grants").order_by("username")
    return [user for user in people if allows(user, verb, scope)]


def _holding(role: str, scope: str) -> Q:
    return Q(grants__role=role, grants__scope__in=[EVERYWHERE, scope])


def may_stand_in(users: Iterable[User], verb: str) -> list[User]:
    """Those of some users who may approve anywhere at all."""
    return [user for user in users if allows(user, verb)]
