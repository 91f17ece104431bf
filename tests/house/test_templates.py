"""Templates: every one compiles, nothing inline, so that a strict Content-Security-Policy holds."""

import re

import pytest
from django.template import engines

from tests.house.source import PRODUCT, Finding, none_of

TEMPLATES = sorted(path for path in PRODUCT.rglob("templates/**/*") if path.is_file())
INLINE = {
    "a script in the page: make it a file in static/": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a style in the page: make it a class": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a handler in the page: make it a custom element": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: in an address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that evaluates text (hx-on, hx-vals='js:')": re.compile(r"\shx-on|js:\{", re.IGNORECASE),
}
DATA_SCRIPT = re.compile(r'<script[^>]*type="(application/json|application/ld\+json)"', re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PRODUCT)))
def test_it_compiles(path: object) -> None:
    parts = path.parts  # type: ignore[attr-defined]
    name = "/".join(parts[len(parts) - parts[::-1].index("templates") :])
    engines["django"].get_template(name)


def test_nothing_is_inline() -> None:
    none_of(
        Finding(path, number, remedy)
        for path in TEMPLATES
        if path.suffix == ".html"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for remedy, pattern in INLINE.items()
        if pattern.search(line) and not DATA_SCRIPT.search(line)
    )


def test_no_asset_comes_from_elsewhere() -> None:
    foreign = re.compile(r"""(src|href)=["'](https?:)?//""", re.IGNORECASE)
    none_of(
        Finding(path, number, "serve it yourself: no asset comes from another host")
        for path in TEMPLATES
        if path.suffix == ".html"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if foreign.search(line) and ("<script" in line or "<link" in line or "<img" in line)
    )
