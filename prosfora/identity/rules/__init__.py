"""Who may do what, and what a user may be called."""

from prosfora.identity.rules.rights import (
    ALL_ROLES,
    EVERYWHERE,
    Answer,
    Grant,
    Rights,
    Role,
    declare_verbs,
    declared_verbs,
    explain,
)

__all__ = [
    "ALL_ROLES",
    "EVERYWHERE",
    "Answer",
    "Grant",
    "Rights",
    "Role",
    "declare_verbs",
    "declared_verbs",
    "explain",
]
