"""How programs sign in, and calls that can be repeated safely."""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from prosfora.audit.services import CHANNEL
from prosfora.identity.models import ApiToken, IdempotentCall, User
from prosfora.identity.queries import token_user
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import Rights
from prosfora.identity.services import touch_token
from prosfora.kit.errors import Refused

TOUCH_EVERY = dt.timedelta(minutes=1)


class KeyReused(Refused):
    """The idempotency key was used before for another call."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer pfa_…` → request.user with the token's rights. Two statements: token, grants."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        at: dt.datetime = request.now  # type: ignore[attr-defined]  # set by kit.middleware.RequestClock
        found = token_user(token, at)
        if found is None:
            return None
        user = found.user
        if found.verbs:
            user.rights = Rights(user.rights.grants, limited_to=frozenset(found.verbs))
        request.user = user
        CHANNEL.set("api")
        _touch(found, at)
        return user


def _touch(token: ApiToken, at: dt.datetime) -> None:
    if token.last_used_at is None or at - token.last_used_at > TOUCH_EVERY:
        touch_token(token_id=token.pk, by=token.user, at=at)


def idempotent[**P](
    endpoint: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[Concatenate[UserRequest, P], HttpResponse]:
    """Wrap a creating endpoint that returns an HttpResponse: an `Idempotency-Key` makes repeats give one record.

    The answer is stored in the transaction of the work; a repeat gets it again with `Idempotent-Replayed: true`;
    the same key with another body is refused (KeyReused). Two at the same moment: one works, one replays.
    """

    @functools.wraps(endpoint)
    def once(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "").strip()[:200]
        if not key:
            return endpoint(request, *args, **kwargs)
        fingerprint = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        if (earlier := _earlier(request.user, key)) is not None:
            return _replay(earlier, fingerprint)
        try:
            with transaction.atomic():
                answer = endpoint(request, *args, **kwargs)
                _keep(request, key, fingerprint, answer)
        except IntegrityError:
            earlier = _earlier(request.user, key)
            if earlier is None:
                raise
            return _replay(earlier, fingerprint)
        return answer

    return cast(Callable[Concatenate[UserRequest, P], HttpResponse], once)


def _earlier(user: User, key: str) -> IdempotentCall | None:
    return IdempotentCall.objects.filter(user=user, key=key).first()


def _keep(request: UserRequest, key: str, fingerprint: str, answer: HttpResponse) -> None:
    if answer.status_code >= 300:
        return
    kept: dict[str, Any] = {name: answer[name] for name in ("ETag", "Location") if name in answer}
    IdempotentCall.objects.create(
        user=request.user,
        key=key,
        fingerprint=fingerprint,
        status=answer.status_code,
        headers=kept,
        body=answer.content.decode(),
        at=request.now,
    )


def _replay(earlier: IdempotentCall, fingerprint: str) -> HttpResponse:
    if earlier.fingerprint != fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another call; take a fresh one"), "Idempotency-Key")
    headers = {**earlier.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(earlier.body, status=earlier.status, headers=headers, content_type="application/json")
