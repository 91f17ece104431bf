"""Pricing types and pricing dates in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.pricing.rules.dates import BY_HAND

# Type → what it does, as it is chosen; the letters are SAP's.
PRICING_TYPES: list[tuple[str, Promise]] = [
    ("C", _("C – new prices, entered ones stay")),
    ("B", _("B – new prices, entered ones go")),
    ("A", _("A – prices stay, scales read anew")),
    ("D", _("D – prices stay unchanged")),
    ("G", _("G – prices stay, new taxes and costs")),
    ("H", _("H – prices stay, new freight")),
    ("I", _("I – prices stay, new rebates")),
    ("K", _("K – prices, costs stay, new taxes")),
    ("N", _("N – prices stay, new costs")),
]
DATE_BASES: list[tuple[str, Promise]] = [
    ("document_date", _("document date")),
    ("requested_date", _("requested delivery date")),
    ("valid_from", _("first day of validity")),
    ("today", _("day of entry")),
]
DATE_REASONS: dict[str, Promise] = {**dict(DATE_BASES), BY_HAND: _("chosen by hand")}
