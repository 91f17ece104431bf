"""The table of facts a condition key may join, and how key and facts become one lookup text."""

from collections.abc import Iterator, Mapping, Sequence

from prosfora.pricing.rules.book import ProcedureRule, TypeRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.regions import region_code

HEADER_FIELDS = (
    "sales_area",
    "customer",
    "customer_group",
    "price_group",
    "price_list",
    "incoterms",
    "payment_terms",
    "departure_country",
    "departure_region",
    "destination_country",
    "destination_region",
    "customer_tax_class",
    "coupon",
    "campaign",
)
# Names of a key → the item's fact.
ITEM_FIELDS = {
    "product": "product",
    "product_group": "product_group",
    "pricing_group": "pricing_group",
    "hierarchy": "hierarchy",
    "hierarchy_1": "hierarchy_1",
    "hierarchy_2": "hierarchy_2",
    "plant": "plant",
    "product_tax_class": "tax_class",
}
# Members of the EU's VAT area (Council Directive 2006/112/EC), ISO 3166 codes. Northern Ireland's goods come as XI.
EU_MEMBERS = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    )
)  # fmt: skip
DERIVED_FIELDS = ("tax_case",)
AVAILABLE = (*HEADER_FIELDS, *DERIVED_FIELDS, *ITEM_FIELDS)
LONGEST_LOOKUP = 240


def tax_case(header: HeaderFacts) -> str:
    """domestic, eu_business (a valid foreign EU number: intra-community supply), eu_consumer or export."""
    if header.departure_country == header.destination_country:
        return "domestic"
    if header.destination_country not in EU_MEMBERS:
        return "export"
    return "eu_business" if header.customer_vat_number else "eu_consumer"


def header_values(header: HeaderFacts) -> dict[str, str]:
    """The facts of a header under the names that keys use."""
    values = {name: str(getattr(header, name)) for name in HEADER_FIELDS}
    for name in ("departure_region", "destination_region"):
        values[name] = region_code(values[name]) if values[name] else ""
    values["tax_case"] = tax_case(header)
    return values


def item_values(header: Mapping[str, str], item: ItemFacts) -> dict[str, str]:
    """The facts of an item, on top of its header's, under the names that keys use."""
    return {**header, **{name: getattr(item, fact) for name, fact in ITEM_FIELDS.items()}}


def lookup_of(condition_type: str, fields: Sequence[str], values: Mapping[str, str]) -> str | None:
    """Type and key as one text ("K005|customer=1000001|product=BOLT-M8"); None where a fact is blank."""
    text = condition_type
    for name in fields:
        value = values[name]
        if not value:
            return None
        text += f"|{name}={value}"
    return text


def lookups_of(
    procedure: ProcedureRule, header: HeaderFacts, items: Sequence[ItemFacts]
) -> Iterator[tuple[TypeRule, str]]:
    """Every text that the procedure's accesses look up for these items, with the type that asks."""
    shared = header_values(header)
    kinds = [step.type for step in procedure.steps if step.type is not None and step.type.accesses]
    for item in items:
        values = item_values(shared, item)
        for kind in kinds:
            for access in kind.accesses:
                if (lookup := lookup_of(kind.code, access.fields, values)) is not None:
                    yield kind, lookup


def basket_facts(basket: str) -> dict[str, str]:
    """The facts that "product=A|plant=ATH1" asks of an item, by their names in keys."""
    return dict([part.partition("=")[::2] for part in basket.split("|")])


def in_basket(item: ItemFacts, basket: str) -> bool:
    """Whether an item has all the facts that a basket names."""
    return all(getattr(item, ITEM_FIELDS[name]) == value for name, value in basket_facts(basket).items())
