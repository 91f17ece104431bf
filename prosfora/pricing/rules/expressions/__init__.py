"""Formulas that people write as data: an expression over named facts, read once, computed exactly, and nothing else.

`facts` are the names it may use, `reading` turns text into a Formula or says what is wrong and in which column,
`working` applies formulas while a document is priced.
"""

from prosfora.pricing.rules.expressions.facts import Fact, Kind, Scope, facts_for
from prosfora.pricing.rules.expressions.formula import Fails, Formula, Purpose
from prosfora.pricing.rules.expressions.reading import Unreadable, read, read_or_stub

__all__ = ["Fact", "Fails", "Formula", "Kind", "Purpose", "Scope", "Unreadable", "facts_for", "read", "read_or_stub"]
