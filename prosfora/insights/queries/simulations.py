"""Reads of runs and their results."""

from django.db.models import QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.insights.models import PriceEffect, PriceSimulation

VERB = "insights.display_simulation"
TOP = 10


def visible_simulations(user: User) -> "QuerySet[PriceSimulation]":
    """The runs of the user's sales areas, unordered."""
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    rows = PriceSimulation.objects.all()
    return rows if EVERYWHERE in scopes else rows.filter(sales_area__in=sorted(scopes))


def effects_of(simulation: PriceSimulation, kind: str) -> "QuerySet[PriceEffect]":
    """What a run says of each "customer" or "product"."""
    return PriceEffect.objects.filter(simulation=simulation, kind=kind)


def largest_effects(simulation: PriceSimulation, kind: str) -> list[PriceEffect]:
    """The customers or products on whom the change has the largest effect, up or down."""
    return list(effects_of(simulation, kind).filter(size__gt=0).order_by("-size", "id")[:TOP])
