"""Greek is complete: every text has a translation, none is doubtful, the compiled catalogue is the written one."""

import ast
import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.source import PRODUCT, Finding, calls, dotted, none_of, python_files, tree

CATALOGUES = sorted(PRODUCT.glob("*/locale/el/LC_MESSAGES/django.po"))
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
ROOMS_WITH_TEXTS = sorted(path.name for path in PRODUCT.iterdir() if (path / "apps.py").exists())


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="el")


def key(message: Message) -> tuple[str | None, object]:
    return message.context, message.id


def texts(catalogue: Catalog) -> list[Message]:
    """All texts but the header."""
    return [message for message in catalogue if message.id]


def room_of(path: Path) -> Path:
    return path.parents[3]


def by_room(path: Path) -> str:
    return room_of(path).name


def test_no_text_hides_in_an_f_string() -> None:
    """Texts there are never extracted, and so never translated: xgettext does not look inside f-strings."""
    none_of(
        Finding(path, call.lineno, f"call {dotted(call)} before the f-string and put its result in")
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr)
        for call in calls(node)
        if dotted(call).rpartition(".")[2].removesuffix("_lazy") in GETTEXT
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=by_room)
def test_every_text_is_translated(path: Path) -> None:
    catalogue = read(path)
    bare = [str(message.id) for message in texts(catalogue) if not _is_translated(message)]
    doubtful = [str(message.id) for message in texts(catalogue) if message.fuzzy]
    assert not bare, f"translate: {bare}"
    assert not doubtful, f"look at these and take the mark fuzzy away: {doubtful}"


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


@pytest.mark.parametrize("path", CATALOGUES, ids=by_room)
def test_placeholders_are_kept(path: Path) -> None:
    wrong = [str(message.id) for message in texts(read(path)) if list(message.check())]
    assert not wrong, f"the placeholders differ: {wrong}"


def test_one_english_text_is_one_greek_text() -> None:
    """All catalogues are merged into one when the product runs, so the last room would speak for the others."""
    spoken: dict[object, dict[object, list[str]]] = {}
    for path in CATALOGUES:
        for message in texts(read(path)):
            spoken.setdefault(key(message), {}).setdefault(message.string, []).append(by_room(path))
    split = {said: greek for said, greek in spoken.items() if len(greek) > 1}
    assert not split, f"say the same in every room, or tell the meanings apart by a msgctxt: {split}"


@pytest.mark.parametrize("path", CATALOGUES, ids=by_room)
def test_the_compiled_catalogue_is_the_written_one(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        str(message.id)
        for message in texts(read(path))
        if isinstance(message.id, str)
        and (compiled.pgettext(message.context, message.id) if message.context else compiled.gettext(message.id))
        != message.string
    ]
    assert not stale, f"run django-admin compilemessages -l el in prosfora/{by_room(path)}: {stale}"


@pytest.mark.parametrize("room", ROOMS_WITH_TEXTS)
def test_no_text_is_missing_from_the_catalogue(room: str, tmp_path: Path) -> None:
    """What makemessages finds in a copy of the room is what its catalogue holds."""
    copy = tmp_path / room
    shutil.copytree(PRODUCT / room, copy, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "el", "--no-location", "--no-wrap"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=copy, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = copy / "locale" / "el" / "LC_MESSAGES" / "django.po"
    if not found.exists():
        return
    kept = PRODUCT / room / "locale" / "el" / "LC_MESSAGES" / "django.po"
    known = {key(message) for message in texts(read(kept))} if kept.exists() else set()
    missing = [str(message.id) for message in texts(read(found)) if key(message) not in known]
    assert not missing, f"run makemessages in prosfora/{room} and translate: {missing}"
