"""Statuses as they stand on a day, asked of the database: the job that notes expiry may be late, lists may not."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from prosfora.documents.rules.statuses import Status


def stored_statuses(wanted: Collection[str]) -> set[str]:
    """The stored statuses among which documents of the wanted ones are; empty for all."""
    found = set(wanted)
    return found | {Status.ISSUED} if Status.EXPIRED in found else found


def standing(wanted: Collection[str], today: date) -> Q:
    """What tells issued offers in force from those whose last day is over, where only one of them is wanted.

    To be asked beside `stored_statuses`.
    """
    over = Q(valid_until__lt=today)
    if set(wanted) == {Status.EXPIRED}:
        return over
    if set(wanted) == {Status.ISSUED}:
        return ~over
    if Status.ISSUED in wanted and Status.EXPIRED not in wanted:
        return ~(over & Q(status=Status.ISSUED))
    if Status.EXPIRED in wanted and Status.ISSUED not in wanted:
        return ~(~over & Q(status=Status.ISSUED))
    return Q()
