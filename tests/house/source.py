"""The source as the house rules read it: files, functions, and what is wrong with them."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT = REPOSITORY / "prosfora"
ROOMS = sorted(path.name for path in PRODUCT.iterdir() if (path / "apps.py").exists() or path.name == "values")

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Finding:
    """One breach: where, and how to heal it."""

    path: Path
    line: int
    remedy: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(REPOSITORY)}:{self.line}: {self.remedy}"


def none_of(findings: Iterable[Finding]) -> None:
    """Fail with every breach on a line of its own."""
    listed = sorted({str(finding) for finding in findings})
    assert not listed, "\n" + "\n".join(listed)


def python_files(*, tests: bool = False, migrations: bool = False) -> list[Path]:
    """The product's Python files; `tests` adds those beside the rooms, `migrations` those too."""
    return [
        path
        for path in sorted(PRODUCT.rglob("*.py"))
        if (tests or "tests" not in path.parts) and (migrations or "migrations" not in path.parts)
    ]


def files_of_tests() -> list[Path]:
    """All test code: beside the rooms, and of the whole."""
    beside = [path for path in sorted(PRODUCT.rglob("*.py")) if "tests" in path.parts]
    return beside + sorted((REPOSITORY / "tests").rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, methods and inner ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def top_functions(path: Path) -> Iterator[Function]:
    """The functions a module offers."""
    return (node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: Function) -> int:
    """Lines from `def` to the end, without decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_length(function: Function) -> int:
    """Lines of the body alone: a builder's many optional facts are no complexity."""
    return (function.end_lineno or function.lineno) - function.body[0].lineno + 1


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call below a node."""
    return (child for child in ast.walk(node) if isinstance(child, ast.Call))


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of names, calls in it left out; "" for anything else."""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def layer(path: Path) -> tuple[str, str]:
    """Room and file layer: ("documents", "services")."""
    parts = path.relative_to(PRODUCT).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else ""
