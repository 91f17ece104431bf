"""The request that every page of a signed-in user receives."""

import datetime as dt

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from prosfora.identity.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in user, with the moment it arrived."""

    user: User
    htmx: HtmxDetails
    now: dt.datetime
