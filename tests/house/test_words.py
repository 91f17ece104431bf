"""What must not stand anywhere, and what must stand everywhere."""

import subprocess

from django.utils.translation import override

from prosfora.audit.kinds import kind_of_verb
from prosfora.audit.telling import verb_words
from prosfora.identity.rules import declared_verbs
from prosfora.kit import shortcuts
from tests.house.source import PRODUCT, REPOSITORY, ROOMS, Finding, none_of

# Spelt in parts, so that this file does not hold what it forbids.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.",
    "un" + "pkg.com",
    "js" + "delivr.",
    "cdn" + "js.",
]
BINARY = {".png", ".jpg", ".mo", ".woff2", ".ico", ".webp", ".pdf", ".xlsx", ".gz", ".svg"}


def kept_files() -> list[str]:
    """Every file that is or will be under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()]


def test_no_file_names_a_registry() -> None:
    none_of(
        Finding(REPOSITORY / name, number, f"no registry's host belongs here: {host}")
        for name in kept_files()
        if not any(name.endswith(suffix) for suffix in BINARY)
        for number, line in enumerate((REPOSITORY / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for host in REGISTRIES
        if host in line
    )


def test_every_shortcut_is_registered_once() -> None:
    keys = [entry.key for entry in shortcuts.SHORTCUTS.values()]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    assert not doubled, f"one key, one action: {doubled}"


def test_every_room_says_what_it_means() -> None:
    missing = [room for room in ROOMS if room != "site" and not (PRODUCT / room / "README.md").exists()]
    assert not missing, f"write README.md (20-40 lines: meaning, states, words) in {missing}"


def test_every_verb_has_words_of_its_own() -> None:
    """The journal and the list of rights show them; without, a reader meets our code, in English at that."""
    names = {code.partition(".")[2] for code in declared_verbs()}
    silent = sorted(name for name in names if not kind_of_verb(name))
    assert not silent, f"give these words where the room declares its kinds (audit.kinds.declare_kind): {silent}"

    english = {name: verb_words("", name) for name in names}
    with override("el"):
        untold = sorted(name for name, said in english.items() if verb_words("", name) == said)
    assert not untold, f"say these in Greek: {untold}"
