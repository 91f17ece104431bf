"""How offers are followed up: the rules of their sales areas, what was extended, what reminded, what is dead."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from prosfora.audit.models import JournalEntry
from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument, SentReminder, ValidityRule
from prosfora.documents.queries.lists import DocumentFilter, listed_documents
from prosfora.documents.rules.statuses import Status
from prosfora.documents.rules.validity import Audience, Kind, Planned, Reminder, ValidityTerms, planned
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Extension:
    """One longer validity: from which last day to which, by whom, when and why."""

    before: dt.date
    until: dt.date
    by: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FollowingUp:
    """What the offer's page says about its validity: extensions, reminders that went out, those to come."""

    extensions: tuple[Extension, ...]
    reminders: tuple[SentReminder, ...]
    planned: tuple[Planned, ...]


def terms_of(areas: Iterable[str]) -> dict[str, ValidityTerms]:
    """How offers of these sales areas are followed up: their own rule, that of all, else what holds without any."""
    wanted = set(areas)
    known = {rule.sales_area: _terms(rule) for rule in ValidityRule.objects.filter(sales_area__in={*wanted, ""})}
    usual = known.get("", ValidityTerms())
    return {area: known.get(area, usual) for area in wanted}


def terms_for(area: str) -> ValidityTerms:
    """How offers of a sales area are followed up; blank for those without a rule of their own. One statement."""
    return terms_of([area])[area]


def following_up(document: SalesDocument, *, today: dt.date) -> FollowingUp:
    """What became of an offer since it was issued; three statements."""
    entries = JournalEntry.objects.filter(kind=document.category, key=document.number, verb="extend_validity")
    sent = list(SentReminder.objects.filter(document=document).order_by("pk"))
    had = {(one.kind, one.audience) for one in sent if one.last_day == document.valid_until}
    coming = planned(
        terms_for(document.sales_area_id), silent_since=document.silent_since, valid_to=document.valid_to, sent=had,
        today=today,
    )  # fmt: skip
    return FollowingUp(
        tuple(
            Extension(*_days(entry.changes["valid_to"]), entry.actor, entry.at, entry.reason)
            for entry in entries.order_by("sequence")
        ),
        tuple(sent),
        tuple(coming) if document.status == Status.ISSUED else (),
    )


def due_reminders(area: str, reminder: Reminder, *, today: dt.date) -> "QuerySet[SalesDocument]":
    """The offers in force of a sales area that nobody answered, whose reminder of a kind has come and was not planned
    yet for this last day; unordered.
    """
    had = SentReminder.objects.filter(document=OuterRef("pk"), kind=reminder.kind, last_day=OuterRef("valid_until"))
    rows = SalesDocument.objects.filter(
        ~Exists(had), category="quotation", status=Status.ISSUED, sales_area=area, valid_until__gte=today
    )
    days = dt.timedelta(days=reminder.days)
    if reminder.kind == Kind.BEFORE_EXPIRY:
        return rows.filter(silent_since__isnull=False, valid_until__lte=today + days)
    return rows.filter(silent_since__lte=today - days)


def dead_offers(user: User, wanted: DocumentFilter, *, today: dt.date) -> "QuerySet[SalesDocument]":
    """The offers that a filter leaves and that are proposed for closing, where the user may close them: those expired
    long ago, and those in force that the customer has been silent about for long. One statement before the list's.
    """
    scopes = user.rights.scopes("documents.close_dead_offers")
    areas = SalesArea.objects.values_list("pk", flat=True)
    open_to = list(areas if EVERYWHERE in scopes else areas.filter(pk__in=sorted(scopes)))
    return listed_documents(user, "quotation", wanted, today=today).filter(is_dead(open_to, today=today))


def is_dead(areas: Collection[str], *, today: dt.date) -> Q:
    """What makes an offer of these sales areas dead, by the rule of each."""
    alike: dict[tuple[int, int], list[str]] = defaultdict(list)
    for area, terms in terms_of(areas).items():
        alike[terms.expired_for_days, terms.silent_for_days].append(area)
    found = Q(pk__in=[])
    for (expired_for, silent_for), some in alike.items():
        over = Q(status__in=(Status.ISSUED, Status.EXPIRED), valid_until__lt=today - dt.timedelta(days=expired_for))
        silent = Q(
            status=Status.ISSUED, valid_until__gte=today, silent_since__lte=today - dt.timedelta(days=silent_for)
        )
        found |= Q(sales_area__in=sorted(some)) & (over | silent)
    return found


def _days(change: Sequence[str]) -> tuple[dt.date, dt.date]:
    before, until = change
    return dt.date.fromisoformat(before), dt.date.fromisoformat(until)


def _terms(rule: ValidityRule) -> ValidityTerms:
    given = (
        (Kind.BEFORE_EXPIRY, rule.before_expiry_days, rule.before_expiry_responsible, rule.before_expiry_customer),
        (Kind.AFTER_SILENCE, rule.after_silence_days, rule.after_silence_responsible, rule.after_silence_customer),
    )
    reminders = []
    for kind, days, *chosen in given:
        sides = tuple(side for side, is_chosen in zip(Audience, chosen, strict=True) if is_chosen)
        if days is not None and sides:
            reminders.append(Reminder(kind, days, sides))
    return ValidityTerms(
        rule.follow_up_days, rule.extend_within_days, rule.expired_for_days, rule.silent_for_days, tuple(reminders)
    )
