"""Reads about parties."""

from prosfora.parties.queries.parties import visible_parties
from prosfora.parties.queries.sales import sales_data
from prosfora.parties.queries.search import search_parties

__all__ = ["sales_data", "search_parties", "visible_parties"]
