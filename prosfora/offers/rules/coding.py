"""Frozen facts as JSON and back: the classes are the schema, decimals, days and moments are text.

The canonical form is that of RFC 8785: keys in order of their code units, no blanks, the shortest escapes. Since there
are no floats, no integers beyond 2⁵³ and all keys are plain ASCII, Python's own encoder writes just that
(a test compares it with another implementation).
"""

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

type Coder = Callable[[Any], Any]

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class Unreadable(ValueError):
    """Text that is not what it should be; the sentence says which field is missing, unknown or of another kind."""


def to_json(facts: object) -> dict[str, Any]:
    """A frozen class as plain JSON, every field of it."""
    kind: Any = type(facts)
    return {name: write(getattr(facts, name)) for name, write in _writers(kind)}


def from_json[T](kind: type[T], stored: Mapping[str, Any]) -> T:
    """The class again. Fields that a later version added have their defaults. Raises Unreadable."""
    schema: Any = kind
    readers = _readers(schema)
    if unknown := stored.keys() - readers.keys():
        raise Unreadable(f"{kind.__name__} has no field {', '.join(sorted(map(str, unknown)))}")
    if lacking := [name for name, (_, needed) in readers.items() if needed and name not in stored]:
        raise Unreadable(f"{kind.__name__} lacks {', '.join(lacking)}")
    given = {}
    for name, value in stored.items():
        try:
            given[name] = readers[name][0](value)
        except (TypeError, AttributeError, InvalidOperation) as error:
            raise Unreadable(f"{kind.__name__}.{name} is not what it should be") from error
        except Unreadable:
            raise
        except ValueError as error:
            raise Unreadable(f"{kind.__name__}.{name}: {error}") from error
    return kind(**given)


def canonical(facts: object) -> bytes:
    """The RFC 8785 bytes of a frozen class, or of JSON without floats."""
    plain = to_json(facts) if is_dataclass(facts) else facts
    return _encode(plain).encode()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read[T](kind: type[T], content: bytes | str) -> T:
    """The class from its JSON text. Raises Unreadable."""
    try:
        stored = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from error
    if not isinstance(stored, dict):
        raise Unreadable("no JSON object")
    return from_json(kind, stored)


@cache
def _writers(kind: type) -> tuple[tuple[str, Coder], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _writer(hints[field.name])) for field in fields(kind))


@cache
def _readers(kind: type) -> dict[str, tuple[Coder, bool]]:
    hints = get_type_hints(kind)
    return {
        field.name: (_reader(hints[field.name]), field.default is MISSING and field.default_factory is MISSING)
        for field in fields(kind)
    }


def _writer(hint: Any) -> Coder:
    kind, optional = _without_none(hint)
    if get_origin(kind) is tuple:
        one = _writer(get_args(kind)[0])
        return lambda values: [one(value) for value in values]
    if is_dataclass(kind):
        write: Coder = to_json
    elif kind is Decimal:
        write = _plain
    elif kind is datetime:
        write = _moment
    elif kind is date:
        write = date.isoformat
    else:
        return _same
    return (lambda value: None if value is None else write(value)) if optional else write


def _reader(hint: Any) -> Coder:
    kind, optional = _without_none(hint)
    if get_origin(kind) is tuple:
        one = _reader(get_args(kind)[0])
        return lambda values: tuple([one(value) for value in _listed(values)])
    read_one = (
        _reader_of_class(kind) if is_dataclass(kind) else _of_text.get(kind) or _exactly(get_origin(kind) or kind)
    )
    return (lambda value: None if value is None else read_one(value)) if optional else read_one


def _without_none(hint: Any) -> tuple[Any, bool]:
    """The kind behind `kind | None`, and whether None may stand there."""
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
        return kinds[0], True
    return hint, False


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _same(value: Any) -> Any:
    return value


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def _mapped(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _reader_of_class(kind: Any) -> Coder:
    return lambda value: from_json(kind, _mapped(value))


def _number(value: str) -> Decimal:
    number = Decimal(_text(value))
    if not number.is_finite():
        raise ValueError("not a number")
    return number


def _day(value: str) -> date:
    return date.fromisoformat(_text(value))


def _when(value: str) -> datetime:
    return datetime.fromisoformat(_text(value)).astimezone(UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not text")
    return value


def _exactly(kind: type) -> Coder:
    def read_one(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"not {kind.__name__}")
        return value

    return read_one


_of_text: dict[Any, Coder] = {Decimal: _number, date: _day, datetime: _when}
