"""The standard configuration: RVAA01's shape, Greek and EU taxes. Data to install, not code to run."""

from decimal import Decimal
from typing import NamedTuple


class TypeSeed(NamedTuple):
    code: str
    name_en: str
    name_el: str
    condition_class: str
    calculation: str
    sign: str
    sequence: str
    options: dict[str, object]


class StepSeed(NamedTuple):
    step: int
    counter: int
    type: str
    label: str
    from_step: int | None
    options: dict[str, object]


SEQUENCES: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "PR00": (
        "Price",
        (("customer", "product"), ("price_list", "product"), ("customer_group", "product"), ("product",)),
    ),
    "K004": ("Product", (("product",),)),
    "K005": ("Customer and product", (("customer", "product"),)),
    "K007": ("Customer", (("customer",),)),
    "K020": ("Price group", (("price_group",),)),
    "K021": ("Customer group", (("customer_group", "pricing_group"), ("customer_group",))),
    "K029": ("Pricing group of products", (("pricing_group",), ("product_group",))),
    "K030": ("Customer and pricing group", (("customer", "pricing_group"),)),
    "K031": ("Price group and pricing group", (("price_group", "pricing_group"),)),
    "K032": ("Price group and product", (("price_group", "product"),)),
    "KF00": ("Freight", (("incoterms", "destination_country"), ("incoterms",))),
    "KS00": ("Surcharge", (("product",), ("product_group",))),
    "MWST": (
        "Tax",
        (
            ("tax_case", "departure_country", "destination_region", "customer_tax_class", "product_tax_class"),
            ("tax_case", "departure_country", "customer_tax_class", "product_tax_class"),
            ("tax_case", "departure_country", "customer_tax_class"),
            ("tax_case", "departure_country"),
        ),
    ),
}

GROUP: dict[str, object] = {"is_group": True}
MANUAL: dict[str, object] = {"is_manual": True}
BY_WEIGHT: dict[str, object] = {"scale_basis": "gross_weight"}
HEADER: dict[str, object] = {"is_manual": True, "is_header": True}
TYPES = (
    TypeSeed("PR00", "Price", "Τιμή", "price", "quantity", "plus", "PR00", {}),
    TypeSeed("PB00", "Price entered", "Τιμή με το χέρι", "price", "quantity", "plus", "", MANUAL),
    TypeSeed("PN00", "Net price entered", "Καθαρή τιμή με το χέρι", "net_price", "quantity", "plus", "", MANUAL),
    TypeSeed("K004", "Product discount", "Έκπτωση είδους", "discount", "percent", "minus", "K004", {}),
    TypeSeed("K005", "Customer/product discount", "Έκπτωση πελάτη/είδους", "discount", "percent", "minus", "K005", {}),
    TypeSeed("K007", "Customer discount", "Έκπτωση πελάτη", "discount", "percent", "minus", "K007", {}),
    TypeSeed("K020", "Price group discount", "Έκπτωση ομάδας τιμών", "discount", "percent", "minus", "K020", {}),
    TypeSeed("K021", "Customer group discount", "Έκπτωση ομάδας πελατών", "discount", "percent", "minus", "K021", {}),
    TypeSeed("K029", "Product group discount", "Έκπτωση ομάδας ειδών", "discount", "percent", "minus", "K029", {}),
    TypeSeed(
        "K030", "Customer/product group discount", "Έκπτωση πελάτη/ομάδας ειδών",
        "discount", "percent", "minus", "K030", {},
    ),
    TypeSeed(
        "K031", "Price group/product group discount", "Έκπτωση ομάδας τιμών/ομάδας ειδών",
        "discount", "percent", "minus", "K031", {},
    ),
    TypeSeed(
        "K032", "Price group/product discount", "Έκπτωση ομάδας τιμών/είδους",
        "discount", "percent", "minus", "K032", {},
    ),
    TypeSeed("RA00", "Discount % entered", "Έκπτωση % με το χέρι", "discount", "percent", "minus", "", MANUAL),
    TypeSeed("RB00", "Discount amount entered", "Ποσό έκπτωσης με το χέρι", "discount", "fixed", "minus", "", MANUAL),
    TypeSeed(
        "RC00", "Discount per unit entered", "Έκπτωση ανά μονάδα με το χέρι",
        "discount", "quantity", "minus", "", MANUAL,
    ),
    TypeSeed("KS00", "Surcharge", "Επιβάρυνση", "surcharge", "percent", "plus", "KS00", {}),
    TypeSeed("R100", "Free of charge", "Δωρεάν", "discount", "percent", "minus", "", {}),
    TypeSeed("HA00", "Header discount %", "Έκπτωση % συνόλου", "discount", "percent", "minus", "", HEADER),
    TypeSeed("HB00", "Header discount amount", "Ποσό έκπτωσης συνόλου", "discount", "fixed", "minus", "", HEADER),
    TypeSeed("HD00", "Freight entered", "Μεταφορικά με το χέρι", "freight", "fixed", "plus", "", HEADER),
    TypeSeed("KF00", "Freight", "Μεταφορικά", "freight", "gross_weight", "plus", "KF00", BY_WEIGHT),
    TypeSeed("MWST", "VAT", "ΦΠΑ", "tax", "percent", "plus", "MWST", {}),
    TypeSeed("VPRS", "Cost", "Κόστος", "cost", "quantity", "plus", "", {}),
)  # fmt: skip

DISCOUNTS = ("K032", "K005", "K007", "K004", "K020", "K021", "K029", "K030", "K031")
PROCEDURE = (
    StepSeed(11, 0, "PR00", "", None, {"mandatory": True}),
    StepSeed(13, 0, "PB00", "", None, {"manual_only": True}),
    StepSeed(100, 0, "", "gross_value", None, {}),
    *(StepSeed(101 + place, 0, code, "", 100, {}) for place, code in enumerate(DISCOUNTS)),
    StepSeed(110, 1, "RA00", "", None, {"manual_only": True}),
    StepSeed(110, 2, "RC00", "", None, {"manual_only": True}),
    StepSeed(110, 3, "RB00", "", None, {"manual_only": True}),
    StepSeed(120, 0, "KS00", "", 100, {}),
    StepSeed(310, 0, "PN00", "", None, {"manual_only": True}),
    StepSeed(399, 0, "R100", "", None, {"requirement": "free_item"}),
    StepSeed(800, 0, "", "net_value", None, {}),
    StepSeed(810, 1, "HA00", "", 800, {"manual_only": True}),
    StepSeed(810, 2, "HB00", "", 800, {"manual_only": True}),
    StepSeed(810, 3, "HD00", "", 800, {"manual_only": True}),
    StepSeed(815, 0, "KF00", "", None, {"requirement": "not_free"}),
    StepSeed(900, 0, "", "net_value_2", None, {}),
    StepSeed(915, 0, "MWST", "", 900, {"mandatory": True}),
    StepSeed(920, 0, "", "total", None, {}),
    StepSeed(940, 0, "VPRS", "", None, {"statistical": True}),
    StepSeed(950, 0, "", "margin", None, {}),
)


class TaxSeed(NamedTuple):
    """A tax record: its key, per cent, UNCL5305 category and the text the law wants."""

    key: dict[str, str]
    rate: Decimal
    code: str
    reason_key: str = ""


def _domestic(rates: dict[str, str], region: str = "") -> tuple[TaxSeed, ...]:
    return tuple(
        TaxSeed(
            {
                "tax_case": case,
                "departure_country": "GR",
                **({"destination_region": region} if region else {}),
                "customer_tax_class": "1",
                "product_tax_class": product_class,
            },
            Decimal(rate),
            "S",
        )
        for case in (("domestic",) if region else ("domestic", "eu_consumer"))
        for product_class, rate in rates.items()
    )


# Law 5144/2024 (Greek VAT code): 24, 13 and 6 per cent; 30 per cent less on Leros, Lesvos, Kos, Samos and Chios.
MAINLAND = {"1": "24", "2": "13", "3": "6"}
ISLANDS = {"1": "17", "2": "9", "3": "4"}
ISLAND_REGIONS = ("LEROS", "LESVOS", "KOS", "SAMOS", "CHIOS")
TAXES = (
    *_domestic(MAINLAND),
    *(seed for region in ISLAND_REGIONS for seed in _domestic(ISLANDS, region)),
    TaxSeed(
        {"tax_case": "domestic", "departure_country": "GR", "customer_tax_class": "1", "product_tax_class": "0"},
        Decimal(0), "E", "exempt_product",
    ),
    TaxSeed(
        {"tax_case": "domestic", "departure_country": "GR", "customer_tax_class": "0"},
        Decimal(0), "E", "exempt_customer",
    ),
    TaxSeed(
        {"tax_case": "domestic", "departure_country": "GR", "customer_tax_class": "2"},
        Decimal(0), "AE", "reverse_charge",
    ),
    TaxSeed({"tax_case": "eu_business", "departure_country": "GR"}, Decimal(0), "K", "intra_community_supply"),
    TaxSeed({"tax_case": "export", "departure_country": "GR"}, Decimal(0), "G", "export"),
)  # fmt: skip
