"""Roles and faults in words."""

from django.utils.translation import gettext_lazy as _

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
