"""Text on its ground holds WCAG 2.2 AA in both themes, computed from the tokens as they are served."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[1] / "static" / "kit" / "css" / "tokens.css"
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TEXT, CONTROL = 4.5, 3.0  # WCAG 2.2: 1.4.3 contrast (minimum), 1.4.11 non-text contrast
GROUNDS = ("ground", "paper", "raised", "hover")
ON_GROUNDS = [(text, ground, TEXT) for text in ("ink", "soft", "accent", "accent-strong") for ground in GROUNDS]
SOFT = [(name, f"{name}-soft", TEXT) for name in ("accent", "good", "warn", "bad")]
STATES = [(name, ground, TEXT) for name in ("good", "warn", "bad") for ground in ("paper", "ground", "raised")]
INK = [("ink", f"{name}-soft", TEXT) for name in ("accent", "good", "warn", "bad")]
BUTTONS = [("accent-ink", "accent", TEXT), ("accent-ink", "accent-strong", TEXT), ("ground", "ink", TEXT)]
CONTROLS = [(name, ground, CONTROL) for name in ("edge", "focus") for ground in ("paper", "ground")]


def _tokens() -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS.read_text(encoding="utf-8"))}


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_norms_own_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), [*ON_GROUNDS, *SOFT, *STATES, *INK, *BUTTONS, *CONTROLS])
def test_every_pair_that_meets_on_a_page_can_be_read(front: str, back: str, least: float, theme: int) -> None:
    tokens = _tokens()

    assert contrast(tokens[front][theme], tokens[back][theme]) >= least


def test_no_stylesheet_names_a_colour_that_is_not_a_token() -> None:
    rooms = TOKENS.parents[4]
    strange = [
        f"{file.relative_to(rooms)}: {line.strip()}"
        for file in rooms.glob("*/static/**/*.css")
        if file != TOKENS
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"#[0-9a-fA-F]{3,8}\b", line) and "background: #fff" not in line
    ]

    assert strange == [], "take a colour from kit/css/tokens.css, so that both themes hold their contrast"
