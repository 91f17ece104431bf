"""A small importer for the tests of the machinery: saved views of one user, keyed by their name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prosfora.audit.rules import Subject
from prosfora.audit.services import Happening, record_all
from prosfora.files.imports import Clash, Flaw, Order, Row, Written
from prosfora.files.rules.columns import Column, Kind
from prosfora.identity.models import SavedView, User

PAGE = "tests:views"


@dataclass(frozen=True, slots=True)
class Facts:
    known: Mapping[str, SavedView]


@dataclass(frozen=True, slots=True)
class Good:
    name: str
    query: str


class ViewImporter:
    """`name` is the key; `query` may not say "bad"; a view called "pinned" cannot be taken back."""

    kind = "views"
    title = "Saved views"
    verb = "identity.save_view"
    scoped = False
    group_by = ""

    def __init__(self) -> None:
        self.prepared = 0
        self.killed_at = ""

    def columns(self) -> Sequence[Column]:
        return (
            Column("name", "Name", required=True, headers=("Όνομα",), longest=60),
            Column("query", "Filters", headers=("Φίλτρα", "filter"), longest=2_000),
            Column("rank", "Rank", Kind.NUMBER),
            Column("since", "Since", Kind.DAY),
            Column("shared", "Shared", Kind.FLAG),
        )

    def key(self, row: Row, order: Order) -> str:
        return str(row.get("name"))

    def prepare(self, rows: Sequence[Row], order: Order) -> Facts:
        self.prepared += 1
        names = [row.get("name") for row in rows]
        return Facts({view.name: view for view in SavedView.objects.filter(page=PAGE, name__in=names)})

    def check(self, row: Row, facts: Facts) -> Good | list[Flaw]:
        query = row.get("query", "")
        if query == "bad":
            return [Flaw("query", "Bad filters", query)]
        return Good(row.get("name"), query or str(row.get("rank") or row.get("since") or row.get("shared") or ""))

    def write(self, rows: Sequence[tuple[int, Good]], facts: Facts, order: Order) -> Sequence[Written]:
        if any(good.name == self.killed_at for _line, good in rows):
            raise KeyboardInterrupt  # what a kill looks like from inside
        fresh = [(line, good) for line, good in rows if good.name not in facts.known]
        user = User.objects.get(pk=order.by.pk)
        SavedView.objects.bulk_create(SavedView(user=user, page=PAGE, name=g.name, query=g.query) for _line, g in fresh)
        written = [Written(line, good.name) for line, good in fresh]
        for line, good in rows:
            if good.name in facts.known:
                view = facts.known[good.name]
                written.append(Written(line, good.name, len(good.query), {"query": view.query}))
                view.query = good.query
                view.save()
        happenings = [Happening(Subject("view", row.key)) for row in written]
        record_all(verb="save_view", happenings=happenings, by=order.by, at=order.at)
        return [Written(row.line, row.key, self.versions([row.key])[row.key], row.before) for row in written]

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        found = SavedView.objects.filter(page=PAGE, name__in=keys)
        return {view.name: sum(view.query.encode()) for view in found}

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        clashes = [Clash(row.key, "It is pinned") for row in rows if row.key == "pinned"]
        for row in rows:
            views = SavedView.objects.filter(page=PAGE, name=row.key)
            if row.before is None:
                views.delete()
            else:
                views.update(query=row.before["query"])
        return clashes


def text_table(*lines: str, encoding: str = "utf-8") -> bytes:
    """Lines as a file's bytes."""
    return "\r\n".join(lines).encode(encoding)


def imported_names() -> list[Any]:
    return list(SavedView.objects.filter(page=PAGE).order_by("name").values_list("name", "query"))
