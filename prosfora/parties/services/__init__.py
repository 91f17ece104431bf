"""The verbs of parties."""

from prosfora.parties.services.hierarchy import place_in_hierarchy
from prosfora.parties.services.parties import block_party, change_party, create_party, release_party, win_customer
from prosfora.parties.services.refusals import (
    AlreadyRelated,
    BadHierarchy,
    NumberTaken,
    PartyNotValid,
    UnknownPartner,
    UnknownSalesArea,
)
from prosfora.parties.services.relations import create_contact, record_consent, relate_parties, unrelate_parties
from prosfora.parties.services.rows import facts_of, terms_of
from prosfora.parties.services.sales import change_sales_data

__all__ = [
    "AlreadyRelated",
    "BadHierarchy",
    "NumberTaken",
    "PartyNotValid",
    "UnknownPartner",
    "UnknownSalesArea",
    "block_party",
    "change_party",
    "change_sales_data",
    "create_contact",
    "create_party",
    "facts_of",
    "place_in_hierarchy",
    "record_consent",
    "relate_parties",
    "release_party",
    "terms_of",
    "unrelate_parties",
    "win_customer",
]
