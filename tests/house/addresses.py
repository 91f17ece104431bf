"""Every address of the product, found by asking the product: pages in the URL configuration, calls in OpenAPI."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from prosfora.identity.rules import declared_verbs
from prosfora.site.api import api
from tests.house.world import World

FOREIGN = ("accounts/", "api/", "static/")  # allauth's own pages; the API is read from its own document
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


@dataclass(frozen=True)
class Address:
    """`name` is the URL name of a page, or "POST /quotations/{number}" of a call."""

    name: str
    route: str
    methods: tuple[str, ...]
    body: Any = None  # JSON schema of a call's body

    @property
    def noun(self) -> str:
        """The first word: which records it is about."""
        return self.route.removeprefix("/api/v1/").split("/")[0]

    @property
    def table(self) -> str:
        """The first two words: which of several tables under one noun."""
        return "/".join(self.route.removeprefix("/api/v1/").split("/")[:2])

    @property
    def verb(self) -> str:
        """The last word: which verb it is, where it is one."""
        return self.route.rstrip("/").split("/")[-1]

    @property
    def names_area(self) -> bool:
        """Whether a call's body says in which sales area it works."""
        if self.body is None:
            return False
        schema = self.body
        if "$ref" in schema:
            schema = schema["$schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return "sales_area" in schema.get("properties", {})

    @property
    def parts(self) -> list[str]:
        return [page or call for page, call in _PART.findall(self.route)]

    def path(self, world: World) -> str:
        """The address with the world's records in it."""
        words = self.route.removeprefix("/api/v1/").split("/")
        tables = ("/".join(words[:size]) for size in (3, 2))
        known = next((world.values[table] for table in tables if table in world.values), None)
        known = known or world.values.get(self.noun, {})
        missing = [part for part in self.parts if part not in known]
        assert not missing, f"{self.name}: say in tests/house/world.py what {missing} of {self.noun} is"
        route = _PART.sub(lambda found: str(known[found.group(1) or found.group(2)]), self.route)
        return "/" + route.lstrip("/")


def pages() -> list[Address]:
    """Every page and fragment."""
    return [
        Address(pattern.name or route, route, ("GET", "POST"))
        for route, pattern in _walk(get_resolver().url_patterns, "")
    ]


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        elif not route.startswith(FOREIGN):
            yield from _walk(pattern.url_patterns, route)


def api_calls() -> list[Address]:
    """Every call of the API."""
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    return [
        Address(f"{method.upper()} {path.removeprefix('/api/v1')}", path, (method.upper(),), _body(operation, schemas))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return schema and {**schema, "$schemas": schemas}


def sample(schema: Any, world: World, schemas: dict[str, Any], name: str = "") -> Any:
    """The smallest value a schema takes: required fields only, the world's records where they are named."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return sample(schema[choice][0], world, schemas, name)
    if "enum" in schema:
        return schema["enum"][0]
    if name in world.samples and schema.get("type", "string") == "string":
        return world.samples[name]
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        wanted = [*schema.get("required", []), *(key for key in fields if key == "sales_area")]
        return {key: sample(fields[key], world, schemas, key) for key in wanted}
    if kind == "array":
        return [sample(schema["items"], world, schemas, name)]
    if schema.get("format") in ("date", "date-time"):
        return "2027-01-04" if schema["format"] == "date" else "2027-01-04T09:00:00Z"
    return {"string": "x", "integer": 10, "number": 1, "boolean": True}.get(kind or "string", "x")


def verb_right(verb: str) -> str | None:
    """The right of a verb's name: "issue_quotation" → "documents.issue_quotation"."""
    return next((right for right in declared_verbs() if right.partition(".")[2] == verb), None)
