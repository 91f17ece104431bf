"""Which parties a user sees."""

from django.db.models import Exists, OuterRef, QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.parties.models import Party, PartySalesArea


def visible_parties(user: User) -> "QuerySet[Party]":
    """The parties with data in a sales area where the user may display them; all for who may everywhere."""
    scopes = user.rights.scopes("parties.display_party")
    if EVERYWHERE in scopes:
        return Party.objects.all()
    return Party.objects.filter(
        Exists(PartySalesArea.objects.filter(party=OuterRef("pk"), sales_area__in=sorted(scopes)))
    )
