"""The facts a check of the set-up looks at: configuration, areas, tax classes, currencies, and where records are."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.db.models import Exists, Q

from prosfora.catalog.models import Product
from prosfora.company.models import SalesArea
from prosfora.company.queries import exchange_rates
from prosfora.company.queries.attributes import attribute_facts
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.database import among
from prosfora.parties.models import PartySalesArea
from prosfora.pricing.models import Access, AccessSequence, ConditionRecord, ConditionType
from prosfora.pricing.queries.configuration import Configuration, configuration
from prosfora.pricing.queries.records import visible_conditions
from prosfora.pricing.rules.book import AccessRule, TypeRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.keys import header_values, item_values, lookups_by
from prosfora.pricing.rules.measures import ONE
from prosfora.pricing.rules.setup import Finding, by_severity, check_configuration
from prosfora.pricing.rules.setup.findings import ERROR, NOTE
from prosfora.pricing.rules.setup.unread import used_types

VERB = "pricing.check_setup"


def setup_findings(user: User, today: dt.date) -> list[Finding]:
    """What is wrong or doubtful in the set-up of prices, in the sales areas where the user may check it.

    A constant number of statements, whatever the number of records, products and customers.
    """
    known, areas = configuration(), _areas(user)
    every_area = set(SalesArea.objects.values_list("code", flat=True))
    found = check_configuration(
        sequences=_sequences(), types=known.types, procedures=known.procedures, determination=known.determination,
        sales_areas=every_area, formulas=known.formulas, own_facts=frozenset(attribute_facts()),
    )  # fmt: skip
    own = {area.code for area in areas}
    found = [finding for finding in found if finding.kind != "sales_area" or finding.place in own]
    found += [*_without_records(known, user), *_without_rate(areas, user, today), *_without_tax(known, areas, today)]
    return by_severity(found)


def _areas(user: User) -> list[SalesArea]:
    scopes = user.rights.scopes(VERB)
    rows = SalesArea.objects.select_related("plant").order_by("code")
    return list(rows if EVERYWHERE in scopes else rows.filter(code__in=scopes))


def _sequences() -> Mapping[str, tuple[AccessRule, ...]]:
    found: dict[str, tuple[AccessRule, ...]] = dict.fromkeys(AccessSequence.objects.values_list("code", flat=True), ())
    for row in Access.objects.order_by("sequence_id", "number"):
        rule = AccessRule(row.number, tuple(row.fields), row.requirement, row.exclusive, tuple(row.optional))
        found[row.sequence_id] = (*found[row.sequence_id], rule)
    return found


def _without_records(known: Configuration, user: User) -> Iterator[Finding]:
    """Accesses that no record was ever made for, all asked in one statement."""
    used = used_types(known.procedures)
    asked = [
        (kind, access)
        for kind in known.types.values()
        if kind.code in used
        for access in kind.accesses
        if access.fields
    ]
    if not asked:
        return
    rows = visible_conditions(user).order_by()
    recorded = [Exists(rows.filter(_key_of(kind, access))) for kind, access in asked]
    answers = ConditionType.objects.order_by("pk").values_list(*recorded)[:1]
    for (kind, access), is_there in zip(asked, answers[0], strict=True):
        if not is_there:
            yield Finding("access_without_records", NOTE, "type", kind.code, access.number)


def _key_of(kind: TypeRule, access: AccessRule) -> Q:
    """The records of a type that were made for one access: its facts, and none of its other accesses'."""
    others = {name for other in kind.accesses for name in other.fields} - set(access.fields)
    wanted = Q(condition_type=kind.code)
    for name in access.fields:
        wanted &= Q(lookup__contains=f"|{name}=")
    for name in sorted(others):
        wanted &= ~Q(lookup__contains=f"|{name}=")
    return wanted


def _without_rate(areas: list[SalesArea], user: User, today: dt.date) -> Iterator[Finding]:
    """Currencies of records that lead to a sales area's currency by no rate of the day."""
    rows = visible_conditions(user).filter(status="released", valid_to__gte=today).exclude(currency="")
    used = set(rows.order_by().values_list("currency", flat=True).distinct())
    for target in sorted({area.currency for area in areas}):
        foreign = used - {target}
        for missing in sorted(foreign - exchange_rates(foreign, target, today).keys()) if foreign else ():
            places = ", ".join(area.code for area in areas if area.currency == target)
            yield Finding("no_exchange_rate", ERROR, "sales_area", places, detail=missing, other=target)


def _without_tax(known: Configuration, areas: list[SalesArea], today: dt.date) -> Iterator[Finding]:
    """Tax classes of customers and products that meet in a sales area, and no tax is recorded for them."""
    classes = set(Product.objects.order_by().values_list("tax_class", flat=True).distinct())
    customers = set(PartySalesArea.objects.order_by().values_list("sales_area_id", "tax_class").distinct())
    used = used_types(known.procedures)
    kinds = [kind for kind in known.types.values() if kind.condition_class == "tax" and kind.code in used]
    asked = {
        (area.code, customer, product): _lookups(kinds, area, customer, product, today)
        for area in areas
        for place, customer in customers
        if place == area.code
        for product in classes
    }
    wanted = sorted({lookup for lookups in asked.values() for lookup in lookups})
    standing = ConditionRecord.objects.filter(status="released", valid_from__lte=today, valid_to__gte=today)
    held = set(among(standing, "lookup", wanted).values_list("lookup", "sales_area_id"))
    for (code, customer, product), lookups in sorted(asked.items()):
        if kinds and not any((lookup, area) in held for lookup in lookups for area in (None, code)):
            yield Finding("no_tax_record", ERROR, "sales_area", code, detail=customer, other=product)


def _lookups(kinds: list[TypeRule], area: SalesArea, customer: str, product: str, today: dt.date) -> set[str]:
    """The texts that a sale within the country looks its tax up by."""
    country = area.plant.country
    header = HeaderFacts(
        sales_area=area.code, document_type="QT", currency=area.currency, pricing_date=today,
        departure_country=country, destination_country=country, customer_tax_class=customer,
    )  # fmt: skip
    item = ItemFacts(position=10, product="", quantity=ONE, unit="", base_quantity=ONE, base_unit="", tax_class=product)
    values = item_values(header_values(header), item)
    return {lookup for kind in kinds for lookup in lookups_by(kind, values)}
