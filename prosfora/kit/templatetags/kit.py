"""Filters and tags that every template may use."""

import datetime as dt
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils.html import format_html
from django.utils.safestring import SafeString

from prosfora.kit import marks, writing
from prosfora.kit.pages import Column, Listing, cell_text
from prosfora.kit.pages import counted as counted_in_words
from prosfora.kit.shortcuts import SHORTCUTS
from prosfora.values.money import minor_units

register = template.Library()


@register.filter
def money(value: Decimal | None, currency: str = "EUR") -> str:
    """`{{ document.net|money:document.currency }}` → 1,234.50 EUR; nothing for None."""
    return "" if value is None else writing.money(value, currency)


@register.filter
def amount(value: Decimal | None, currency: str = "EUR") -> str:
    """As `money`, without the currency."""
    return "" if value is None else writing.amount(value, currency)


@register.filter
def unit_price(value: Decimal | None, currency: str = "EUR") -> str:
    """A price per unit: at least the currency's decimals, up to four."""
    if value is None:
        return ""
    shortest = value.normalize()
    places = max(minor_units(currency), min(4, -int(shortest.as_tuple().exponent)))
    return writing.fixed(value, places)


@register.filter
def quantity(value: Decimal | None, unit: str = "") -> str:
    """A quantity with as many decimals as it has, its unit behind it."""
    if value is None:
        return ""
    written = writing.number(value)
    return f"{written}{writing.NO_BREAK}{unit}" if unit else written


@register.filter
def percent(value: Decimal | int | None) -> str:
    return "" if value is None else writing.percent(value)


@register.filter
def day(value: dt.date | None) -> str:
    return "" if value is None else writing.day(value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    return "" if value is None else writing.moment(value)


@register.filter
def month(value: dt.date | None) -> str:
    """Month and year in words: November 2026, Νοέμβριος 2026."""
    return "" if value is None else writing.month(value)


@register.filter
def iso(value: dt.date | dt.datetime | None) -> str:
    """For `datetime` attributes and date inputs."""
    return "" if value is None else value.isoformat()


@register.filter
def plain(value: Decimal | None) -> str:
    """A decimal for an input field: no grouping, no needless zeros, the reader's decimal mark."""
    if value is None:
        return ""
    text = f"{value.normalize():f}" if value else "0"
    return text.replace(".", ",") if writing.language() == "el" else text


@register.filter
def cell(row: Any, column: Column) -> str | SafeString:
    """What a list shows of a row in a column."""
    return cell_text(row, column)


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """`{{ counts|of:name }}`: the value of a mapping under a key."""
    return mapping.get(key)


register.simple_tag(marks.icon)
register.simple_tag(marks.chip)


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, help and errors, tied together for screen readers; `filter=True` in a filter bar."""
    is_check = isinstance(bound.field.widget, CheckboxInput)
    return {"field": bound, "is_check": is_check, "is_filter": bool(options.get("filter"))}


@register.simple_tag
def keys(action: str) -> SafeString:
    """The key of an action as `aria-keyshortcuts` and `data-key`, from the one registry."""
    shortcut = SHORTCUTS[action]
    return format_html('data-key="{}" aria-keyshortcuts="{}"', shortcut.key, shortcut.aria)


@register.filter
def row_url(row: Any, listing: Listing) -> str:
    """Where a row of a list leads."""
    return listing.open_row(row)


@register.filter
def counted(count: int) -> str:
    """A count that never claims more than was counted: 1,204 or 10,000+."""
    return counted_in_words(count)


@register.filter
def initials(name: Any) -> str:
    """The first letters of a person's first and last name."""
    words = [word[0] for word in normalize("NFD", str(name)).split()]
    return "".join((words[0], words[-1])[: len(words)]).upper() if words else ""


@register.filter
def notice_icon(level: str) -> str:
    """The icon of a message's level."""
    return {"error": "warning", "warning": "warning", "success": "check"}.get(level, "info")


@register.filter
def uses_more(filters: BaseForm, shown: int) -> bool:
    """Whether a filter form says something in the fields behind the first `shown`."""
    return any(filters.data.get(name) for name in list(filters.fields)[shown:])
