"""Who may decide a step: four eyes, roles per sales area, and who stands in for whom."""

from collections.abc import Collection, Mapping, Sequence

from prosfora.approvals.rules.needs import Approver


def decides_as(
    approver: Approver, *, user: int, givers: Sequence[int], roles: Mapping[int, Collection[str]],
    authors: Collection[int],
) -> int | None:  # fmt: skip
    """As whom a user decides a step: himself, or somebody who delegated to him; None where he may not.

    `roles` are the roles that each person holds in the subject's sales area. Who had a hand in the subject (`authors`)
    decides nothing about it, neither himself nor through somebody who stands in for him.
    """
    if user in authors:
        return None
    return next((person for person in (user, *givers) if person not in authors and _is(approver, person, roles)), None)


def _is(approver: Approver, person: int, roles: Mapping[int, Collection[str]]) -> bool:
    return approver.person == person if approver.person is not None else approver.role in roles.get(person, ())
