"""The one call by which pages change an inquiry or a quotation."""

from typing import Any

from prosfora.documents import services
from prosfora.documents.models import SalesDocument
from prosfora.identity.requests import UserRequest


def change(request: UserRequest, document: SalesDocument, **wish: Any) -> list[int]:
    """Change a document by the verb of its kind; the positions of the rows that were stored anew."""
    told: dict[str, Any] = {"by": request.user, "at": request.now, "version": seen_version(request)}
    if document.category == "inquiry":
        return services.change_inquiry(inquiry=document, **wish, **told)
    return services.change_quotation(quotation=document, **wish, **told)


def seen_version(request: UserRequest) -> int | None:
    """The version the page was made from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None
