"""Lines of proposals as people read them."""

from django import template

from prosfora.pricelists.models import ProposedPrice
from prosfora.pricelists.telling import OUTCOMES, flaw_words
from prosfora.pricing.telling import key_words

register = template.Library()


@register.filter
def key_of(line: ProposedPrice) -> str:
    """The key of a line in words."""
    return key_words(line.key.items())


@register.filter
def outcome(line: ProposedPrice) -> str:
    """What a line would do, and why not."""
    why = flaw_words(line)
    word = str(OUTCOMES[line.outcome])
    return f"{word}: {why}" if why else word
