"""Every numbered behaviour of the peers has a test of its number and a line in the specification."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from prosfora.pricing.tests import test_behaviours_lists, test_behaviours_stacking, test_behaviours_tax

FILE = Path(settings.BASE_DIR).parent / "shared" / "research" / "behaviours.md"
PAGE = Path(settings.BASE_DIR) / "docs" / "develop" / "pricing.md"
MODULES = {"A": test_behaviours_lists, "B": test_behaviours_stacking, "C": test_behaviours_tax}


def numbers(section: str) -> list[str]:
    """The numbers of a section of the research."""
    assert FILE.exists(), f"{FILE} is missing"
    text = FILE.read_text(encoding="utf-8")
    found = re.search(rf"^## {section}\. .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{FILE} has no section {section}"
    return re.findall(r"^(\d+)\. ", found.group(), re.MULTILINE)


@pytest.mark.parametrize("section", MODULES)
def test_every_behaviour_has_a_test_of_its_number(section: str) -> None:
    tested = {
        match.group(1) for name in vars(MODULES[section]) if (match := re.match(rf"test_{section.lower()}(\d+)_", name))
    }

    assert numbers(section)
    assert sorted(set(numbers(section)) - tested) == []


@pytest.mark.parametrize("section", MODULES)
def test_every_behaviour_has_a_line_in_the_specification(section: str) -> None:
    told = set(re.findall(rf"^\| {section}(\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert sorted(set(numbers(section)) - told) == []
