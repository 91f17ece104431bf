"""Reads about companies, sales areas, offices and plants."""

from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE


def areas_for(user: User, verb: str) -> list[SalesArea]:
    """The sales areas in which the user may do the verb ("documents.create_quotation"), by code."""
    scopes = user.rights.scopes(verb)
    rows = SalesArea.objects.order_by("code")
    return list(rows if EVERYWHERE in scopes else rows.filter(code__in=scopes))
