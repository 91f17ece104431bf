"""Who on our side looks after parties."""

from django.db.models import QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE, Role

_LOOK_AFTER = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD)


def responsible_people(user: User) -> "QuerySet[User]":
    """The active colleagues who may be responsible for a party in the user's sales areas, by name."""
    scopes = user.rights.scopes("parties.display_party")
    people = User.objects.filter(is_active=True, grants__role__in=_LOOK_AFTER)
    if EVERYWHERE not in scopes:
        people = people.filter(grants__scope__in=[*sorted(scopes), EVERYWHERE])
    return people.distinct().order_by("last_name", "first_name", "username")
