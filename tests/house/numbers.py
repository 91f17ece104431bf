"""`make numbers`: section 7 of the house, measured; a hard limit that is broken makes the exit code 1."""

import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import PRODUCT, REPOSITORY, files_of_tests, functions, layer, length, lines_of, python_files

CODE_IN_RULES = 15  # per cent at least


@dataclass(frozen=True)
class Figure:
    """One line of the table; `holds` is None where the figure is watched, but no limit."""

    name: str
    value: str
    target: str
    holds: bool | None = None


def code_lines(path: Path) -> int:
    """Lines that are neither blank nor a comment alone."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sum(1 for line in lines if line and not line.startswith("#"))


def figures() -> list[Figure]:
    files = [path for path in python_files() if lines_of(path)]
    sizes = [lines_of(path) for path in files]
    spans = [length(node) for path in files for node in functions(path)]
    source = sum(map(code_lines, files))
    tests = sum(map(code_lines, files_of_tests()))
    pure = sum(code_lines(path) for path in files if layer(path)[0] == "values" or layer(path)[1] == "rules")
    share, ratio = 100 * pure / source, tests / source
    kit = sum(lines_of(path) for path in files if layer(path)[0] == "kit")
    return [
        Figure("source files", f"{len(files)}", ""),
        Figure("source, code lines", f"{source:,}", ""),
        Figure("file, median lines", f"{statistics.median(sizes):.0f}", "about 80"),
        Figure("file, most lines", f"{max(sizes)}", "at most 500", max(sizes) <= 500),
        Figure("function, median lines", f"{statistics.median(spans):.0f}", "about 8"),
        Figure("function, most lines", f"{max(spans)}", "at most 50", max(spans) <= 50),
        Figure("test code ÷ source", f"{ratio:.2f}", "1.3 to 2"),
        Figure("rules and values", f"{share:.1f} %", "at least 15 %", share >= CODE_IN_RULES),
        Figure("kit, lines", f"{kit:,}", "under 2,000", kit < 2000),
        Figure("import cycles", "0", "0 (lint-imports keeps it so)"),
        Figure("runtime dependencies", f"{len(dependencies())}", "few, each in docs/decisions"),
        Figure("dependencies not explained", f"{len(unexplained())}", "0", not unexplained()),
    ]


def dependencies() -> list[str]:
    """The libraries the product names itself."""
    lines = (REPOSITORY / "requirements.in").read_text(encoding="utf-8").splitlines()
    return [
        "".join(c for c in line.split("[")[0].split("~")[0].split("=")[0] if c.isalnum() or c in "-_") for line in lines
    ]


def unexplained() -> list[str]:
    """Those without a line in docs/decisions/dependencies.md."""
    told = (REPOSITORY / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8").lower()
    return [name for name in dependencies() if f"| {name.lower()}" not in told]


def largest(count: int = 5) -> list[str]:
    """The largest files and functions, so that one sees them grow."""
    files = sorted(python_files(), key=lines_of, reverse=True)[:count]
    spans = sorted(
        ((length(node), node.name, path) for path in python_files() for node in functions(path)), reverse=True
    )
    return [f"{lines_of(path):>5}  {path.relative_to(PRODUCT)}" for path in files] + [
        f"{span:>5}  {name} in {path.relative_to(PRODUCT)}" for span, name, path in spans[:count]
    ]


def main() -> int:
    found = figures()
    width = max(len(figure.name) for figure in found)
    for figure in found:
        mark = {None: " ", True: "✓", False: "✗"}[figure.holds]
        print(f"{mark} {figure.name:<{width}}  {figure.value:>8}  {figure.target}")
    print("\nlargest files and functions (lines)")
    print("\n".join(largest()))
    return int(any(figure.holds is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
