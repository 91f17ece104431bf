"""Reads about users and their rights."""

from prosfora.identity.models import User


def allows(user: User, verb: str, scope: str | None = None) -> bool:
    """Whether the user may do the verb ("documents.issue_quotation") in that sales area; None: in any."""
    return user.is_active and user.rights.allows(verb, scope)
