"""A company's years of business: parties, products and 100,000 quotations, written in bulk, the same every time.

    python -m bench.load --quotations 100000 --items 5 --parties 10000

Works on the database of the environment (PROSFORA_DATABASE_URL), migrated, empty or not. Headers and items are copies
of priced prototypes made by the real verbs, so that lists, totals and pages read what they would in daily use.
"""

import argparse
import datetime as dt
import os
import random
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosfora.site.settings")

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
BATCH = 2_000
FIRST_NUMBER = 21_000_000  # beyond the numbers that the range draws meanwhile
AREAS = ("GR01-10-00", "GR01-20-00")
SELLERS = 20
DAYS = 3 * 365
# status and how often per thousand: most offers are over, a few are rare
STATUSES = (("draft", 60), ("issued", 190), ("accepted", 400), ("declined", 345), ("withdrawn", 5))
NAMES = ("Παπαδόπουλος", "Νίκη", "Αιγαίο", "Müller", "Rossi", "Ιωάννου", "Θράκη", "Nordic", "Λαμία", "Κρητική", "Atlas")
KINDS = ("ΑΕ", "ΕΠΕ", "& Υιοί", "GmbH", "SpA", "Ltd", "Εμπορική", "Τεχνική", "Βιομηχανία")


def load_base(products: int = 200) -> None:
    """The company, its sellers, products with prices and stock, where the database has none."""
    from prosfora.audit.services import System
    from prosfora.catalog.models import Product
    from prosfora.catalog.tests.builders import a_product
    from prosfora.company.models import Company
    from prosfora.company.tests.builders import a_company
    from prosfora.documents.services import install_document_defaults
    from prosfora.identity.models import RoleGrant, User
    from prosfora.pricing.models import ConditionRecord
    from prosfora.pricing.tests.builders import a_price, standard_pricing

    if not Company.objects.exists():
        a_company()
        standard_pricing()
        install_document_defaults(by=System(), at=NOW)
    for number in range(SELLERS):
        user, fresh = User.objects.get_or_create(
            username=f"bench-seller-{number:02}", defaults={"date_joined": NOW, "home_area": AREAS[0]}
        )
        if fresh:
            RoleGrant.objects.create(user=user, role="sales_lead" if number == 0 else "seller", scope=AREAS[number % 2])
    for number in range(Product.objects.filter(number__startswith="BENCH-").count(), products):
        a_product(number=f"BENCH-{number:04}", name=f"Είδος {number}", stock=100_000, cost="6.00")
        a_price(product=f"BENCH-{number:04}", amount=f"{5 + number % 40}.{number % 100:02}")
    assert ConditionRecord.objects.exists()


def load_parties(count: int) -> list[tuple[int, str, str]]:
    """So many customers of both areas; (id, number, name) of each."""
    from prosfora.kit.search import fold, search_text
    from prosfora.parties.models import Party, PartySalesArea

    have = Party.objects.filter(number__startswith="4").count()
    chance = random.Random(7)
    for start in range(have, count, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, count)):
            name, key = f"{chance.choice(NAMES)} {chance.choice(KINDS)} {number}", str(4_000_000 + number)
            rows.append(
                Party(
                    number=key, name=name, sort_name=fold(name)[:60], country="GR", is_customer=True, is_prospect=False,
                    created_at=NOW, changed_at=NOW, search_text=search_text(key, name),
                )
            )  # fmt: skip
        stored = Party.objects.bulk_create(rows)
        PartySalesArea.objects.bulk_create(
            PartySalesArea(party=party, sales_area_id=area) for party in stored for area in AREAS
        )
    return list(Party.objects.filter(number__startswith="4").order_by("id").values_list("id", "number", "name"))


def load_quotations(count: int, items: int, parties: Sequence[tuple[int, str, str]]) -> None:
    """So many quotations in all statuses over three years, with `items` lines each (0: headers alone)."""
    from django.db import transaction

    from prosfora.documents.models import SalesDocument
    from prosfora.kit.database import bulk_append, bulk_insert

    prototypes = list(_prototypes(max(items, 1)))
    have = SalesDocument.objects.filter(number__gte=str(FIRST_NUMBER), number__lt=str(FIRST_NUMBER + 8_000_000)).count()
    chance = random.Random(11)
    for start in range(have, count, BATCH):
        with transaction.atomic():
            pairs = [
                _header(number, chance, prototypes[number % len(prototypes)], parties)
                for number in range(start, min(start + BATCH, count))
            ]
            bulk_insert([header for header, _ in pairs])
            if items:
                bulk_append(_copies(pairs, items))


def load_drafts(count: int, items: int, parties: Sequence[tuple[int, str, str]]) -> list[int]:
    """So many drafts of the first sales area with `items` lines each, to be priced again; their ids."""
    from django.db import connection, transaction

    from prosfora.documents.models import DocumentPartner, SalesDocument
    from prosfora.kit.database import bulk_append, bulk_insert

    first = FIRST_NUMBER + 8_000_000
    drafts = SalesDocument.objects.filter(number__gte=str(first), number__lt=str(first + 1_000_000))
    have = drafts.count()
    prototypes, chance = list(_prototypes(items)), random.Random(23)
    for start in range(have, count, 500):
        with transaction.atomic():
            pairs = []
            for number in range(start, min(start + 500, count)):
                made = prototypes[number % len(prototypes)]
                header, rows = _header(8_000_000 + number, chance, made, parties)
                header.status, header.sales_area_id, header.pricing_date = "draft", AREAS[0], NOW.date()
                pairs.append((header, rows))
            bulk_insert([header for header, _ in pairs])
            bulk_append(_copies(pairs, items))
            bulk_append(
                [
                    DocumentPartner(document=header, function=function, party_id=header.sold_to_id)
                    for header, _ in pairs
                    for function in ("AG", "WE", "RE", "RG")
                ]
            )
    if have < count:  # as a server in use counts its tables by itself, which one for tests may not
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return list(drafts.order_by("pk").values_list("pk", flat=True)[:count])


def load_next_years_prices(day: dt.date) -> None:
    """Another base price of every product from a day on, so that pricing again on that day changes every item."""
    from prosfora.audit.services import System
    from prosfora.pricing.models import ConditionRecord
    from prosfora.pricing.services import change_condition

    prices = ConditionRecord.objects.filter(lookup__startswith="PR00|product=BENCH-", valid_to__gte=day)
    for record in prices.exclude(valid_from__gte=day):
        amount = record.amount * 2
        change_condition(condition=record, changes={"amount": amount}, valid_from=day, by=System(), at=NOW)


def _prototypes(items: int) -> Iterator[tuple[Any, list[Any]]]:
    """A few priced quotations made by the real verb, then taken off the database again."""
    from prosfora.company.models import SalesArea
    from prosfora.documents.models import SalesDocument
    from prosfora.documents.rules.lines import ItemLine
    from prosfora.documents.services import create_quotation
    from prosfora.identity.models import User
    from prosfora.parties.models import Party

    seller = User.objects.get(username="bench-seller-00")
    area, party = SalesArea.objects.get(pk=AREAS[0]), Party.objects.order_by("id").first()
    assert party is not None
    for turn in range(20):
        lines = [ItemLine(product=f"BENCH-{(turn * 7 + n) % 200:04}", quantity=Decimal(10 + n)) for n in range(items)]
        made = create_quotation(sales_area=area, sold_to=party, header={}, items=lines, by=seller, at=NOW)
        yield made, list(made.items.all())
        SalesDocument.objects.filter(pk=made.pk).delete()


def _header(
    number: int, chance: random.Random, prototype: tuple[Any, list[Any]], parties: Sequence[tuple[int, str, str]]
) -> tuple[Any, list[Any]]:
    from prosfora.documents.models import SalesDocument
    from prosfora.kit.search import fold, search_text

    made, rows = prototype
    day = NOW.date() - dt.timedelta(days=chance.randrange(DAYS))
    party, _, name = parties[chance.randrange(len(parties))]
    status = chance.choices([s for s, _ in STATUSES], [w for _, w in STATUSES])[0]
    factor = Decimal(chance.randrange(50, 5_000)) / 100
    kept = {f.attname: getattr(made, f.attname) for f in SalesDocument._meta.concrete_fields if not f.generated}
    header = SalesDocument(
        **{
            **kept,
            "id": None,
            "number": str(FIRST_NUMBER + number),
            "status": status,
            "sales_area_id": AREAS[0] if chance.random() < 0.7 else AREAS[1],
            "sold_to_id": party,
            "sold_to_name": name,
            "sort_name": fold(name)[:60],
            "document_date": day,
            "document_month": day.replace(day=1),
            "pricing_date": day,
            "valid_from": day,
            "valid_to": None if number % 97 == 0 else day + dt.timedelta(days=30),
            "responsible_id": _sellers()[int(chance.random() ** 2 * SELLERS)],
            "net": round(made.net * factor, 2),
            "total": round(made.net * factor * Decimal("1.24"), 2),
            "search_text": search_text(str(FIRST_NUMBER + number), name),
        }
    )
    return header, rows


_known_sellers: list[int] = []


def _sellers() -> list[int]:
    from prosfora.identity.models import User

    if not _known_sellers:
        names = User.objects.filter(username__startswith="bench-seller-").order_by("username")
        _known_sellers.extend(names.values_list("pk", flat=True))
    return _known_sellers


def _copies(pairs: Sequence[tuple[Any, list[Any]]], items: int) -> list[Any]:
    from prosfora.documents.models import Item

    columns = [f.attname for f in Item._meta.concrete_fields if f.name not in ("id", "document")]
    return [
        Item(document_id=header.pk, **{name: getattr(row, name) for name in columns})
        for header, rows in pairs
        for row in rows[:items]
    ]


def main() -> None:
    """Load what the arguments ask for and say how long it took."""
    import django

    django.setup()
    from django.db import connection

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quotations", type=int, default=100_000)
    arguments.add_argument("--items", type=int, default=5)
    arguments.add_argument("--parties", type=int, default=10_000)
    given = arguments.parse_args()
    start = time.perf_counter()
    load_base()
    parties = load_parties(given.parties)
    load_quotations(given.quotations, given.items, parties)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    print(f"loaded in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
