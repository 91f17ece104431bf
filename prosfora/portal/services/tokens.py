"""Secrets of links: drawn here, shown or mailed once, kept as their hash only."""

import datetime as dt
import secrets

from django.conf import settings
from django.utils.translation import gettext as _

from prosfora.portal.models import LinkToken, OfferLink
from prosfora.portal.rules.secret import TOKEN_BYTES, token_digest
from prosfora.portal.services.refusals import LinkGone


def fresh_token(link: OfferLink, at: dt.datetime) -> str:
    """A new secret for a link; only its hash is kept. Raises LinkGone where the link was withdrawn."""
    if link.withdrawn_at is not None:
        raise LinkGone(_("This link does not work any more."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    LinkToken.objects.create(link=link, digest=token_digest(token), made_at=at)
    return token


def path_of(token: str) -> str:
    """Where a secret opens the customer's page."""
    return f"/o/{token}/"


def address_of(token: str) -> str:
    """The whole address, for mails."""
    return f"{settings.PUBLIC_ADDRESS}{path_of(token)}"
