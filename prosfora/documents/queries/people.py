"""Who is, and who can be made, responsible for a document."""

from django.db.models import Q

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import EVERYWHERE, Role

SELLING = (Role.SELLER, Role.SALES_LEAD, Role.SALES_SUPPORT)


def possible_responsibles(document: SalesDocument) -> list[tuple[str, str]]:
    """User names with full names of those who sell in the document's area, and of whoever is responsible now; one
    query.
    """
    selling = RoleGrant.objects.filter(role__in=SELLING, scope__in=(EVERYWHERE, document.sales_area_id))
    rows = User.objects.filter(Q(pk__in=selling.values("user"), is_active=True) | Q(pk=document.responsible_id))
    return [(user.username, str(user)) for user in rows.order_by("last_name", "first_name", "username")]


def listed_responsibles(user: User, category: str) -> list[tuple[int, str, str]]:
    """Id, user name and full name of those who sell where the user may read such documents; one query."""
    scopes = user.rights.scopes(f"documents.display_{category}")
    selling = RoleGrant.objects.filter(role__in=SELLING)
    if EVERYWHERE not in scopes:
        selling = selling.filter(scope__in=[EVERYWHERE, *sorted(scopes)])
    rows = User.objects.filter(pk__in=selling.values("user"))
    return [(row.pk, row.username, str(row)) for row in rows.order_by("last_name", "first_name", "username")]
