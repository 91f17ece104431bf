"""What the verbs of this room refuse, each with a sentence the user can act on."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.queries import last_change
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.kit.writing import moment
from prosfora.parties.models import Party
from prosfora.parties.rules.checks import Fault, Problem


class PartyNotValid(Refused):
    """Some fields cannot be stored as given; `problems` says which and why."""


class NumberTaken(Refused):
    """The number is another party's, or none that a party can have."""


class UnknownSalesArea(Refused):
    """There is no such sales area, or the party has no data in it."""


class UnknownPartner(Refused):
    """A partner function names a party that is not there."""


class BadHierarchy(Refused):
    """A customer would stand under itself, too deep, or on days in disorder."""


class AlreadyRelated(Refused):
    """The two parties stand in this relation already."""


_SENTENCES = {
    Fault.MISSING: gettext_lazy("Please fill this in"),
    Fault.TOO_LONG: gettext_lazy("Too long: at most %(value)s characters"),
    Fault.BAD_CHARACTER: gettext_lazy("Holds characters that cannot be printed; type it again"),
    Fault.NO_ATTRIBUTE: gettext_lazy("“%(value)s” is no attribute with a value it may have; write BRANCH=HOTEL"),
    Fault.UNKNOWN_CHOICE: gettext_lazy("“%(value)s” is not one of the choices"),
    Fault.BAD_VAT: gettext_lazy("“%(value)s” is not a valid VAT number of this country; check the digits"),
    Fault.BAD_PHONE: gettext_lazy(
        "“%(value)s” is not a phone number of this country; write +, country code and number"
    ),
    Fault.BAD_MAIL: gettext_lazy("“%(value)s” is not a mail address"),
    Fault.BAD_WEB: gettext_lazy("“%(value)s” is not a web address; it starts with https://"),
    Fault.BAD_COUNTRY: gettext_lazy("“%(value)s” is not a country; use its two-letter code"),
    Fault.BAD_CURRENCY: gettext_lazy("“%(value)s” is not a currency; use its three-letter code"),
    Fault.NOT_A_PERCENTAGE: gettext_lazy("Must lie between 0 and 100"),
    Fault.TWO_STANDARD_ADDRESSES: gettext_lazy(
        "A party has one standard address; make the other a delivery or billing address"
    ),
}


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, in the user's language."""
    return str(_SENTENCES[problem.fault]) % {"value": problem.value}


def refuse_faults(problems: Iterable[Problem]) -> None:
    """Raise PartyNotValid where there are problems."""
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        by_field.setdefault(problem.field, []).append(sentence(problem))
    if by_field:
        raise PartyNotValid(_("Some fields need your attention"), problems=by_field)


def refuse_stale(party: Party, version: int | None) -> None:
    """Raise ChangedMeanwhile where somebody changed the party after `version` was read."""
    if version is not None and version != party.version:
        raise _changed_meanwhile(party)


def next_version(party: Party, at: dt.datetime) -> None:
    """Make a loaded party the holder of its next version, or raise ChangedMeanwhile where another writer was faster.

    The row is locked until the transaction ends; the caller stores the party's fields.
    """
    taken = Party.objects.filter(pk=party.pk, version=party.version).update(version=F("version") + 1)
    if not taken:
        raise _changed_meanwhile(party)
    party.version += 1
    party.changed_at = at


def _changed_meanwhile(party: Party) -> ChangedMeanwhile:
    last = last_change("party", party.number)
    who, when = (last.actor, moment(last.at)) if last else ("?", "?")
    return ChangedMeanwhile(
        _("%(name)s was changed meanwhile by %(who)s at %(when)s; look at it again, then repeat your change")
        % {"name": party.name, "who": who, "when": when}
    )
