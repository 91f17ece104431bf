"""Reads of the pricelists room."""

from prosfora.pricelists.queries.proposals import counts_of, lines_of, release_terms, visible_proposals
from prosfora.pricelists.queries.selection import Selection, selected_records

__all__ = ["Selection", "counts_of", "lines_of", "release_terms", "selected_records", "visible_proposals"]
