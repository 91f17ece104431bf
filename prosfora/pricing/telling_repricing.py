"""Pricing types and pricing dates in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.pricing.rules.dates import BY_HAND

# Type → what it does, as it is chosen; the letters are SAP's.
PRICING_TYPES: list[tuple[str, Promise]] = [
    ("C", _("C – new prices, what was entered stays")),
    ("B", _("B – new prices, without what was entered")),
    ("A", _("A – prices stay, scales are read anew")),
    ("D", _("D – prices stay unchanged")),
    ("G", _("G – prices stay; new taxes, costs and rebates")),
    ("H", _("H – prices stay, new freight")),
    ("I", _("I – prices stay, new rebates")),
    ("K", _("K – prices and costs stay, new taxes")),
    ("N", _("N – prices stay, new costs")),
]
DATE_BASES: list[tuple[str, Promise]] = [
    ("document_date", _("document date")),
    ("requested_date", _("requested delivery date")),
    ("valid_from", _("first day of validity")),
    ("today", _("day of entry")),
]
DATE_REASONS: dict[str, Promise] = {**dict(DATE_BASES), BY_HAND: _("chosen by hand")}
