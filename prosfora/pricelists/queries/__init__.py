"""Reads of the pricelists room."""

from prosfora.pricelists.queries.drafts import changes_of, drafts_to_release
from prosfora.pricelists.queries.proposals import (
    counts_of,
    lines_of,
    release_rules,
    release_terms,
    visible_proposals,
)
from prosfora.pricelists.queries.selection import Selection, selected_records

__all__ = [
    "Selection",
    "changes_of",
    "counts_of",
    "drafts_to_release",
    "lines_of",
    "release_rules",
    "release_terms",
    "selected_records",
    "visible_proposals",
]
