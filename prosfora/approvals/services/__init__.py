"""Verbs of this room; what documents call to ask and decide is in `asking` and `deciding`."""

from prosfora.approvals.services.approval_rules import (
    change_approval_rule,
    create_approval_rule,
    retire_approval_rule,
)
from prosfora.approvals.services.defaults import install_approval_defaults
from prosfora.approvals.services.delegations import delegate_approvals, end_delegation

__all__ = [
    "change_approval_rule",
    "create_approval_rule",
    "delegate_approvals",
    "end_delegation",
    "install_approval_defaults",
    "retire_approval_rule",
]
