"""How programs sign in, and calls that can be repeated safely."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.security import HttpBearer

from prosfora.audit.services import CHANNEL
from prosfora.identity.models import IdempotentCall, User
from prosfora.identity.queries import token_user
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import now
from prosfora.kit.errors import Refused

LONGEST_KEY = 200
type Created = HttpResponse | Schema | Status[Schema]


class KeyTooLong(Refused):
    """No key of ours would be that long."""

    status = 400


class KeyReused(Refused):
    """The idempotency key was used before for another call."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer pfa_…` → request.user with the token's rights. One statement.

    That the token was used is noted after the answer has gone (identity.middleware).
    """

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's user; None (401) when it is unknown, expired or revoked, or its user is shut out."""
        if not hasattr(request, "now"):
            request.now = now()  # type: ignore[attr-defined]  # a test client without our middleware
        found = token_user(token, cast(UserRequest, request).now)
        if found is None:
            return None
        user = found.user
        request.user = user
        request.token = found  # type: ignore[attr-defined]  # the middleware notes its use
        CHANNEL.set("api")
        if "Accept-Language" not in request.headers:
            translation.activate(user.language)
        return user


def idempotent[**P](
    endpoint: Callable[Concatenate[UserRequest, P], Created],
) -> Callable[Concatenate[UserRequest, P], HttpResponse]:
    """Wrap a creating endpoint, below the router's decorator: an `Idempotency-Key` makes repeats give one record.

    The endpoint returns a Schema (answered with 201), a Status with a Schema, or an HttpResponse. The key is
    claimed and the answer kept in the transaction of the work; a repeat gets the kept answer with
    `Idempotent-Replayed: true`; the same key with another body is refused (KeyReused). Of two at the same moment one
    works, the other waits and replays. Without a key: plain.
    """

    @functools.wraps(endpoint)
    def once(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key:
            return _rendered(endpoint(request, *args, **kwargs))
        if len(key) > LONGEST_KEY:
            raise KeyTooLong(_("An Idempotency-Key has at most 200 characters"), "Idempotency-Key")
        fingerprint = _fingerprint(request)
        try:
            with transaction.atomic():
                claim = _claim(request, key, fingerprint)
                answer = _rendered(endpoint(request, *args, **kwargs))
                if answer.status_code < 300:
                    _keep(claim, answer)
                else:
                    transaction.set_rollback(True)
        except _TakenBefore:
            return _replay(IdempotentCall.objects.get(user=request.user, key=key), fingerprint)
        return answer

    return cast(Callable[Concatenate[UserRequest, P], HttpResponse], once)


def _rendered(result: Created) -> HttpResponse:
    if isinstance(result, HttpResponse):
        return result
    made = result if isinstance(result, Status) else Status(201, result)
    return HttpResponse(made.value.model_dump_json(), status=made.status_code, content_type="application/json")


def _fingerprint(request: UserRequest) -> str:
    """SHA-256 of method, path, query and body; of a multipart form, its fields and files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(f"{name}={values}\n".encode())
    for name in sorted(request.FILES):
        file = cast("UploadedFile[Any]", request.FILES[name])
        digest.update(f"{name}:{file.name}:{file.size}\n".encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


class _TakenBefore(Exception):
    """The key is in the table already."""


def _claim(request: UserRequest, key: str, fingerprint: str) -> IdempotentCall:
    """The key's row, written before the work: a second call with it waits here until the first has ended."""
    try:
        return IdempotentCall.objects.create(
            user=request.user, key=key, fingerprint=fingerprint, status=0, body="", at=request.now
        )
    except IntegrityError:
        raise _TakenBefore from None


def _keep(claim: IdempotentCall, answer: HttpResponse) -> None:
    claim.status = answer.status_code
    claim.headers = {name: answer[name] for name in ("ETag", "Location") if name in answer}
    claim.body = answer.content.decode()
    claim.save(update_fields=["status", "headers", "body"])


def _replay(earlier: IdempotentCall, fingerprint: str) -> HttpResponse:
    if earlier.fingerprint != fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another call; take a fresh one"), "Idempotency-Key")
    headers = {**earlier.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(earlier.body, status=earlier.status, headers=headers, content_type="application/json")
