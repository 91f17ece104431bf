"""Every file keeps to its trade: writes in services, pure rules, one clock, no hidden magic in models."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import Finding, calls, dotted, functions, layer, none_of, python_files, top_functions, tree

WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update"}

# Files outside the services layer that write, each with its reason.
MAY_WRITE = {
    "jobs/worker.py": "the queue's own loop",
    "jobs/tasks.py": "the queue's own loop",
    "identity/api.py": "a repeated call is answered inside the transaction of the first, not by a verb",
    "files/running.py": "carries an import out inside the worker, batch by batch; its verbs are services",
    "identity/middleware.py": "signs in and out: sessions, no records",
}
OWN_CLOCK = {
    "kit/clock.py": "the one clock",
    "site/command/backup.py": "works when Django does not",
}
FORBIDDEN_NAMES = {
    "utils",
    "helpers",
    "common",
    "base",
    "manager",
    "misc",
    "constants",
    "exceptions",
    "signals",
    "types",
}


def is_write(call: ast.Call) -> bool:
    """Whether a call looks like the ORM writing: `.save(…)` without a file, `.update(a=…)`, `.objects.create(…)` …"""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner, name = dotted(call.func.value), call.func.attr
    if name in ("save", "delete"):
        return not call.args and "session" not in owner
    if name in ("update", "create"):
        return bool(call.keywords) and (name == "update" or "objects" in owner or "_default_manager" in owner)
    return True


def test_only_services_write() -> None:
    none_of(
        Finding(path, call.lineno, f"move this {dotted(call.func)} into a service")
        for path in python_files()
        if layer(path)[1] != "services" and "/".join(path.parts[path.parts.index("prosfora") + 1 :]) not in MAY_WRITE
        for call in calls(tree(path))
        if is_write(call)
    )


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


PURE_ENOUGH = {"django.utils.translation"}  # words for people: no database, no clock, no request


def test_rules_and_values_know_no_django() -> None:
    none_of(
        Finding(path, line, f"{module} has no place in rules and values: hand its facts in as arguments")
        for path in python_files()
        if layer(path)[0] == "values" or layer(path)[1] == "rules"
        for line, module in imports(path)
        if module.split(".")[0] in ("django", "ninja") and module not in PURE_ENOUGH
    )


def test_one_place_reads_the_clock() -> None:
    clock = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|datetime\.today)\(")
    none_of(
        Finding(path, number, "take the moment as an argument (`at`, `today`); kit.clock reads it once")
        for path in python_files()
        if not any(str(path).endswith(f"prosfora/{known}") for known in OWN_CLOCK)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if clock.search(line)
    )


def test_only_entrances_ask_the_clock() -> None:
    """`kit.clock.now()` is for requests, jobs and commands; below them the moment is handed in."""
    below = {"rules", "queries", "models", "forms", "filters", "permissions"}
    none_of(
        Finding(path, call.lineno, "take the moment as an argument (`at`)")
        for path in python_files()
        if layer(path)[1] in below
        for call in calls(tree(path))
        if dotted(call.func) in ("now", "clock.now")
    )


def test_models_do_nothing_behind_your_back() -> None:
    none_of(
        Finding(path, node.lineno, f"models override no {node.name}(): write a service")
        for path in python_files()
        if layer(path)[1] == "models"
        for node in functions(path)
        if node.name in ("save", "delete", "full_clean")
    )


def test_models_have_no_order_of_their_own() -> None:
    none_of(
        Finding(path, node.lineno, "no Meta.ordering: every query says its order")
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign) and any(dotted(target) == "ordering" for target in node.targets)
    )


def test_there_are_no_signals() -> None:
    none_of(
        Finding(path, line, "no signals: call the service, or read the journal from above")
        for path in python_files()
        for line, module in imports(path)
        if module.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    )


def test_no_file_has_a_name_that_says_nothing() -> None:
    none_of(
        Finding(path, 1, f"name it after its subject: {path.stem} says nothing")
        for path in python_files(tests=True)
        if path.stem in FORBIDDEN_NAMES
    )


def test_public_rules_and_queries_are_documented() -> None:
    none_of(
        Finding(path, node.lineno, f"say what {node.name} is for, in one sentence")
        for path in python_files()
        if layer(path)[1] in ("rules", "queries")
        for node in top_functions(path)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    )
