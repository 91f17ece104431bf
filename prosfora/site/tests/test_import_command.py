"""`prosfora import`: files on a terminal."""

import argparse
import os
from pathlib import Path
from typing import Any

import pytest

from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.tests.builders import standard_pricing
from prosfora.pricing.tests.importing import a_line, table
from prosfora.site.command import imports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _trade(company: object, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    standard_pricing()
    a_product("BOLT-M8")


def run(file: Path, content: bytes, *options: str) -> int:
    file.write_bytes(content)
    parser = argparse.ArgumentParser()
    imports.arguments(parser)
    return imports.run(parser.parse_args(["conditions", str(file), *options]))


def test_prices_are_imported(pricing_clerk: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(tmp_path / "prices.csv", table(a_line()), "--as", pricing_clerk.username)

    assert done == os.EX_OK
    assert "1 created" in capsys.readouterr().out
    assert ConditionRecord.objects.filter(lookup="PR00|product=BOLT-M8").exists()


def test_bad_lines_are_told(pricing_clerk: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(tmp_path / "prices.csv", table(a_line(product="NO-SUCH")), "--as", pricing_clerk.username)

    assert done == 1
    assert "There is no product NO-SUCH" in capsys.readouterr().out
