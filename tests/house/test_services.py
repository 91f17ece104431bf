"""Services read like procedure notes: one verb, one name, one transaction, one journal entry, one right."""

import ast
from collections.abc import Iterator
from pathlib import Path

from prosfora.identity.rules import declared_verbs
from tests.house.source import (
    PRODUCT,
    ROOMS,
    Finding,
    Function,
    calls,
    dotted,
    layer,
    none_of,
    python_files,
    top_functions,
    tree,
)

# Verbs that leave no journal entry of their own, each with its reason.
NOT_JOURNALLED = {
    "touch_token": "says when a token was used last; it changes no right, and every call would fill the journal",
    "attach_file": "its atomic half writes the entry under this name, after the bytes are safely on disk",
}
# Verbs that do their slow part before they lock the database; their atomic half is a function of its own: the bytes of
# a file go to the disk first, a new document is computed first (store_draft), since SQLite has one writer at a time.
# Many documents at once are a transaction for each batch, so that a long run keeps nobody waiting.
NOT_ATOMIC = {"attach_file", "create_inquiry", "create_quotation", "reprice_quotations"}
# Services that are no verbs: the journal's own writers, and what only starts one of two verbs.
NO_VERBS = {"record", "record_all", "start_import"}


def service_files() -> list[Path]:
    return [path for path in python_files() if layer(path)[1] == "services"]


def services() -> Iterator[tuple[Path, Function]]:
    """Every public function of the services layer."""
    return ((path, node) for path in service_files() for node in top_functions(path) if not node.name.startswith("_"))


def exported(room: str) -> set[str]:
    """The names a room's services offer to others: `__all__` of the package, or every function of the one file."""
    package = PRODUCT / room / "services" / "__init__.py"
    if not package.exists():
        return {node.name for path in service_files() if layer(path)[0] == room for node in top_functions(path)}
    lists = [node.value for node in ast.walk(ast.parse(package.read_text())) if isinstance(node, ast.Assign)]
    return {name for found in lists for name in ast.literal_eval(found)}


def parameters(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def verbs() -> Iterator[tuple[Path, Function]]:
    """Services done by somebody at some moment: exported, with `by` and `at`. The journal itself is no verb."""
    offered = {(room, name) for room in ROOMS for name in exported(room)}
    for path, function in services():
        names = {parameter.arg for parameter in parameters(function)}
        if (layer(path)[0], function.name) in offered and {"by", "at"} <= names and function.name not in NO_VERBS:
            yield path, function


def is_atomic(function: Function) -> bool:
    return any(dotted(decorator) == "transaction.atomic" for decorator in function.decorator_list)


def journals(function: Function) -> bool:
    """Whether its own name is handed on, to the journal or to whoever writes it: one grep finds the whole story."""
    given = (word for call in calls(function) for word in [*call.args, *(named.value for named in call.keywords)])
    return any(isinstance(word, ast.Constant) and word.value == function.name for word in given)


def test_there_are_verbs_to_look_at() -> None:
    assert len(list(verbs())) > 40


def test_verbs_take_keywords_only() -> None:
    loose = ((path, node) for path, node in verbs() if node.args.args or node.args.vararg or node.args.kwarg)
    none_of(
        Finding(path, node.lineno, f"make {node.name} keyword-only: put * before its arguments") for path, node in loose
    )


def test_services_are_annotated_and_documented() -> None:
    for path, node in services():
        bare = [arg.arg for arg in parameters(node) if arg.annotation is None and arg.arg not in ("self", "cls")]
        none_of([Finding(path, node.lineno, f"annotate {', '.join(bare)} of {node.name}")] if bare else [])
        none_of([Finding(path, node.lineno, f"annotate what {node.name} returns")] if node.returns is None else [])
        none_of([Finding(path, node.lineno, f"say what {node.name} is for")] if not ast.get_docstring(node) else [])


def test_verbs_are_atomic() -> None:
    none_of(
        Finding(path, node.lineno, f"put @transaction.atomic on {node.name}")
        for path, node in verbs()
        if not is_atomic(node) and node.name not in NOT_ATOMIC
    )


def test_verbs_are_journalled_under_their_own_name() -> None:
    none_of(
        Finding(path, node.lineno, f'write the journal in {node.name} with verb="{node.name}"')
        for path, node in verbs()
        if not journals(node) and node.name not in NOT_JOURNALLED
    )


def test_every_verb_has_a_right() -> None:
    rights = {right.partition(".")[2] for right in declared_verbs()}
    none_of(
        Finding(path, node.lineno, f"declare {layer(path)[0]}.{node.name} in the room's permissions.VERBS")
        for path, node in verbs()
        if node.name not in rights
    )


def test_jobs_are_queued_in_the_transaction_whose_work_they_carry_on() -> None:
    """A process that dies between the commit and an `on_commit` would lose the job (docs/decisions/0009)."""
    enqueued = [path for path in python_files() if ".enqueue" in path.read_text(encoding="utf-8")]
    assert len(enqueued) > 3
    none_of(
        Finding(path, call.lineno, "enqueue the job here and now, inside the transaction")
        for path in enqueued
        for call in calls(tree(path))
        if dotted(call).endswith("on_commit")
    )
