"""Letting people in, describing them, shutting them out."""

import datetime as dt
from dataclasses import asdict, dataclass, fields

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.identity.models import ApiToken, User
from prosfora.identity.rules.people import Fault, person_problems
from prosfora.identity.services.locking import locked, refuse_stale, refuse_without_administrator
from prosfora.identity.services.refusals import NameTaken, NotYourself, UserNotValid
from prosfora.identity.telling import fault_sentence


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a user besides his rights and his password."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    language: str = "en"
    time_zone: str = ""
    home_area: str = ""


def subject(user: User) -> Subject:
    """The journal's name for a user."""
    return Subject("user", user.username, str(user)[:200])


def person_of(user: User) -> Person:
    """The present facts of a user."""
    return Person(**{field.name: getattr(user, field.name) for field in fields(Person)})


@transaction.atomic
def create_user(
    *,
    username: str,
    email: str,
    password: str | None,
    first_name: str = "",
    last_name: str = "",
    language: str = "en",
    time_zone: str = "",
    home_area: str = "",
    by: Actor,
    at: dt.datetime,
) -> User:
    """Let a person sign in; without a password only by a passkey, OpenID Connect or as a technical user.

    Raises UserNotValid, NameTaken.
    """
    username = username.strip()
    person = Person(email.strip(), first_name.strip(), last_name.strip(), language, time_zone, home_area)
    _refuse_faults(person, username)
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(_("A user named %(name)s exists; choose another name") % {"name": username}, "username")
    _refuse_taken_mail(person.email, None)
    user = User(username=username, date_joined=at, **asdict(person))
    if password is not None:
        _refuse_weak_password(password, user)
    user.set_password(password)
    user.save(force_insert=True)
    changes = changes_between({}, {name: value or None for name, value in asdict(person).items()})
    record(verb="create_user", subject=subject(user), by=by, at=at, changes=changes, fresh=True)
    return user


@transaction.atomic
def change_user(*, user: User, person: Person, version: int | None, by: Actor, at: dt.datetime) -> User:
    """Describe a user anew. Nothing changed, nothing written. Raises UserNotValid, NameTaken, ChangedMeanwhile."""
    return _describe(user, person, version, verb="change_user", by=by, at=at)


@transaction.atomic
def change_account(*, user: User, language: str, time_zone: str, home_area: str, by: Actor, at: dt.datetime) -> User:
    """What users say of themselves: language, time zone, usual sales area. Raises UserNotValid."""
    present = person_of(user)
    person = Person(present.email, present.first_name, present.last_name, language, time_zone, home_area)
    return _describe(user, person, None, verb="change_account", by=by, at=at)


@transaction.atomic
def set_language(*, user: User, language: str, by: Actor, at: dt.datetime) -> None:
    """Answer the user in another language from now on. Raises UserNotValid."""
    present = person_of(user)
    person = Person(
        present.email, present.first_name, present.last_name, language, present.time_zone, present.home_area
    )
    _describe(user, person, None, verb="set_language", by=by, at=at)


def _describe(user: User, person: Person, version: int | None, verb: str, by: Actor, at: dt.datetime) -> User:
    stored = locked(user)
    refuse_stale(stored, version)
    _refuse_faults(person, stored.username)
    changes = changes_between(asdict(person_of(stored)), asdict(person))
    if not changes:
        return stored
    if "email" in changes:
        _refuse_taken_mail(person.email, stored)
    for name, value in asdict(person).items():
        setattr(stored, name, value)
        setattr(user, name, value)
    stored.version += 1
    stored.save(update_fields=[*asdict(person), "version"])
    record(verb=verb, subject=subject(stored), by=by, at=at, changes=changes)
    return stored


@transaction.atomic
def set_password(*, user: User, password: str, by: Actor, at: dt.datetime) -> None:
    """Give a user a new password; the journal keeps that it happened, never what it is. His sessions end.

    Raises UserNotValid.
    """
    stored = locked(user)
    _refuse_weak_password(password, stored)
    stored.set_password(password)
    stored.save(update_fields=["password"])
    record(verb="set_password", subject=subject(stored), by=by, at=at)


@transaction.atomic
def reset_factors(*, user: User, by: Actor, at: dt.datetime) -> int:
    """Take second factors and passkeys off a user who lost them; how many. He signs in by password alone then."""
    stored = locked(user)
    lost = Authenticator.objects.filter(user=stored)
    kinds = sorted(lost.values_list("type", flat=True))
    if kinds:
        lost.delete()
        changes = {"second_factors": [", ".join(kinds), None]}
        record(verb="reset_factors", subject=subject(stored), by=by, at=at, changes=changes)
    return len(kinds)


@transaction.atomic
def deactivate_user(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Shut a user out at once: his sessions and tokens die; records that name him stay as they are.

    Raises NotYourself, LastAdministrator.
    """
    stored = locked(user)
    if stored.pk == by.pk:
        raise NotYourself(_("You cannot shut yourself out; ask another administrator"))
    if not stored.is_active:
        return
    refuse_without_administrator(stored)
    _set_active(stored, False)
    ApiToken.objects.filter(user=stored, revoked_at=None).update(revoked_at=at)
    record(verb="deactivate_user", subject=subject(stored), by=by, at=at, changes={"is_active": ["True", "False"]})
    user.is_active = False


@transaction.atomic
def reactivate_user(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Let a user in again, with the rights he had; his old tokens stay dead."""
    stored = locked(user)
    if stored.is_active:
        return
    _set_active(stored, True)
    record(verb="reactivate_user", subject=subject(stored), by=by, at=at, changes={"is_active": ["False", "True"]})
    user.is_active = True


def _set_active(user: User, is_active: bool) -> None:
    user.is_active = is_active
    user.version += 1
    user.save(update_fields=["is_active", "version"])


def _refuse_faults(person: Person, username: str) -> None:
    problems: dict[str, list[str]] = {}
    for field, fault in person_problems(username=username, **asdict(person)):
        problems.setdefault(field, []).append(fault_sentence(Fault(fault)))
    if problems:
        raise UserNotValid(_("Some fields need your attention"), problems=problems)


def _refuse_taken_mail(email: str, but: User | None) -> None:
    others = User.objects.filter(email__iexact=email)
    if email and (others.exclude(pk=but.pk) if but is not None else others).exists():
        raise NameTaken(_("Another user has the mail address %(mail)s") % {"mail": email}, "email")


def _refuse_weak_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise UserNotValid(_("Choose another password"), problems={"password": weak.messages}) from None


@transaction.atomic
def note_sign_in(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Note that a user has signed in."""
    record(verb="note_sign_in", subject=subject(user), by=by, at=at)


@transaction.atomic
def refuse_sign_in(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Note that somebody tried a user's name with a wrong password."""
    record(verb="refuse_sign_in", subject=subject(user), by=by, at=at)
