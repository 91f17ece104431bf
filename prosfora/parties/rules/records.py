"""A party as its change documents and its search see it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import fields

from prosfora.kit.search import fold, search_text
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts

SORT_NAME_LENGTH = 60
_NESTED = ("addresses", "phones")


def sort_name(name: str) -> str:
    """The name as lists order it: without accents and capitals, Latin names first, each alphabet in its order."""
    if name.isascii():
        return " ".join(name.lower().split())[:SORT_NAME_LENGTH]
    bare = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(bare.split())[:SORT_NAME_LENGTH]


def folded_name(name: str) -> str:
    """The name as a search for its beginning compares it: in Latin letters, however it is written."""
    return fold(name)[:SORT_NAME_LENGTH]


def found_by(facts: PartyFacts, number: str, contacts: Iterable[str] = ()) -> str:
    """The search text of a party: all that people remember of it."""
    return search_text(
        facts.name,
        facts.name_addition,
        number,
        facts.external_number,
        facts.vat_number,
        facts.email,
        facts.phone,
        *facts.phones,
        *(address.city for address in facts.addresses),
        *contacts,
    )


def recorded(facts: PartyFacts) -> dict[str, object]:
    """The facts field by field for change documents; an address is one line, numbered among its kind."""
    flat: dict[str, object] = {
        field.name: getattr(facts, field.name) for field in fields(facts) if field.name not in _NESTED
    }
    flat["phones"] = ", ".join(facts.phones)
    seen: dict[str, int] = {}
    for address in facts.addresses:
        seen[address.kind] = place = seen.get(address.kind, 0) + 1
        flat[f"address_{address.kind}" + (f"_{place}" if place > 1 else "")] = one_line(address)
    return flat


def recorded_terms(terms: AreaTerms, partners: Iterable[tuple[str, str]] = ()) -> dict[str, object]:
    """Sales-area data field by field for change documents; partners as "WE 1000012"."""
    flat: dict[str, object] = {field.name: getattr(terms, field.name) for field in fields(terms)}
    flat["partners"] = ", ".join(f"{function} {number}" for function, number in sorted(partners))
    return flat


def one_line(address: AddressFacts) -> str:
    """An address in one line, as a change document shows it."""
    street = f"{address.street} {address.house_number}".strip()
    town = f"{address.postal_code} {address.city}".strip()
    parts = (address.name, street, address.addition, town, address.region, address.country)
    return ", ".join(part for part in parts if part)
