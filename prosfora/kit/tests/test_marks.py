"""What templates may use: written values, chips, keys, fields."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import translation

from prosfora.kit.marks import STATE_ICONS, chip
from prosfora.kit.shortcuts import SHORTCUTS


def rendered(source: str, **context: object) -> str:
    """A template's text with these facts, in English."""
    with translation.override("en"):
        return Template(source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("source", "value", "written"),
    [
        ('{{ value|money:"EUR" }}', Decimal(10), "10.00\u00a0EUR"),
        ('{{ value|amount:"JPY" }}', Decimal(10), "10"),
        ('{{ value|unit_price:"EUR" }}', Decimal("0.125"), "0.125"),
        ('{{ value|unit_price:"EUR" }}', Decimal(12), "12.00"),
        ('{{ value|quantity:"PCE" }}', Decimal("2.500"), "2.5\u00a0PCE"),
        ("{{ value|percent }}", Decimal(24), "24\u00a0%"),
        ("{{ value|day }}", dt.date(2026, 1, 2), "02/01/2026"),
        ("{{ value|iso }}", dt.date(2026, 1, 2), "2026-01-02"),
        ("{{ value|plain }}", Decimal("1200.50"), "1200.5"),
        ("{{ value|counted }}", 10_001, "10,000+"),
        ("{{ value|counted }}", 1_204, "1,204"),
        ("{{ value|initials }}", "Ελένη Παππά", "ΕΠ"),
        ("{{ value|initials }}", "admin", "A"),
    ],
)
def test_a_value_is_written_as_people_expect(source: str, value: object, written: str) -> None:
    assert rendered(source, value=value) == written


@pytest.mark.parametrize("name", ["money", "amount", "unit_price", "quantity", "percent", "day", "moment", "plain"])
def test_a_missing_value_is_written_as_nothing(name: str) -> None:
    assert rendered(f"{{{{ value|{name} }}}}", value=None) == ""


def test_a_number_for_an_input_has_the_readers_decimal_mark_and_no_groups() -> None:
    with translation.override("el"):
        assert Template("{{ value|plain }}").render(Context({"value": Decimal("1200.50")})) == "1200,5"


def test_a_status_is_never_told_by_colour_alone() -> None:
    html = chip("issued", "issued")

    assert "<svg" in html
    assert ">issued<" in html


def test_a_status_word_cannot_smuggle_markup() -> None:
    assert "<b>" not in chip("open", "<b>open</b>")


def test_every_icon_of_a_status_is_drawn() -> None:
    sprite = Path(str(finders.find("kit/icons.svg"))).read_text(encoding="utf-8")

    assert [name for name in set(STATE_ICONS.values()) if f'id="{name}"' not in sprite] == []


def test_no_key_is_given_twice() -> None:
    keys = [shortcut.key for shortcut in SHORTCUTS.values()]

    assert len(keys) == len(set(keys))


def test_a_control_names_its_key_for_script_and_screen_reader() -> None:
    assert rendered("<a {% keys 'item_up' %}>") == '<a data-key="alt+up" aria-keyshortcuts="Alt+ArrowUp">'


class Question(forms.Form):
    name = forms.CharField(help_text="As on the letterhead")
    is_urgent = forms.BooleanField(required=False)


def test_a_field_ties_label_help_and_error_to_its_control() -> None:
    html = rendered("{% field form.name %}", form=Question({}))

    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_tick_box_stands_before_its_label() -> None:
    assert 'class="field check"' in rendered("{% field form.is_urgent %}", form=Question())


def test_a_filter_asks_for_nothing_with_a_star() -> None:
    assert "needed" in rendered("{% field form.name %}", form=Question())
    assert "needed" not in rendered("{% field form.name filter=True %}", form=Question())
