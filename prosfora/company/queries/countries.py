"""Countries as people choose them."""

from django.utils.translation import get_language

from prosfora.company.rules import countries


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country in the reader's language, by name."""
    return countries.choices(get_language() or "en")
