"""From a line of a file to the party it will make or change, or to everything that is wrong with it."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from prosfora.company.models import SalesArea
from prosfora.company.rules import countries
from prosfora.files.imports import Flaw, Row
from prosfora.kit.search import fold
from prosfora.parties.models import Party
from prosfora.parties.rules.checks import Fault, Problem, attribute_problems, examine, examine_terms
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts
from prosfora.parties.services.imports.columns import (
    ADDRESS,
    AREA,
    COLUMN_OF,
    CONTACT,
    FACTS,
    NUMBER,
    PROBABILITY,
    RESPONSIBLE,
    ROLE,
    ROLE_WORDS,
    TERMS,
)
from prosfora.parties.services.imports.known import Known, keys_of
from prosfora.parties.services.numbers import GIVEN_NUMBER
from prosfora.parties.services.refusals import sentence
from prosfora.parties.services.rows import facts_of, terms_of

_NOBODY = PartyFacts(name="")
_FOLDED_ROLES = {fold(word): flag for word, flag in ROLE_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Planned:
    """A line as it will be written. `number` names the existing party, or is a new party's own, or blank."""

    is_new: bool
    number: str
    facts: PartyFacts
    area: SalesArea
    terms: AreaTerms
    contact: PartyFacts | None = None
    function: str = ""


def plan(row: Row, known: Known, scope: str) -> "Planned | list[Flaw]":
    """What a line will do. `scope` is the sales area of the import, blank where lines name their own."""
    flaws: list[Flaw] = []
    party = _existing(row, known, scope, flaws)
    area = _area(row, known, scope, party, flaws)
    facts = _facts(row, party, flaws)
    terms = _terms(row, known, party, area, flaws)
    contact = _contact(row, known, party, facts, flaws)
    if flaws or area is None:
        return flaws
    number = party.number if party else str(row.get(NUMBER.name) or "").upper()
    return Planned(party is None, number, facts, area, terms, contact, str(row.get("contact_function") or ""))


def _existing(row: Row, known: Known, scope: str, flaws: list[Flaw]) -> Party | None:
    """The party that the line names by number, number elsewhere or VAT number."""
    found = {party.pk: party for key in keys_of(row) if (party := known.by_key.get(key))}
    if len(found) > 1:
        numbers = ", ".join(party.number for party in found.values())
        reason = _("Number, number in another system and VAT number belong to different parties: %(numbers)s")
        flaws.append(Flaw("", reason % {"numbers": numbers}))
    party = next(iter(found.values()), None)
    if party and known.is_second(party, row.line):
        flaws.append(Flaw("", _("Names the same party as an earlier line: %(number)s") % {"number": party.number}))
    if party and scope and known.area_row(party, scope) is None:
        flaws.append(Flaw(NUMBER.name, _("This number, or its VAT number, belongs to another sales area's party")))
    typed = str(row.get(NUMBER.name) or "")
    if party is None and typed and not GIVEN_NUMBER.fullmatch(typed.upper()):
        flaws.append(Flaw(NUMBER.name, _("A number has at most ten letters, digits or hyphens"), typed))
    return party


def _area(row: Row, known: Known, scope: str, party: Party | None, flaws: list[Flaw]) -> SalesArea | None:
    """The sales area that the line is about."""
    code = str(row.get(AREA.name) or "") or scope
    if not code and party is not None:
        code = next((kept.sales_area_id for kept in party.areas.all()), "")
    if scope and code != scope:
        flaws.append(Flaw(AREA.name, _("This import is for sales area %(area)s only") % {"area": scope}, code))
    elif not code:
        flaws.append(Flaw(AREA.name, _("Please fill this in, or import into one sales area")))
    elif code not in known.areas:
        flaws.append(Flaw(AREA.name, _("There is no sales area %(code)s") % {"code": code}, code))
    return known.areas.get(code)


def _facts(row: Row, party: Party | None, flaws: list[Flaw]) -> PartyFacts:
    """The party's facts after the line: what its columns say over what is there."""
    before = facts_of(party) if party else _NOBODY
    said: dict[str, Any] = {
        field: row.values[column.name]
        for field, column in FACTS.items()
        if column.name in row.values and (row.values[column.name] or field not in ("kind", "language", "country"))
    }
    if "country" in said:
        said["country"] = _country(said["country"], flaws)
    if row.get(PROBABILITY.name) is not None:
        said["probability"] = row.values[PROBABILITY.name]
    said.update(_roles(row, flaws))
    said["addresses"] = _addresses(row, before, said.get("country", before.country))
    facts, problems = examine(replace(before, **said) if party else PartyFacts(**{"name": "", **said}))
    flaws.extend(_flaw(problem) for problem in problems if problem.fault is not Fault.BAD_COUNTRY)
    return facts


def _country(typed: str, flaws: list[Flaw]) -> str:
    code = typed if typed in countries.codes() else countries.code_of(typed)
    if code is None:
        flaws.append(_flaw(Problem("country", Fault.BAD_COUNTRY, typed)))
    return code or "GR"


def _roles(row: Row, flaws: list[Flaw]) -> dict[str, bool]:
    """All roles as the line states them; none where it does not."""
    typed = str(row.get(ROLE.name) or "")
    words = [fold(word) for word in typed.replace(";", ",").split(",") if word.strip()]
    unknown = [word for word in words if word not in _FOLDED_ROLES]
    if unknown:
        flaws.append(Flaw(ROLE.name, sentence(Problem("role", Fault.UNKNOWN_CHOICE, typed)), typed))
    flags = {_FOLDED_ROLES[word] for word in words if word in _FOLDED_ROLES}
    return {flag: flag in flags for flag in set(ROLE_WORDS.values())} if words else {}


def _addresses(row: Row, before: PartyFacts, country: str) -> tuple[AddressFacts, ...]:
    """The standard address as the line states it, the others as they are."""
    said = {field: row.values[column.name] for field, column in ADDRESS.items() if column.name in row.values}
    kept = before.addresses
    if not said:
        return kept
    standard = next((address for address in kept if address.kind == "standard"), AddressFacts(country=country))
    others = tuple(address for address in kept if address.kind != "standard")
    changed = replace(standard, **said, country=country)
    is_blank = not any(getattr(changed, field) for field in (*ADDRESS, "name"))
    return others if is_blank else (changed, *others)


def _terms(row: Row, known: Known, party: Party | None, area: SalesArea | None, flaws: list[Flaw]) -> AreaTerms:
    """The terms in the line's sales area after the line."""
    kept = known.area_row(party, area.pk) if party and area else None
    said: dict[str, Any] = {
        field: row.values[column.name]
        for field, column in TERMS.items()
        if column.name in row.values and (row.values[column.name] or field not in ("currency", "tax_class"))
    }
    username = str(row.get(RESPONSIBLE.name) or "")
    if username:
        said["responsible_id"] = known.users.get(username)
        if said["responsible_id"] is None:
            reason = _("There is no colleague with the user name %(name)s") % {"name": username}
            flaws.append(Flaw(RESPONSIBLE.name, reason, username))
    terms, problems = examine_terms(replace(terms_of(kept), **said) if kept else AreaTerms(**said))
    flaws.extend(_flaw(problem) for problem in [*problems, *_unknown_codes(terms, known)])
    return terms


def _unknown_codes(terms: AreaTerms, known: Known) -> list[Problem]:
    return [
        *(
            Problem(field, Fault.UNKNOWN_CHOICE, code)
            for field, codes in known.codes.items()
            if (code := getattr(terms, field)) and code not in codes
        ),
        *attribute_problems(terms, known.attributes),
    ]


def _contact(row: Row, known: Known, party: Party | None, facts: PartyFacts, flaws: list[Flaw]) -> PartyFacts | None:
    """The contact person to take up; None where the line names none, or one that is there."""
    said = {field: str(row.get(column.name) or "") for field, column in CONTACT.items() if field != "function"}
    if not said["name"]:
        return None
    if party and fold(said["name"])[:60] in known.contacts.get(party.pk, {}):
        return None
    contact, problems = examine(
        PartyFacts(
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            kind="person",
            language=facts.language,
            country=facts.country,
            is_prospect=False,
            is_contact=True,
        )
    )
    flaws.extend(Flaw(CONTACT[problem.field].name, sentence(problem), problem.value) for problem in problems)
    return contact


def _flaw(problem: Problem) -> Flaw:
    return Flaw(COLUMN_OF.get(problem.field, problem.field), sentence(problem), problem.value)
