"""What is wrong with the set-up of prices: configuration, and records against each other, products and customers."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from prosfora.catalog.models import Product
from prosfora.company.models import SalesArea
from prosfora.company.queries import exchange_rates
from prosfora.identity.models import User
from prosfora.parties.models import Party, PartySalesArea
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.book import price_document
from prosfora.pricing.queries.configuration import Configuration, NoProcedure, configuration
from prosfora.pricing.queries.records import terms_of, visible_conditions
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.setup_faults import (
    FAULT,
    HINT,
    SetupFault,
    faults_of_determination,
    faults_of_procedure,
    faults_of_types,
)

MOST = 100  # findings of one kind; the first ones are enough to begin with
DAY = dt.timedelta(days=1)
SOON = dt.timedelta(days=90)
PRICES = ("price", "net_price")


def setup_faults(user: User, today: dt.date) -> list[SetupFault]:
    """Everything that is wrong, the grave ones first; of records only those the user sees, at most 100 of a kind.

    The number of statements depends on the configuration, not on the records.
    """
    known, rows = configuration(), visible_conditions(user)
    found = [*configuration_faults(known), *record_faults(rows, today), *_unused(known), *_untaxed(user, today)]
    return sorted(found, key=lambda fault: fault.severity != FAULT)


def configuration_faults(known: Configuration) -> list[SetupFault]:
    """What is wrong with types, accesses, procedures and determination; no statement."""
    found = list(faults_of_types(known.types))
    for procedure in known.procedures.values():
        found += faults_of_procedure(procedure)
    found += faults_of_determination(known.determination, known.procedures)
    return found


def record_faults(rows: "QuerySet[ConditionRecord]", today: dt.date) -> Iterator[SetupFault]:
    """What is wrong with records that hold now or will."""
    released = rows.filter(status="released").order_by("lookup", "valid_from", "id")
    living = released.filter(valid_to__gte=today)
    yield from _gaps(released, today)
    yield from _ends(released, today)
    yield from _shadowed(living)
    yield from _of_nobody(living, today)
    yield from _scales(living)
    yield from _without_rate(living, today)


def _gaps(released: "QuerySet[ConditionRecord]", today: dt.date) -> Iterator[SetupFault]:
    """A price begins in the future, the one before it ends earlier than the day before: nothing holds between."""
    earlier = _same_place().filter(valid_from__lt=OuterRef("valid_from")).order_by("-valid_to").values("valid_to")
    coming = released.filter(valid_from__gt=today).annotate(before=Subquery(earlier[:1])).exclude(before=None)
    count = 0
    for row in coming.values_list("pk", "lookup", "valid_from", "before").iterator(chunk_size=2_000):
        pk, lookup, first, before = row
        if before + DAY < first:
            yield SetupFault("gap", FAULT, lookup, {"from": before + DAY, "to": first - DAY}, pk)
            count += 1
            if count == MOST:
                return


def _ends(released: "QuerySet[ConditionRecord]", today: dt.date) -> Iterator[SetupFault]:
    """A base price of a product that is still sold has ended, or ends soon, and none follows."""
    prices = released.filter(condition_type__condition_class__in=PRICES)
    sold = _sold(today).filter(number=OuterRef("product"))
    later = _same_place().filter(valid_to__gt=OuterRef("valid_to"))
    ended = prices.filter(Exists(sold), ~Exists(later), valid_to__lt=today + SOON)
    for row in ended.exclude(product="")[:MOST]:
        severity = FAULT if row.valid_to < today else HINT
        yield SetupFault("ended_without_successor", severity, row.lookup, {"last": row.valid_to}, row.pk)


def _shadowed(living: "QuerySet[ConditionRecord]") -> Iterator[SetupFault]:
    """A record for all sales areas loses wherever an area has its own on the same days; a currency to another one."""
    everywhere = ConditionRecord.objects.filter(
        lookup=OuterRef("lookup"), status="released", sales_area=None, currency=OuterRef("currency"),
        valid_from__lte=OuterRef("valid_to"), valid_to__gte=OuterRef("valid_from"),
    )  # fmt: skip
    for row in living.exclude(sales_area=None).filter(Exists(everywhere))[:MOST]:
        yield SetupFault("overlaps_all_areas", HINT, row.lookup, {"area": row.sales_area_id}, row.pk)
    others = ConditionRecord.objects.filter(
        lookup=OuterRef("lookup"), status="released", sales_area=OuterRef("sales_area"),
        valid_from__lte=OuterRef("valid_to"), valid_to__gte=OuterRef("valid_from"), pk__lt=OuterRef("pk"),
    ).exclude(currency=OuterRef("currency"))  # fmt: skip
    for row in living.filter(Exists(others))[:MOST]:
        yield SetupFault("overlaps_in_currencies", HINT, row.lookup, {"currency": row.currency or "%"}, row.pk)


def _of_nobody(living: "QuerySet[ConditionRecord]", today: dt.date) -> Iterator[SetupFault]:
    """Records for products that are no longer sold, or customers that do not exist."""
    sold = _sold(today).filter(number=OuterRef("product"))
    for row in living.exclude(product="").filter(~Exists(sold))[:MOST]:
        yield SetupFault("product_not_sold", HINT, row.lookup, {"product": row.product}, row.pk)
    customer = Party.objects.filter(number=OuterRef("customer"))
    for row in living.exclude(customer="").filter(~Exists(customer))[:MOST]:
        yield SetupFault("no_such_customer", FAULT, row.lookup, {"customer": row.customer}, row.pk)


def _scales(living: "QuerySet[ConditionRecord]") -> Iterator[SetupFault]:
    """Who takes more pays more per unit, or gets less off: mostly a slip of the pen."""
    count = 0
    rows = living.exclude(scales=[]).filter(condition_type__condition_class__in=(*PRICES, "discount"))
    for row in rows.iterator(chunk_size=2_000):
        rates = [rate for _level, rate in terms_of(row).scales]
        sign = -1 if row.condition_type.condition_class == "discount" else 1
        if any((later - earlier) * sign > 0 for earlier, later in pairwise(rates)):
            yield SetupFault("scale_rises", HINT, row.lookup, {}, row.pk)
            count += 1
            if count == MOST:
                return


def _without_rate(living: "QuerySet[ConditionRecord]", today: dt.date) -> Iterator[SetupFault]:
    """Amounts in a currency that cannot be converted into that of any sales area."""
    used = set(living.exclude(currency="").order_by().values_list("currency", flat=True).distinct())
    for target in sorted(set(SalesArea.objects.values_list("currency", flat=True))):
        known = exchange_rates(used - {target}, target, today)
        for currency in sorted(used - {target} - set(known)):
            yield SetupFault("no_exchange_rate", FAULT, currency, {"from": currency, "to": target})


def _unused(known: Configuration) -> Iterator[SetupFault]:
    """Records of types that no procedure reads; accesses and types for which nobody recorded anything."""
    in_use = {step.type.code for one in known.procedures.values() for step in one.steps if step.type is not None}
    recorded = set(ConditionRecord.objects.order_by().values_list("condition_type", flat=True).distinct())
    for code in sorted(recorded - in_use):
        yield SetupFault("type_in_no_procedure", FAULT, code)
    for code in sorted(in_use & recorded):
        for access in known.types[code].accesses:
            pattern = "".join(f"\\|{name}=[^|]+" for name in access.fields)
            rows = ConditionRecord.objects.filter(condition_type=code, lookup__regex=f"^{code}{pattern}$")
            if not rows.exists():
                yield SetupFault("access_without_records", HINT, f"{code}/{access.number}")


def _untaxed(user: User, today: dt.date) -> Iterator[SetupFault]:
    """Tax classes of products and customers for which a sale at home finds no tax, asked of the engine itself."""
    products = sorted(set(Product.objects.order_by().values_list("tax_class", flat=True).distinct()))
    customers = sorted(set(PartySalesArea.objects.order_by().values_list("tax_class", flat=True).distinct()))
    area = SalesArea.objects.order_by("pk").select_related("plant").first()
    one = Decimal(1)
    items = [
        ItemFacts(place * 10, "-", one, "PCE", one, "PCE", tax_class=name) for place, name in enumerate(products, 1)
    ]
    for customer in customers if area is not None and items else ():
        assert area is not None
        header = HeaderFacts(
            sales_area=area.pk, document_type="QT", currency=area.currency, pricing_date=today,
            departure_country=area.plant.country, destination_country=area.plant.country, customer_tax_class=customer,
        )  # fmt: skip
        try:
            answer = price_document(header, items, trace=False)
        except NoProcedure:
            return
        for problem in answer.problems:
            if problem.code == "no_tax":
                classes = {"customer": customer, "product": products[problem.position // 10 - 1]}
                yield SetupFault("no_tax", FAULT, f"{customer}/{classes['product']}", classes)


def _same_place() -> "QuerySet[ConditionRecord]":
    """The released records of the same key, sales area and currency as the outer row."""
    nowhere = Value("")
    return ConditionRecord.objects.annotate(area=Coalesce("sales_area_id", nowhere)).filter(
        area=Coalesce(OuterRef("sales_area_id"), nowhere),
        lookup=OuterRef("lookup"), currency=OuterRef("currency"), status="released",
    )  # fmt: skip


def _sold(today: dt.date) -> "QuerySet[Product]":
    """The products that are sold on a day or later."""
    still = Q(sold_until=None) | Q(sold_until__gte=today)
    return Product.objects.exclude(status="phased_out").filter(still)
