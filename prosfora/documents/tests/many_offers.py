"""Offers by chance, always the same ones: options, alternatives, free goods, sections, mixed taxes, currencies."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from prosfora.audit.services import System
from prosfora.catalog.tests.builders import a_product
from prosfora.company.services import set_exchange_rate
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.services import create_condition
from prosfora.pricing.tests.builders import SETUP, SINCE, SYSTEM, a_price
from tests.cast import MONDAY

PRODUCTS = {"BOLT-M8": "1", "GUIDE": "2", "FIRSTAID": "3"}  # at the full, the reduced and the super-reduced rate
CURRENCIES = {"EUR": Decimal(1), "JPY": Decimal("0.006123"), "KWD": Decimal("2.9871")}  # 2, 0 and 3 decimals; in EUR


def a_market() -> list[Party]:
    """Products of all rates with prices without and with tax, exchange rates, and customers of every tax treatment."""
    an_offering()
    for number, tax_class in PRODUCTS.items():
        if number != "BOLT-M8":
            a_product(number=number, tax_class=tax_class, stock="100000", cost="0.40")
            a_price(product=number, amount="7.77" if number == "GUIDE" else "24.93")
        create_condition(
            condition_type="PR01", key={"product": number}, amount=Decimal("3.33"), currency="EUR", unit="PCE",
            valid_from=SINCE, by=SYSTEM, at=SETUP,
        )  # fmt: skip
    for currency, worth in CURRENCIES.items():
        if currency != "EUR":
            set_exchange_rate(
                kind="M",
                source=currency,
                target="EUR",
                valid_from=dt.date(2026, 1, 1),
                rate=worth,
                by=System(),
                at=SETUP,
            )
    return [
        _buyer("Business", "1"),
        _buyer("Consumer", "3", kind="person", procedure="2"),
        _buyer("Berlin", "1", country="DE", vat_number="DE136695976"),
        _buyer("Boston", "1", country="US"),
        _buyer("Embassy", "0"),
    ]


def many_offers(seller: User, buyers: list[Party], count: int, seed: int = 4) -> Iterator[SalesDocument]:
    """So many drafts."""
    chance = random.Random(seed)
    for _ in range(count):
        buyer, currency = chance.choice(buyers), chance.choice(list(CURRENCIES))
        is_consumer = buyer.kind == "person"
        yield a_quotation(
            owner=seller, sold_to=buyer, currency=currency, language=chance.choice(["en", "el"]),
            items=list(_lines(chance, currency, is_consumer=is_consumer)), payment_terms="N030",
            manual=() if chance.random() < 0.7 else (ManualCondition("HB00", Decimal(1), currency),),
        )  # fmt: skip


def _lines(chance: random.Random, currency: str, *, is_consumer: bool) -> Iterator[ItemLine]:
    """A standard line, then anything: an alternative takes the place of the last line that counts."""
    yield _goods(chance, currency, "standard", is_consumer=is_consumer)
    kinds = ["standard"] * 4 + ["option", "option", "alternative", "free", "section", "text"]
    for kind in chance.choices(kinds, k=chance.randrange(1, 9)):
        if kind in ("section", "text"):
            yield ItemLine(category=kind, text=f"Some {kind}")
        else:
            yield _goods(chance, currency, kind, is_consumer=is_consumer)


def _goods(chance: random.Random, currency: str, category: str, *, is_consumer: bool) -> ItemLine:
    quantity = Decimal(chance.choice([1, 3, 7, 12, 40, 999]))
    line = ItemLine(product=chance.choice(list(PRODUCTS)), quantity=quantity, category=category)
    manual = []
    if not is_consumer and chance.random() < 0.5:
        smallest = Decimal(1) if currency == "JPY" else Decimal("0.001")
        manual.append(ManualCondition("PB00", smallest * chance.randrange(1, 10**6), currency, unit="PCE"))
    if chance.random() < 0.5:
        manual.append(ManualCondition("RA00", Decimal(chance.randrange(1, 300)).scaleb(-1)))
    return replace(line, manual=tuple(manual))


def _buyer(
    name: str,
    tax_class: str,
    *,
    country: str = "GR",
    vat_number: str = "",
    kind: str = "organisation",
    procedure: str = "",
) -> Party:
    address = AddressFacts(street="Main", house_number="1", postal_code="10000", city="X", country=country)
    return a_party(
        name=name, kind=kind, country=country, vat_number=vat_number, addresses=(address,),
        email=f"{name.lower()}@example.com", terms=AreaTerms(tax_class=tax_class, customer_procedure=procedure),
    )  # fmt: skip


def day_of(moment: dt.datetime = MONDAY) -> dt.date:
    """The day the offers are made on."""
    return moment.date()
