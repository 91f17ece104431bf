"""Reads about parties."""

from prosfora.parties.queries.duplicates import possible_duplicates
from prosfora.parties.queries.lists import ORDERS, ROLES, PartyFilter, listed_parties
from prosfora.parties.queries.parties import visible_parties
from prosfora.parties.queries.record import PartyRecord, areas_of, party_record
from prosfora.parties.queries.sales import sales_data
from prosfora.parties.queries.search import search_parties

__all__ = [
    "ORDERS",
    "ROLES",
    "PartyFilter",
    "PartyRecord",
    "areas_of",
    "listed_parties",
    "party_record",
    "possible_duplicates",
    "sales_data",
    "search_parties",
    "visible_parties",
]
