"""Rights and verbs as templates write them."""

from django import template

from prosfora.identity import telling

register = template.Library()
register.filter("right_words", telling.right_words)
register.filter("verb_words", telling.verb_words)
