"""Documents as tests want them, made by the real verbs."""

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import User


def a_quotation(*, owner: User, items: int = 2) -> SalesDocument:
    """A draft quotation of `items` lines in the owner's home sales area."""
    raise NotImplementedError


def an_inquiry(*, owner: User, items: int = 2) -> SalesDocument:
    """An open inquiry of `items` lines in the owner's home sales area."""
    raise NotImplementedError
