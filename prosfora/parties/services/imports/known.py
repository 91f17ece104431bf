"""What an import of parties has to know before it checks a batch of lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from prosfora.company.models import PaymentTerms, Plant, SalesArea, SalesOffice
from prosfora.company.queries.attributes import known_values
from prosfora.company.rules import countries
from prosfora.company.rules.attributes import Known as KnownValues
from prosfora.company.rules.identifiers import BadVat, check_vat
from prosfora.files.imports import Row
from prosfora.identity.models import User
from prosfora.kit.database import among
from prosfora.parties.models import Party, PartySalesArea, Relationship
from prosfora.parties.services.imports.columns import NUMBER


@dataclass(slots=True)
class Known:
    """Existing parties that lines may name, and every code they may use."""

    by_key: Mapping[str, Party]
    contacts: Mapping[int, Mapping[str, str]]  # party id → names of its contact persons
    areas: Mapping[str, SalesArea]
    users: Mapping[str, int]
    codes: Mapping[str, frozenset[str]]  # field of the terms → what its table knows
    attributes: KnownValues = field(default_factory=dict)
    _named_by: dict[int, int] = field(default_factory=dict)  # party id → the first line that names it

    def is_second(self, party: Party, line: int) -> bool:
        """Whether an earlier line of the batch names the party too, by another of its numbers."""
        return self._named_by.setdefault(party.pk, line) != line

    def area_row(self, party: Party, area: str) -> PartySalesArea | None:
        """The party's row in a sales area, without a query."""
        return next((row for row in party.areas.all() if row.sales_area_id == area), None)


def keys_of(row: Row) -> list[str]:
    """What a line may be known by, the strongest first: its number, its number elsewhere, its VAT number."""
    number = str(row.get(NUMBER.name) or "").upper()
    external = str(row.get("external_number") or "")
    vat = stored_vat(row)
    return [key for key in (number, external and f"external:{external}", vat and f"vat:{vat}") if key]


def stored_vat(row: Row) -> str:
    """The line's VAT number in its stored form; blank where there is none or it is wrong."""
    typed = str(row.get("vat") or "")
    if not typed:
        return ""
    try:
        return check_vat(countries.code_of(str(row.get("country") or "")) or "GR", typed)
    except BadVat:
        return ""


def load_known(rows: Sequence[Row]) -> Known:
    """Everything for these lines, in a constant number of queries."""
    keys = {key for row in rows for key in keys_of(row)}
    found = parties_by_key(keys)
    parties = {party.pk for party in found.values()}
    contacts: dict[int, dict[str, str]] = {}
    for relation in Relationship.objects.filter(target__in=parties, kind="contact_of").select_related("source"):
        contacts.setdefault(relation.target_id, {})[relation.source.folded_name] = relation.source.name
    return Known(
        by_key=found,
        contacts=contacts,
        areas=SalesArea.objects.in_bulk(),
        users=dict(User.objects.filter(is_active=True).values_list("username", "pk")),
        codes={
            "payment_terms": frozenset(PaymentTerms.objects.values_list("code", flat=True)),
            "office": frozenset(SalesOffice.objects.values_list("code", flat=True)),
            "plant": frozenset(Plant.objects.values_list("code", flat=True)),
        },
        attributes=known_values("customer"),
    )


def parties_by_key(keys: set[str]) -> dict[str, Party]:
    """The parties that the keys name, with addresses, phones and areas; of several the one taken up first."""
    found: dict[str, Party] = {}
    loaded: dict[int, Party] = {}
    for prefix, column, rows in _by_column(keys):
        for party in rows.prefetch_related("addresses", "phones", "areas"):
            found[f"{prefix}{getattr(party, column)}"] = loaded.setdefault(party.pk, party)
    return found


def versions_by_key(keys: set[str]) -> dict[str, int]:
    """The present version of each party that the keys name."""
    return {
        f"{prefix}{value}": version
        for prefix, column, rows in _by_column(keys)
        for value, version in rows.values_list(column, "version")
    }


def _by_column(keys: set[str]) -> Iterator[tuple[str, str, "QuerySet[Party]"]]:
    for column, prefix in (("number", ""), ("external_number", "external:"), ("vat_number", "vat:")):
        wanted = [key.removeprefix(prefix) for key in keys if _prefix(key) == prefix]
        if wanted:
            yield prefix, column, among(Party.objects.order_by("-pk"), column, wanted)


def _prefix(key: str) -> str:
    return next((prefix for prefix in ("external:", "vat:") if key.startswith(prefix)), "")
