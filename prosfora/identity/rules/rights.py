"""Who may do what: roles, the verbs each role holds, and rights per sales area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DISPLAY = "display_"
EVERYWHERE = ""  # the scope that covers every sales area


class Role(StrEnum):
    SELLER = "seller"
    SALES_LEAD = "sales_lead"
    PRICING_CLERK = "pricing_clerk"
    SALES_SUPPORT = "sales_support"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ALL_ROLES = frozenset(Role)
_verbs: dict[str, frozenset[Role]] = {}


def declare_verbs(verbs: Mapping[str, Iterable[Role]]) -> None:
    """Make a room's verbs known ("documents.issue_quotation" → the roles that hold it); called once, at start-up."""
    for verb, roles in verbs.items():
        _verbs[verb] = frozenset(roles)


def declared_verbs() -> Mapping[str, frozenset[Role]]:
    """Every verb of the product with the roles that hold it."""
    return _verbs


@dataclass(frozen=True, slots=True)
class Grant:
    """A right of one user: a whole role, or a single verb, in one sales area or everywhere."""

    scope: str
    role: Role | None = None
    verb: str = ""

    def covers(self, verb: str) -> bool:
        return self.verb == verb if self.role is None else self.role in _verbs.get(verb, frozenset())


@dataclass(frozen=True, slots=True)
class Rights:
    """All rights of one user, asked without a query."""

    grants: tuple[Grant, ...] = ()
    limited_to: frozenset[str] | None = None  # an API token's scopes: verbs it may do; None for no limit
    _known: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def scopes(self, verb: str) -> frozenset[str]:
        """The sales areas in which the verb is allowed; EVERYWHERE ("") stands for all of them."""
        if verb not in self._known:
            open_to_token = self.limited_to is None or verb in self.limited_to
            self._known[verb] = frozenset(g.scope for g in self.grants if open_to_token and g.covers(verb))
        return self._known[verb]

    def displays(self) -> dict[str, frozenset[str]]:
        """The kinds of records the user may see ("quotation") and where: the verbs called `<room>.display_<kind>`."""
        kinds: dict[str, frozenset[str]] = {}
        for verb in _verbs:
            name = verb.partition(".")[2]
            if name.startswith(DISPLAY) and (scopes := self.scopes(verb)):
                kinds[name.removeprefix(DISPLAY)] = scopes
        return kinds

    def allows(self, verb: str, scope: str | None = None) -> bool:
        """Whether the verb is allowed in that sales area; with scope None, in any."""
        scopes = self.scopes(verb)
        return bool(scopes) if scope is None else EVERYWHERE in scopes or scope in scopes


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a user may do a verb in a sales area, and why."""

    is_allowed: bool
    because: tuple[Grant, ...]  # the rights that allow it
    holders: tuple[Role, ...]  # the roles that would
    elsewhere: tuple[Grant, ...]  # the user's rights that allow it in other sales areas only


def explain(grants: Iterable[Grant], verb: str, scope: str) -> Answer:
    """The reasons for and against, as an administrator wants to hear them. A blank `scope` asks for everywhere."""
    covering = [grant for grant in grants if grant.covers(verb)]
    because = tuple(grant for grant in covering if grant.scope in (EVERYWHERE, scope))
    elsewhere = tuple(grant for grant in covering if grant not in because)
    holders = tuple(sorted(_verbs.get(verb, frozenset())))
    return Answer(bool(because), because, holders, elsewhere)
