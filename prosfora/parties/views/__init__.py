"""Pages of parties."""

from prosfora.parties.views.changing import (
    block_party,
    change_sales_data,
    create_contact,
    place_in_hierarchy,
    record_consent,
    relate_parties,
    release_party,
    unrelate_parties,
)
from prosfora.parties.views.finding import list_parties, party_options, possible_duplicates
from prosfora.parties.views.record import change_party, create_party, display_party

__all__ = [
    "block_party",
    "change_party",
    "change_sales_data",
    "create_contact",
    "create_party",
    "display_party",
    "list_parties",
    "party_options",
    "place_in_hierarchy",
    "possible_duplicates",
    "record_consent",
    "relate_parties",
    "release_party",
    "unrelate_parties",
]
