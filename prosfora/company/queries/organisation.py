"""Reads about companies, sales areas, offices and plants."""

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from prosfora.company.models import (
    ExchangeRate,
    FactoryCalendar,
    NumberRange,
    PaymentTerms,
    Plant,
    Reason,
    SalesArea,
    SalesOffice,
    SalesOrganisation,
)
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE


def areas_for(user: User, verb: str) -> list[SalesArea]:
    """The sales areas in which the user may do the verb ("documents.create_quotation"), by code."""
    scopes = user.rights.scopes(verb)
    rows = SalesArea.objects.order_by("code")
    return list(rows if EVERYWHERE in scopes else rows.filter(code__in=scopes))


def sales_areas() -> "QuerySet[SalesArea]":
    """All sales areas by code, with their usual plants."""
    return SalesArea.objects.select_related("plant").order_by("code")


def organisations() -> "QuerySet[SalesOrganisation]":
    """All sales organisations by code, with their companies."""
    return SalesOrganisation.objects.select_related("company").order_by("code")


def offices() -> "QuerySet[SalesOffice]":
    """All sales offices by code, with areas and staff."""
    return SalesOffice.objects.prefetch_related("areas", "staff").order_by("code")


def plants() -> "QuerySet[Plant]":
    """All plants by code, with their calendars."""
    return Plant.objects.select_related("calendar").order_by("code")


def places() -> list[tuple[str, str, int]]:
    """The tables of our own side: URL name, what it is called, how many rows it has."""
    tables: list[tuple[str, str, type[Model]]] = [
        ("list_sales_areas", _("Sales areas and offices"), SalesArea),
        ("list_plants", _("Plants"), Plant),
        ("list_calendars", _("Calendars"), FactoryCalendar),
        ("list_number_ranges", _("Number ranges"), NumberRange),
        ("list_exchange_rates", _("Exchange rates"), ExchangeRate),
        ("list_payment_terms", _("Payment terms"), PaymentTerms),
        ("list_reasons", _("Reasons"), Reason),
    ]
    return [(name, label, model._default_manager.count()) for name, label, model in tables]
