"""Greek and EU VAT as condition records to install: rates, exemptions, and the key of the text the law wants.

Customer's tax classes: 0 exempt, 1 full, 2 reverse charge at home, 3 private consumer. Product's: 0 exempt, 1 full,
2 reduced, 3 super-reduced, 4 full everywhere (tobacco, means of transport: no reduction on islands).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple


class TaxSeed(NamedTuple):
    """A tax record: its key, per cent, UNCL5305 category, the key of the text on the document, first and last day."""

    key: dict[str, str]
    rate: Decimal
    code: str
    reason_key: str = ""
    since: date = date(2016, 6, 1)  # the 24 % rate's first day (Law 4389/2016)
    until: date = date.max


NOTHING = Decimal(0)
FULL, CONSUMER = "1", "3"
# Greek VAT code (Law 5144/2024): 24, 13 and 6 per cent.
MAINLAND = {"1": Decimal(24), "2": Decimal(13), "3": Decimal(6), "4": Decimal(24)}
# 30 per cent less on islands (article 26): five of old; since 2026 those of up to 20,000 people in the North Aegean,
# the Dodecanese and Evros (Law 5246/2025, circular E.2113/2025). What is sent there from elsewhere has the lower rates
# only for a business established on the island: a private consumer (class 3) pays the mainland's.
ISLANDS = {"1": Decimal(17), "2": Decimal(9), "3": Decimal(4)}
OLD_ISLANDS = ("LEROS", "LESVOS", "KOS", "SAMOS", "CHIOS")
NEW_ISLANDS = (
    "AGATHONISI", "AGIOS EFSTRATIOS", "ASTYPALAIA", "CHALKI", "FOURNOI", "IKARIA", "KALYMNOS", "KARPATHOS", "KASOS",
    "LEIPSOI", "LIMNOS", "MEGISTI", "NISYROS", "OINOUSSES", "PATMOS", "PSARA", "SAMOTHRAKI", "SYMI", "TILOS",
)  # fmt: skip
NEW_ISLANDS_SINCE = date(2026, 1, 1)


def _rates(case: str, rates: Mapping[str, Decimal], customer: str = FULL, **region: str) -> tuple[TaxSeed, ...]:
    """One record per product class."""
    key = {"tax_case": case, "departure_country": "GR", **region, "customer_tax_class": customer}
    return tuple(TaxSeed({**key, "product_tax_class": name}, rate, "S") for name, rate in rates.items())


def _none(case: str, code: str, reason: str, **classes: str) -> TaxSeed:
    return TaxSeed({"tax_case": case, "departure_country": "GR", **classes}, NOTHING, code, reason)


def _greek(case: str) -> Iterator[TaxSeed]:
    """What everybody pays on whom Greek VAT falls."""
    for customer in (FULL, CONSUMER):
        yield from _rates(case, MAINLAND, customer)
        yield _none(case, "E", "exempt_product", customer_tax_class=customer, product_tax_class="0")
    yield _none(case, "E", "exempt_customer", customer_tax_class="0")


def _islands() -> Iterator[TaxSeed]:
    for region in OLD_ISLANDS:
        yield from _rates("domestic", ISLANDS, destination_region=region)
    for region in NEW_ISLANDS:
        for seed in _rates("domestic", ISLANDS, destination_region=region):
            yield seed._replace(since=NEW_ISLANDS_SINCE)


TAXES = (
    *_greek("domestic"),
    *_islands(),
    _none("domestic", "AE", "reverse_charge", customer_tax_class="2"),
    # Consumers and firms without a number in another member state: Greek VAT, until the seller's distance sales pass
    # the threshold of 10,000 EUR a year (directive 2006/112/EC, article 59c); see DESTINATION_RATES.
    *_greek("eu_consumer"),
    _none("eu_business", "K", "intra_community_supply"),
    _none("export", "G", "export"),
)

# Standard rates of the other member states, each with the day it began (before 2021-07-01, when the one-stop shop for
# distance sales opened, that day stands). Reduced rates differ by goods and country: the pricing clerk records them.
_OPENED = date(2021, 7, 1)
DESTINATION_RATES: dict[str, tuple[tuple[date, str], ...]] = {
    "AT": ((_OPENED, "20"),),
    "BE": ((_OPENED, "21"),),
    "BG": ((_OPENED, "20"),),
    "CY": ((_OPENED, "19"),),
    "CZ": ((_OPENED, "21"),),
    "DE": ((_OPENED, "19"),),
    "DK": ((_OPENED, "25"),),
    "EE": ((_OPENED, "20"), (date(2024, 1, 1), "22"), (date(2025, 7, 1), "24")),
    "ES": ((_OPENED, "21"),),
    "FI": ((_OPENED, "24"), (date(2024, 9, 1), "25.5")),
    "FR": ((_OPENED, "20"),),
    "HR": ((_OPENED, "25"),),
    "HU": ((_OPENED, "27"),),
    "IE": ((_OPENED, "23"),),
    "IT": ((_OPENED, "22"),),
    "LT": ((_OPENED, "21"),),
    "LU": ((_OPENED, "17"), (date(2023, 1, 1), "16"), (date(2024, 1, 1), "17")),
    "LV": ((_OPENED, "21"),),
    "MT": ((_OPENED, "18"),),
    "NL": ((_OPENED, "21"),),
    "PL": ((_OPENED, "23"),),
    "PT": ((_OPENED, "23"),),
    "RO": ((_OPENED, "19"), (date(2025, 8, 1), "21")),
    "SE": ((_OPENED, "25"),),
    "SI": ((_OPENED, "22"),),
    "SK": ((_OPENED, "20"), (date(2025, 1, 1), "23")),
}
DESTINATION_KEY = ("tax_case", "destination_country", "customer_tax_class", "product_tax_class")


def destination_taxes(since: date) -> Iterator[TaxSeed]:
    """The standard rates of the other member states that hold on `since` or later, from that day on.

    For what consumers there buy at a distance once the seller owes VAT where the goods arrive.
    """
    for country, periods in DESTINATION_RATES.items():
        lasts = [first - timedelta(days=1) for first, _rate in periods[1:]] + [date.max]
        for (first, rate), last in zip(periods, lasts, strict=True):
            if last >= since:
                for customer in (FULL, CONSUMER):
                    key = dict(zip(DESTINATION_KEY, ("eu_consumer", country, customer, "1"), strict=True))
                    yield TaxSeed(key, Decimal(rate), "S", since=max(first, since), until=last)
