"""Small files, small functions; the numbers are section 7 of the house."""

from pathlib import Path

from tests.house.source import (
    PRODUCT,
    Finding,
    body_length,
    files_of_tests,
    functions,
    length,
    lines_of,
    none_of,
    python_files,
)

MOST_FILE_LINES = 500
MOST_FUNCTION_LINES = 50
MOST_TEMPLATE_LINES = 150
MOST_SCRIPT_LINES = 100
MOST_KIT_LINES = 2000


def too_long(paths: list[Path], most: int, remedy: str) -> list[Finding]:
    return [Finding(path, most, remedy) for path in paths if lines_of(path) > most]


def test_no_file_is_too_long() -> None:
    none_of(too_long(python_files() + files_of_tests(), MOST_FILE_LINES, "make it a package, split by noun"))


def test_no_function_is_too_long() -> None:
    none_of(
        Finding(path, node.lineno, f"{node.name} has {length(node)} lines: it is two functions")
        for path in python_files()
        for node in functions(path)
        if length(node) > MOST_FUNCTION_LINES
    )


def test_no_function_of_a_test_is_too_long() -> None:
    none_of(
        Finding(path, node.lineno, f"{node.name} does {body_length(node)} lines of work: it is two functions")
        for path in files_of_tests()
        for node in functions(path)
        if body_length(node) > MOST_FUNCTION_LINES
    )


def test_no_template_is_too_long() -> None:
    none_of(too_long(sorted(PRODUCT.rglob("templates/**/*.*")), MOST_TEMPLATE_LINES, "split the page"))


def test_no_script_is_too_long() -> None:
    none_of(too_long(sorted(PRODUCT.rglob("static/**/*.js")), MOST_SCRIPT_LINES, "one behaviour a file"))


def test_kit_stays_small() -> None:
    kit = [path for path in python_files() if PRODUCT / "kit" in path.parents]
    total = sum(lines_of(path) for path in kit)
    assert total < MOST_KIT_LINES, f"kit has {total} lines; move what knows a business noun into its room"
