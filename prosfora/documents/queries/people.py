"""Who can be made responsible for a document."""

from django.db.models import Q

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import EVERYWHERE, Role


def possible_responsibles(document: SalesDocument) -> list[tuple[str, str]]:
    """User names with full names of those who sell in the document's area, and of whoever is responsible now; one
    query.
    """
    selling = RoleGrant.objects.filter(
        role__in=(Role.SELLER, Role.SALES_LEAD, Role.SALES_SUPPORT), scope__in=(EVERYWHERE, document.sales_area_id)
    )
    rows = User.objects.filter(Q(pk__in=selling.values("user"), is_active=True) | Q(pk=document.responsible_id))
    return [(user.username, str(user)) for user in rows.order_by("last_name", "first_name", "username")]
