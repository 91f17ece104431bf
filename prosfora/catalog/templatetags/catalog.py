"""Units and languages in the reader's language."""

from django import template
from django.conf import settings

from prosfora.catalog.rules import units
from prosfora.kit.writing import language

register = template.Library()


@register.filter
def unit_short(code: str) -> str:
    """`{{ item.unit|unit_short }}` → pc, τεμ."""
    return units.unit_short(code, language())


@register.filter
def language_word(code: str) -> str:
    """`{{ row.language|language_word }}` → English; a language that came with an import stays its code."""
    return str(dict(settings.LANGUAGES).get(code, code))


@register.filter
def unit_name(code: str) -> str:
    """`{{ item.unit|unit_name }}` → piece, τεμάχιο."""
    return units.unit_name(code, language())
