"""Greek and EU VAT as condition records to install: rates, exemptions, and the key of the text the law wants."""

from decimal import Decimal
from typing import NamedTuple


class TaxSeed(NamedTuple):
    """A tax record: its key, per cent, UNCL5305 category and the key of the text on the document."""

    key: dict[str, str]
    rate: Decimal
    code: str
    reason_key: str = ""


NOTHING = Decimal(0)
# Greek VAT code (Law 5144/2024): 24, 13 and 6 per cent; 30 per cent less on Leros, Lesvos, Kos, Samos and Chios.
# Product tax classes 1 full, 2 reduced, 3 super-reduced, 0 exempt.
MAINLAND = {"1": Decimal(24), "2": Decimal(13), "3": Decimal(6)}
ISLANDS = {"1": Decimal(17), "2": Decimal(9), "3": Decimal(4)}
ISLAND_REGIONS = ("LEROS", "LESVOS", "KOS", "SAMOS", "CHIOS")


def _rates(case: str, rates: dict[str, Decimal], **region: str) -> tuple[TaxSeed, ...]:
    """Full-tax customers (class 1), one record per product class."""
    key = {"tax_case": case, "departure_country": "GR", **region, "customer_tax_class": "1"}
    return tuple(TaxSeed({**key, "product_tax_class": name}, rate, "S") for name, rate in rates.items())


def _none(case: str, code: str, reason: str, **classes: str) -> TaxSeed:
    return TaxSeed({"tax_case": case, "departure_country": "GR", **classes}, NOTHING, code, reason)


TAXES = (
    *_rates("domestic", MAINLAND),
    *(seed for region in ISLAND_REGIONS for seed in _rates("domestic", ISLANDS, destination_region=region)),
    _none("domestic", "E", "exempt_product", customer_tax_class="1", product_tax_class="0"),
    _none("domestic", "E", "exempt_customer", customer_tax_class="0"),
    _none("domestic", "AE", "reverse_charge", customer_tax_class="2"),
    # Consumers and firms without a number in another member state: Greek VAT (below the threshold of distance sales).
    *_rates("eu_consumer", MAINLAND),
    _none("eu_consumer", "E", "exempt_product", customer_tax_class="1", product_tax_class="0"),
    _none("eu_consumer", "E", "exempt_customer", customer_tax_class="0"),
    _none("eu_business", "K", "intra_community_supply"),
    _none("export", "G", "export"),
)
