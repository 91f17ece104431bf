"""What the journal calls this room's records and verbs."""

from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.company import models
from prosfora.identity.models import User
from prosfora.identity.queries import allows

KINDS = (
    ("company", _("Company"), models.Company),
    ("sales_organisation", _("Sales organisation"), models.SalesOrganisation),
    ("sales_area", _("Sales area"), models.SalesArea),
    ("office", _("Sales office"), models.SalesOffice),
    ("plant", _("Plant"), models.Plant),
    ("calendar", _("Calendar"), models.FactoryCalendar),
    ("number_range", _("Number range"), models.NumberRange),
    ("exchange_rate", _("Exchange rate"), models.ExchangeRate),
    ("payment_terms", _("Payment terms"), models.PaymentTerms),
    ("reason", _("Reason"), models.Reason),
    ("attribute", _("Attribute"), models.Attribute),
)
VERB_WORDS = {
    "display_company": _("Display company"),
    "set_up_company": _("Company set up"),
    "change_company": _("Letterhead changed"),
    "change_logo": _("Logo changed"),
    "create_sales_organisation": _("Sales organisation opened"),
    "create_sales_area": _("Sales area opened"),
    "change_sales_area": _("Sales area changed"),
    "create_office": _("Sales office opened"),
    "change_office": _("Sales office changed"),
    "create_plant": _("Plant opened"),
    "change_plant": _("Plant changed"),
    "create_calendar": _("Calendar opened"),
    "change_calendar": _("Calendar changed"),
    "create_number_range": _("Number range opened"),
    "set_exchange_rate": _("Rate set"),
    "create_payment_terms": _("Payment terms opened"),
    "change_payment_terms": _("Payment terms changed"),
    "create_reason": _("Reason opened"),
    "change_reason": _("Reason changed"),
    "create_attribute": _("Attribute declared"),
    "change_attribute": _("Attribute changed"),
}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    for kind, name, model in KINDS:
        declare_kind(kind, name=name, models=(model,), verbs=VERB_WORDS, sees=_sees)


def _sees(user: User, _key: str) -> bool:
    return allows(user, "company.display_company")
