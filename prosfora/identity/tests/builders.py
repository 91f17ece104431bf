"""Programs that call the API in tests."""

import datetime as dt
from collections.abc import Collection

from django.test import Client

from prosfora.identity.models import ApiToken, User
from prosfora.identity.services import issue_token
from tests.cast import MONDAY

FAR = dt.datetime(2199, 1, 1, tzinfo=dt.UTC)


def a_token(user: User, *, verbs: Collection[str] = (), expires_at: dt.datetime = FAR) -> tuple[ApiToken, str]:
    """A token of the user and its clear text."""
    return issue_token(user=user, name="test", expires_at=expires_at, verbs=verbs, by=user, at=MONDAY)


def a_program(user: User, *, verbs: Collection[str] = ()) -> Client:
    """A client that signs in by a token of the user."""
    _token, clear = a_token(user, verbs=verbs)
    return Client(headers={"Authorization": f"Bearer {clear}"}, raise_request_exception=False)
