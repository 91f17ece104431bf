"""The kinds of subjects that can need an approval; the rooms that own them declare them in `AppConfig.ready`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """`verb` is the right to approve ("documents.approve_quotation"), `costs` the one to see costs;
    `page` and `link` are URL names: where a subject is decided by its key, and where the link of a mail leads.
    """

    verb: str
    costs: str
    page: str
    link: str


_kinds: dict[str, ApprovalKind] = {}


def declare_approval(kind: str, *, verb: str, costs: str, page: str, link: str) -> None:
    """Make a kind of subjects known."""
    _kinds[kind] = ApprovalKind(verb, costs, page, link)


def approval_of(kind: str) -> ApprovalKind:
    """What was declared of a kind. Raises KeyError where nothing was."""
    return _kinds[kind]
