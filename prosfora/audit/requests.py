"""Whoever is signed in, as rooms below `identity` see him."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Rights(Protocol):
    """The part of a user's rights that these rooms ask for."""

    def scopes(self, verb: str) -> frozenset[str]:
        """The sales areas in which the verb is allowed; "" stands for all."""

    def allows(self, verb: str, scope: str | None = None) -> bool:
        """Whether the verb is allowed in that sales area; with None, in any."""

    def displays(self) -> Mapping[str, frozenset[str]]:
        """The kinds of records the user may see, and in which sales areas."""


class SignedIn(Protocol):
    """A signed-in user."""

    @property
    def pk(self) -> int: ...

    @property
    def rights(self) -> Rights: ...

    def get_username(self) -> str: ...


class SignedInRequest(HttpRequest):
    """A request of a signed-in user, with the moment it arrived."""

    user: SignedIn  # type: ignore[assignment]  # identity.User fulfils it; this room stands below identity
    htmx: HtmxDetails
    now: dt.datetime
