"""What is wrong with a product, put into sentences people can act on."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from prosfora.catalog.rules.checks import Problem
from prosfora.kit.errors import Refused


class ProductInvalid(Refused):
    """The product cannot be stored as stated; `problems` says what to mend in which field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        by_field: dict[str, list[str]] = defaultdict(list)
        for problem in problems:
            by_field[problem.field].append(sentence(problem))
        sentences = [told for field in by_field.values() for told in field]
        message = sentences[0] if len(sentences) == 1 else _("Some fields need your attention")
        super().__init__(message, next(iter(by_field)), problems=by_field)


def sentence(problem: Problem) -> str:
    """A problem's code as a translated sentence."""
    sentences = {
        "required": _("Please fill this in"),
        "number_length": _("A product number has 1 to 40 characters"),
        "number_characters": _("A product number has no control characters, double blanks or slashes at its ends"),
        "unknown_code": _("“%(value)s” is not a known code"),
        "gtin_check_digit": _("“%(value)s” is no GTIN: 8, 12, 13 or 14 digits with the right check digit"),
        "no_attribute": _("“%(value)s” is no attribute with a value it may have; write BRANCH=HOTEL"),
        "too_long": _("Too long: at most %(value)s characters"),
        "control_characters": _("The text holds control characters; type it again"),
        "too_large": _("The figure is too large"),
        "negative": _("The figure cannot be negative"),
        "too_many_places": _("At most %(value)s decimal places"),
        "heavier_than_gross": _("The net weight cannot exceed the gross weight"),
        "out_of_range": _("A whole number from 0 to %(value)s"),
        "unknown_unit": _("“%(value)s” is not a unit of measure; try PCE, BX, KGM, MTR, LTR or HUR"),
        "unit_in_use": _("Stock is kept in %(value)s; clear it first"),
        "unit_without_conversion": _("Say how many base units one “%(value)s” is"),
        "unit_twice": _("“%(value)s” is named twice; name each unit once, the base unit included"),
        "ratio_not_positive": _("The ratio of “%(value)s” needs two positive whole numbers"),
        "language_twice": _("There are two texts in “%(value)s”"),
        "unknown_language": _("“%(value)s” is not a language code; write en, el, de …"),
        "text_without_name": _("The text in “%(value)s” needs a name"),
        "ends_before_it_begins": _("The end lies before the beginning"),
        "unit_not_of_part": _("The part is not kept in “%(value)s”; name a unit of its product"),
        "unknown_area": _("There is no sales area “%(value)s”"),
        "unknown_plant": _("There is no plant “%(value)s”"),
        "not_positive": _("The quantity must be greater than zero"),
        "day_past": _("The day lies in the past"),
    }
    return sentences[problem.code] % {"value": problem.value}
