"""What a user may be called, and what may be known of him."""

import re
import zoneinfo
from collections.abc import Iterator
from enum import StrEnum

LANGUAGES = ("en", "el")
LONGEST_NAME = 150
LONGEST_MAIL = 254
_USERNAME = re.compile(r"[\w.@+-]{1,150}")
_MAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}")
_AREA = re.compile(r"[A-Z0-9-]{0,20}", re.ASCII)


class Fault(StrEnum):
    """Why a field of a user cannot be stored; pages and programs get a sentence for each."""

    BAD_USERNAME = "bad_username"
    BAD_MAIL = "bad_mail"
    BAD_NAME = "bad_name"
    BAD_LANGUAGE = "bad_language"
    BAD_TIME_ZONE = "bad_time_zone"
    BAD_AREA = "bad_area"


def person_problems(
    *, username: str, email: str, first_name: str, last_name: str, language: str, time_zone: str, home_area: str
) -> Iterator[tuple[str, Fault]]:
    """Every field that cannot be stored, with its fault."""
    if not _USERNAME.fullmatch(username):
        yield "username", Fault.BAD_USERNAME
    if email and (len(email) > LONGEST_MAIL or not _MAIL.fullmatch(email)):
        yield "email", Fault.BAD_MAIL
    for field, name in (("first_name", first_name), ("last_name", last_name)):
        if len(name) > LONGEST_NAME or not name.isprintable():
            yield field, Fault.BAD_NAME
    if language not in LANGUAGES:
        yield "language", Fault.BAD_LANGUAGE
    if time_zone and time_zone not in zoneinfo.available_timezones():
        yield "time_zone", Fault.BAD_TIME_ZONE
    if not is_area(home_area):
        yield "home_area", Fault.BAD_AREA


def is_area(code: str) -> bool:
    """Whether a text has the shape of a sales area ("GR01-10-00"), or is blank: everywhere."""
    return _AREA.fullmatch(code) is not None
