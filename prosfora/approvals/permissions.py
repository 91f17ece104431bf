"""Who may do what with approval rules and delegations; the loaders that ask.

The right to decide about a subject is that subject's own ("documents.approve_quotation"), together with a step.
"""

from django.utils.translation import gettext as _

from prosfora.approvals.models import ApprovalRule, Delegation
from prosfora.approvals.queries.in_force import visible_rules
from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import ALL_ROLES, EVERYWHERE, Role
from prosfora.kit.errors import Forbidden, NotVisible

EVERYBODY = tuple(sorted(ALL_ROLES))
DECIDERS = tuple(sorted(ALL_ROLES - {Role.AUDITOR}))  # whom a rule may name
RULERS = (Role.SALES_LEAD, Role.ADMINISTRATOR)
VERBS: dict[str, tuple[Role, ...]] = {
    "approvals.display_approval": EVERYBODY,
    "approvals.display_approval_rule": (*RULERS, Role.AUDITOR),
    "approvals.create_approval_rule": RULERS,
    "approvals.change_approval_rule": RULERS,
    "approvals.retire_approval_rule": RULERS,
    "approvals.install_approval_defaults": (Role.ADMINISTRATOR,),
    "approvals.delegate_approvals": DECIDERS,
    "approvals.delegate_for_others": (Role.ADMINISTRATOR,),
    "approvals.end_delegation": DECIDERS,
}


def may(verb: str, *, user: User, scope: str | None = None) -> None:
    """Whether a user may do a verb of this room in a sales area; None: in any. Raises NotVisible, Forbidden."""
    if not allows(user, f"approvals.{verb}", scope):
        raise Forbidden(_("This is not yours to do")) if verb.startswith("install") else NotVisible("")


def rule_to(verb: str, *, user: User, code: str) -> ApprovalRule:
    """A rule for a verb; one of all sales areas is decided by whoever holds the right in all.

    Raises NotVisible, Forbidden.
    """
    rule = visible_rules(user).filter(code=code if code.isprintable() else "").first()
    if rule is None:
        raise NotVisible(_("There is no approval rule %(code)s for you") % {"code": code[:20]})
    _may_rule(verb, user, rule.sales_area_id)
    return rule


def area_to(verb: str, *, user: User, code: str) -> SalesArea | None:
    """The sales area of a rule to be made; blank is all of them. Raises NotVisible, Forbidden."""
    if not allows(user, f"approvals.{verb}"):
        raise NotVisible("")
    area = SalesArea.objects.filter(pk=code).first() if code and "\0" not in code else None
    if code and (area is None or not allows(user, "approvals.display_approval_rule", code)):
        raise NotVisible(_("There is no sales area %(code)s for you.") % {"code": code[:20]}, "sales_area")
    _may_rule(verb, user, area.pk if area else None)
    return area


def _may_rule(verb: str, user: User, area: str | None) -> None:
    if not allows(user, f"approvals.{verb}", EVERYWHERE if area is None else area):
        raise Forbidden(
            _("This is not yours to do in sales area %(area)s") % {"area": area or "*"}, "sales_area"
        )  # fmt: skip


def giver_to(*, user: User, username: str) -> User:
    """For whom approvals are delegated: oneself, or anybody for who may do so. Raises Forbidden, NotVisible."""
    may("delegate_approvals", user=user)
    if username in ("", user.username):
        return user
    if not allows(user, "approvals.delegate_for_others"):
        raise Forbidden(_("You delegate your own approvals only; ask an administrator"), "giver")
    return person_named(username, "giver")


def person_named(username: str, field: str) -> User:
    """An active user by name. Raises NotVisible."""
    found = User.objects.filter(username=username if username.isprintable() else "", is_active=True).first()
    if found is None:
        raise NotVisible(_("There is no user “%(value)s”") % {"value": username[:60]}, field)
    return found


def delegation_to(verb: str, *, user: User, delegation_id: int) -> Delegation:
    """A delegation of one's own, or any for who may act for others. Raises NotVisible."""
    may(verb, user=user)
    found = Delegation.objects.select_related("giver", "taker").filter(pk=delegation_id).first()
    if found is None or (found.giver_id != user.pk and not allows(user, "approvals.delegate_for_others")):
        raise NotVisible(_("There is no such delegation for you"))
    return found
