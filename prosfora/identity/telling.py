"""Roles, rights, verbs and faults in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import kind_of_verb
from prosfora.audit.telling import verb_words as told_words
from prosfora.identity.models import RoleGrant
from prosfora.identity.rules import Grant
from prosfora.identity.rules.people import Fault
from prosfora.identity.rules.rights import Role

ROLES = {
    Role.SELLER: _("Seller"),
    Role.SALES_LEAD: _("Sales lead"),
    Role.PRICING_CLERK: _("Pricing clerk"),
    Role.SALES_SUPPORT: _("Sales support"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}

_FAULTS = {
    Fault.BAD_USERNAME: _("Use letters, digits and . @ + - _ only, at most 150"),
    Fault.BAD_MAIL: _("This is not a mail address"),
    Fault.BAD_NAME: _("At most 150 characters that can be printed"),
    Fault.BAD_LANGUAGE: _("We answer in English or Greek"),
    Fault.BAD_TIME_ZONE: _("There is no such time zone; write it like Europe/Athens"),
    Fault.BAD_AREA: _("A sales area is written like GR01-10-00"),
}


def fault_sentence(fault: Fault) -> str:
    """What is wrong with a field, and what to do."""
    return str(_FAULTS[fault])


def role_word(role: str) -> str:
    """What a role is called."""
    return str(ROLES[Role(role)])


def verb_words(code: str) -> str:
    """A verb ("documents.issue_quotation") as the journal calls it, else its name as a sentence."""
    verb = code.partition(".")[2]
    return told_words(kind_of_verb(verb), verb)


def verb_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Verbs to choose from, room by room: in words, and the code that programs use."""
    return [(code, f"{verb_words(code)} · {code}") for code in sorted(codes)]


def right_words(right: Grant | RoleGrant) -> str:
    """A right in words: the role, or the single verb with its code."""
    return role_word(right.role) if right.role else f"{verb_words(right.verb)} · {right.verb}"


USER_WORDS = {
    "display_journal": _("Display the journal"),
    "display_user": _("Display users"),
    "create_user": _("Let in"),
    "change_user": _("User changed"),
    "change_account": _("Own settings changed"),
    "set_language": _("Language chosen"),
    "set_password": _("New password given"),
    "reset_factors": _("Second factors reset"),
    "deactivate_user": _("Shut out"),
    "reactivate_user": _("Let in again"),
    "note_sign_in": _("Signed in"),
    "refuse_sign_in": _("Wrong password"),
    "grant_role": _("Right given"),
    "revoke_role": _("Right taken back"),
    "issue_token": _("Token issued"),
    "revoke_token": _("Token revoked"),
    "touch_token": _("Use of a token noted"),
    "save_view": _("View saved"),
    "rename_view": _("View renamed"),
    "share_view": _("View shared or kept back"),
    "delete_view": _("View deleted"),
}
