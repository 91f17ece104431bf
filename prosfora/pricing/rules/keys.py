"""The table of facts a condition key may join, and how key and facts become one lookup text."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from operator import attrgetter

from prosfora.company.rules.attributes import is_fact
from prosfora.pricing.rules.book import AccessRule, ProcedureRule, TypeRule
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
OF_PRODUCT = "product_"  # in front of an own attribute of the product; of the customer it is customer_
# Members of the EU's VAT area (Council Directive 2006/112/EC), ISO 3166 codes. Northern Ireland's goods come as XI.
EU_MEMBERS = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    )
)  # fmt: skip
HIERARCHY = "customer_hierarchy"  # the customer itself, then each higher node, until one has a record
DERIVED_FIELDS = ("tax_case", HIERARCHY)
AVAILABLE = (*HEADER_FIELDS, *DERIVED_FIELDS, *ITEM_FIELDS)
LONGEST_LOOKUP = 240


def tax_case(header: HeaderFacts) -> str:
    """domestic, eu_business (a valid foreign EU number: intra-community supply), eu_consumer or export."""
    if header.departure_country == header.destination_country:
        return "domestic"
    if header.destination_country not in EU_MEMBERS:
        return "export"
    return "eu_business" if header.customer_vat_number else "eu_consumer"


@lru_cache(maxsize=1024)
def item_fact(name: str) -> str | None:
    """What an item calls a part of a key, an own attribute by its name; None where the part is the header's."""
    found = ITEM_FIELDS.get(name)
    return found or (name if name.startswith(OF_PRODUCT) and is_fact(name) else None)


def is_available(name: str, own: Collection[str] = ()) -> bool:
    """Whether a key may join a fact: a built-in one, or an own attribute that is declared."""
    return name in AVAILABLE or name in own


def header_values(header: HeaderFacts) -> dict[str, str]:
    """The facts of a header under the names that keys use."""
    values = {name: str(getattr(header, name)) for name in HEADER_FIELDS}
    for name in ("departure_region", "destination_region"):
        values[name] = region_code(values[name]) if values[name] else ""
    values["tax_case"], values[HIERARCHY] = tax_case(header), header.customer
    values.update(header.own)
    return values


def item_values(header: Mapping[str, str], item: ItemFacts) -> dict[str, str]:
    """The facts of an item, on top of its header's, under the names that keys use."""
    values = {**header, **{name: getattr(item, fact) for name, fact in ITEM_FIELDS.items()}}
    if item.own:
        values.update(item.own)
    return values


def lookup_of(
    condition_type: str, fields: Sequence[str], values: Mapping[str, str], optional: Sequence[str] = ()
) -> str | None:
    """Type and key as one text ("K005|customer=1000001|product=BOLT-M8"); None where a fact is wrongly blank."""
    text = condition_type
    for name in fields:
        value = values.get(name, "")  # an own attribute that is not kept is blank
        if not value and name not in optional:
            return None
        text += f"|{name}={value}"
    return text


def is_plain(access: AccessRule) -> bool:
    """Whether an access has one key only: no hierarchy to climb and no part that may be blank."""
    return not access.optional and HIERARCHY not in access.fields


def ways_of(access: AccessRule, nodes: Sequence[str]) -> list[dict[str, str]]:
    """The keys an access tries, one after another: what stands in each instead of the facts.

    A filled part before a blank one, the first part weighing most; `nodes` from the customer upwards (HIENR01 …).
    """
    choices: list[list[dict[str, str]]] = []
    for name in access.fields:
        ways = [{name: node} for node in nodes] if name == HIERARCHY else [{}]
        choices.append([*ways, {name: ""}] if name in access.optional else ways)
    return [{name: value for part in parts for name, value in part.items()} for parts in product(*choices)]


def access_of(accesses: Iterable[AccessRule], key: Mapping[str, str]) -> AccessRule | None:
    """The access that a key is recorded for: the one of exactly these parts, else the one that lacks the fewest, all of
    which may be blank; None where there is none.
    """
    found = [one for one in accesses if key.keys() <= set(one.fields) and set(one.fields) <= {*key, *one.optional}]
    good = [one for one in found if all(value or name in one.optional for name, value in key.items())]
    return min(good or found, key=lambda one: len(one.fields) - len(key), default=None)


def lookups_of(
    procedure: ProcedureRule, header: HeaderFacts, items: Sequence[ItemFacts], nodes: Sequence[str] = ()
) -> Iterator[tuple[TypeRule, list[str]]]:
    """The texts that the procedure's accesses look up for these items, key by key, with the type that asks; for items
    that are alike in what a key joins, once.

    `nodes` are the customer and every higher one; without them the customer alone.
    """
    shared = {name: value.replace("%", "%%") for name, value in header_values(header).items()}
    keys: dict[tuple[str, ...], list[tuple[TypeRule, str]]] = {}
    for step in procedure.steps:
        kind = step.type
        for access, instead in _tried(kind, nodes or _alone(header)) if kind else ():
            text, names, facts = _shape(access.fields, tuple(instead))
            told = tuple([instead[name] if name in instead else shared.get(name, "") for name in names])
            if kind and (all(told) or all(shared.get(name) for name in names if name not in instead)):
                keys.setdefault(facts, []).append((kind, kind.code + text % told))
    for facts, templates in keys.items():
        known = [values for values in _distinct(facts, items) if all(values)]
        for kind, template in templates:
            yield kind, [template % values for values in known]


@lru_cache(maxsize=512)
def _shape(fields: tuple[str, ...], instead: tuple[str, ...]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A key's text with %s for facts of the header and what stands instead of facts, and %%s for facts of items, which
    are filled in later; the names of the first, the facts of the second.
    """
    later = {name: fact for name in fields if name not in instead and (fact := item_fact(name))}
    text = "".join([f"|{name}=%%s" if name in later else f"|{name}=%s" for name in fields])
    return text, tuple([name for name in fields if name not in later]), tuple(later.values())


def _distinct(facts: Sequence[str], items: Sequence[ItemFacts]) -> Iterable[tuple[str, ...]]:
    """What these facts are on the items, each combination once."""
    if not facts:
        return [()] if items else []
    if len(facts) == 1:
        return zip(dict.fromkeys([getattr(item, facts[0]) for item in items]))
    return dict.fromkeys(map(attrgetter(*facts), items))


def lookups_by(kind: TypeRule, values: Mapping[str, str]) -> set[str]:
    """Every text that a type looks up by these facts, where no higher customer is known."""
    own = values[HIERARCHY]
    found = (
        lookup_of(kind.code, access.fields, {**values, **instead}, access.optional)
        for access, instead in _tried(kind, (own,) if own else ())
    )
    return {lookup for lookup in found if lookup is not None}


def _tried(kind: TypeRule, nodes: Sequence[str]) -> Iterator[tuple[AccessRule, dict[str, str]]]:
    for access in kind.accesses:
        for instead in [{}] if is_plain(access) else ways_of(access, nodes):
            yield access, instead


def _alone(header: HeaderFacts) -> tuple[str, ...]:
    return (header.customer,) if header.customer else ()


def climbs(procedure: ProcedureRule) -> bool:
    """Whether any key of a procedure joins the hierarchy of customers, which then must be known."""
    return any(HIERARCHY in access.fields for step in procedure.steps if step.type for access in step.type.accesses)


def basket_facts(basket: str) -> dict[str, str]:
    """The facts that "product=A|plant=ATH1" asks of an item, by their names in keys."""
    return dict([part.partition("=")[::2] for part in basket.split("|")])


def in_basket(item: ItemFacts, basket: str) -> bool:
    """Whether an item has all the facts that a basket names."""
    return all(getattr(item, item_fact(name) or name) == value for name, value in basket_facts(basket).items())
