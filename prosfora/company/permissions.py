"""Who may do what to our own side: everybody who works reads it, administrators change it."""

from django.db import models
from django.utils.translation import gettext as _

from prosfora.company.models import Attribute
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import ALL_ROLES, Role
from prosfora.kit.errors import Forbidden, NotVisible

_ADMINISTRATORS = (Role.ADMINISTRATOR,)

VERBS: dict[str, tuple[Role, ...]] = {
    "company.display_company": tuple(sorted(ALL_ROLES)),
    **dict.fromkeys(
        (
            "company.set_up_company",
            "company.change_company",
            "company.change_logo",
            "company.create_sales_organisation",
            "company.create_sales_area",
            "company.change_sales_area",
            "company.create_office",
            "company.change_office",
            "company.create_plant",
            "company.change_plant",
            "company.create_calendar",
            "company.change_calendar",
            "company.create_number_range",
            "company.set_exchange_rate",
            "company.create_payment_terms",
            "company.change_payment_terms",
            "company.create_reason",
            "company.change_reason",
            "company.create_attribute",
            "company.change_attribute",
        ),
        _ADMINISTRATORS,
    ),
}


def company_to(verb: str, *, user: User) -> None:
    """Whether the user may do a verb of this room ("change_company"). Raises NotVisible, Forbidden."""
    if not allows(user, "company.display_company"):
        raise NotVisible(_("There is nothing here"))
    if not allows(user, f"company.{verb}"):
        raise Forbidden(_("Only administrators may do that"))


def row_to[Row: models.Model](verb: str, model: type[Row], *, user: User, key: str) -> Row:
    """A row of the company's tables, by its key, for a verb ("change_plant"). Raises NotVisible, Forbidden."""
    company_to(verb, user=user)
    row = None if "\x00" in key else model._default_manager.filter(pk=key).first()
    if row is None:
        raise NotVisible(_("There is no “%(key)s”") % {"key": key})
    return row


def attribute_to(verb: str, *, user: User, subject: str, code: str) -> Attribute:
    """An own attribute of customers or products, for a verb. Raises NotVisible, Forbidden."""
    company_to(verb, user=user)
    row = Attribute.objects.filter(subject=subject, code=code).first() if code.isalnum() else None
    if row is None:
        raise NotVisible(_("There is no “%(key)s”") % {"key": code})
    return row
