"""What every endpoint shares: problem documents (RFC 9457), versions as ETags, cursor pages."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema

from prosfora.kit.errors import ChangedMeanwhile, Refused

PAGE_LIMIT = 50
PAGE_LIMIT_MOST = 200


class BadCursor(Refused):
    """The page cursor was not one of ours."""

    status = 400


class Page[Row](Schema):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Row]
    next_cursor: str | None


def problem(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as a problem document with one entry per field under `errors`, each with a JSON pointer."""
    errors = [
        {"pointer": "/" + field.replace(".", "/"), "detail": sentence}
        for field, sentences in refusal.problems.items()
        for sentence in sentences
    ]
    return JsonResponse(
        {
            "type": f"https://prosfora.example/problems/{refusal.code}",
            "title": refusal.code.replace("-", " "),
            "status": refusal.status,
            "detail": refusal.message,
            "instance": request.path,
            "errors": errors,
            **refusal.data,
        },
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"default": str},
    )


def etag(version: int) -> str:
    """A record's version as a strong entity tag."""
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int | None:
    """The version a program saw (`If-Match`), None where it sent none or `*`."""
    sent = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if sent in ("", "*"):
        return None
    if not sent.isdecimal() or len(sent) > 18:
        raise ChangedMeanwhile(_("If-Match must hold the ETag of your last read"), "If-Match")
    return int(sent)


def cursor_page[M: Model](
    rows: QuerySet[M], *, order: Sequence[str], cursor: str | None, limit: int
) -> tuple[list[M], str | None]:
    """At most `limit` rows after `cursor` in `order` (field names, `-` for descending; the last must be unique).

    Keyset paging: the cost of a page does not grow with its distance. Null values are not supported in `order`.
    Raises BadCursor.
    """
    limit = max(1, min(limit, PAGE_LIMIT_MOST))
    rows = rows.order_by(*order)
    if cursor:
        rows = rows.filter(_after(_read_cursor(cursor, [_field(rows, name.lstrip("-")) for name in order]), order))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    values = [_value(last, name.lstrip("-")) for name in order]
    return found[:limit], base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode()


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value


def _after(values: Sequence[Any], order: Sequence[str]) -> Q:
    """Rows behind the cursor: (a > x) or (a = x and b > y) …, led by an indexable bound on the first field."""
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field, way = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{way}": value})
        equal &= Q(**{field: value})
    first, way = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{way}": values[0]}) & condition


def _field(rows: QuerySet[Any], path: str) -> "Field[Any, Any]":
    """The field that a name of the order leads to: an annotation of the rows, or a column, through relations."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model: Any = rows.model
    first, *further = path.split("__")
    field: Field[Any, Any] = model._meta.get_field(first)
    for part in further:
        model = field.related_model
        field = model._meta.get_field(part)
    return field


def _read_cursor(cursor: str, fields: "Sequence[Field[Any, Any]]") -> list[Any]:
    """The values that a page ended with, each one that its field can hold: nothing else may reach the database."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if isinstance(values, list) and len(values) == len(fields):
            return [_held(value, field) for value, field in zip(values, fields, strict=True)]
    except (ValueError, TypeError, OverflowError, ValidationError):  # of base64, Unicode, JSON or a field
        pass
    raise BadCursor(_("This cursor is not from an earlier page of the same list; start without one"), "cursor")


def _held(value: Any, field: "Field[Any, Any]") -> Any:
    if not isinstance(value, str | int | float):
        raise ValidationError("no value of a column")
    text = str(value).encode()
    if b"\0" in text:
        raise ValidationError("no text that a database keeps")
    return field.to_python(value)
