"""The standard configuration: RVAA01's shape, without and with tax in the prices (docs/develop/pricing.md). Data to
install, not code to run.
"""

from typing import NamedTuple


class TypeSeed(NamedTuple):
    """A condition type: names, class, calculation, sign, access sequence ("" for none), further fields."""

    code: str
    name_en: str
    name_el: str
    condition_class: str
    calculation: str
    sign: str
    sequence: str
    options: dict[str, object]


class StepSeed(NamedTuple):
    """A step of the procedure; `from_step` is what a percentage builds on."""

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
    "KA00": (
        "Promotion",
        (
            ("campaign", "product"),
            ("campaign", "product_group"),
            ("campaign",),
            ("product",),
            ("product_group",),
        ),
    ),
    "KF00": ("Freight", (("incoterms", "destination_country"), ("incoterms",))),
    "KS00": ("Surcharge", (("product",), ("product_group",))),
    "BO03": ("Customer rebate", (("customer", "product"), ("customer", "product_group"), ("customer",))),
    "AMIW": ("Sales area", (("customer",), ("sales_area",))),
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

FOUND: dict[str, object] = {"is_manual": True}  # found, and may be typed within the record's limits
TYPED: dict[str, object] = {"is_manual": True}
BY_WEIGHT: dict[str, object] = {"is_manual": True, "scale_basis": "gross_weight"}
HEADER: dict[str, object] = {"is_manual": True, "is_header": True, "is_group": True}
ACCRUED: dict[str, object] = {"is_statistical": True}
GROUP: dict[str, object] = {"is_group": True}


def _discount(code: str, name_en: str, name_el: str) -> TypeSeed:
    """A discount in per cent by records; a single record may also be an amount per unit."""
    return TypeSeed(code, name_en, name_el, "discount", "percent", "minus", code, FOUND)


def _typed(code: str, name_en: str, name_el: str, calculation: str) -> TypeSeed:
    return TypeSeed(code, name_en, name_el, "discount", calculation, "minus", "", TYPED)


TYPES = (
    TypeSeed("PR00", "Price", "Τιμή", "price", "quantity", "plus", "PR00", {}),
    TypeSeed("PB00", "Price entered", "Τιμή με το χέρι", "price", "quantity", "plus", "", TYPED),
    TypeSeed("PN00", "Net price entered", "Καθαρή τιμή με το χέρι", "net_price", "quantity", "plus", "", TYPED),
    TypeSeed("PMIN", "Minimum price", "Ελάχιστη τιμή", "minimum", "quantity", "plus", "K004", {}),
    _discount("K004", "Product discount", "Έκπτωση είδους"),
    _discount("K005", "Customer/product discount", "Έκπτωση πελάτη/είδους"),
    _discount("K007", "Customer discount", "Έκπτωση πελάτη"),
    _discount("K020", "Price group discount", "Έκπτωση ομάδας τιμών"),
    _discount("K021", "Customer group discount", "Έκπτωση ομάδας πελατών"),
    _discount("K029", "Product group discount", "Έκπτωση ομάδας ειδών"),
    _discount("K030", "Customer/product group discount", "Έκπτωση πελάτη/ομάδας ειδών"),
    _discount("K031", "Price group/product group discount", "Έκπτωση ομάδας τιμών/ομάδας ειδών"),
    _discount("K032", "Price group/product discount", "Έκπτωση ομάδας τιμών/είδους"),
    _discount("KA00", "Promotion discount", "Έκπτωση προωθητικής ενέργειας"),
    _typed("RA01", "Discount % on list price entered", "Έκπτωση % στην τιμή καταλόγου με το χέρι", "percent"),
    _typed("RA00", "Discount % entered", "Έκπτωση % με το χέρι", "percent"),
    _typed("RC00", "Discount per unit entered", "Έκπτωση ανά μονάδα με το χέρι", "quantity"),
    _typed("RB00", "Discount amount entered", "Ποσό έκπτωσης με το χέρι", "fixed"),
    _typed("RD00", "Discount per weight entered", "Έκπτωση ανά βάρος με το χέρι", "gross_weight"),
    TypeSeed("KS00", "Surcharge", "Επιβάρυνση", "surcharge", "percent", "plus", "KS00", FOUND),
    TypeSeed("R100", "Free of charge", "Δωρεάν", "discount", "percent", "minus", "", {}),
    TypeSeed("HA00", "Header discount %", "Έκπτωση % συνόλου", "discount", "percent", "minus", "", HEADER),
    TypeSeed("HB00", "Header discount amount", "Ποσό έκπτωσης συνόλου", "discount", "fixed", "minus", "", HEADER),
    TypeSeed("HD00", "Freight entered", "Μεταφορικά με το χέρι", "freight", "fixed", "plus", "", HEADER),
    TypeSeed("HM00", "Order value entered", "Αξία παραγγελίας με το χέρι", "discount", "fixed", "plus", "", HEADER),
    TypeSeed("KF00", "Freight", "Μεταφορικά", "freight", "gross_weight", "plus", "KF00", BY_WEIGHT),
    TypeSeed("AMIW", "Minimum order value", "Ελάχιστη αξία παραγγελίας", "minimum", "fixed", "plus", "AMIW", GROUP),
    TypeSeed("AMIZ", "Minimum order surcharge", "Επιβάρυνση ελάχιστης αξίας", "surcharge", "fixed", "plus", "", GROUP),
    TypeSeed("BO03", "Customer rebate", "Επιστροφή πελάτη", "rebate", "percent", "plus", "BO03", ACCRUED),
    TypeSeed("MWST", "VAT", "ΦΠΑ", "tax", "percent", "plus", "MWST", {}),
    TypeSeed("DIFF", "Rounding of what is paid", "Στρογγυλοποίηση πληρωτέου", "rounding", "fixed", "plus", "AMIW", {}),
    # The same where prices contain the tax: types of their own, so that nothing without it is mixed in.
    TypeSeed("PR01", "Price with VAT", "Τιμή με ΦΠΑ", "price", "quantity", "plus", "PR00", {}),
    TypeSeed("PMI1", "Minimum price with VAT", "Ελάχιστη τιμή με ΦΠΑ", "minimum", "quantity", "plus", "K004", {}),
    TypeSeed("KF01", "Freight with VAT", "Μεταφορικά με ΦΠΑ", "freight", "gross_weight", "plus", "KF00", BY_WEIGHT),
    TypeSeed("AMI1", "Minimum order with VAT", "Ελάχιστη παραγγελία με ΦΠΑ", "minimum", "fixed", "plus", "AMIW", GROUP),
    TypeSeed("VPRS", "Cost", "Κόστος", "cost", "quantity", "plus", "", {"is_statistical": True}),
)

MANUAL_ONLY: dict[str, object] = {"manual_only": True}
DISCOUNTS = ("K032", "K005", "K007", "K004", "K020", "K021", "K029", "K030", "K031")  # steps 101 to 109
PROCEDURE = (
    StepSeed(11, 0, "PR00", "", None, {"mandatory": True}),
    StepSeed(13, 0, "PB00", "", None, MANUAL_ONLY),
    StepSeed(100, 0, "", "gross_value", None, {}),
    *(StepSeed(101 + place, 0, code, "", 100, {}) for place, code in enumerate(DISCOUNTS)),
    StepSeed(109, 1, "KA00", "", 100, {}),
    StepSeed(110, 1, "RA01", "", 100, MANUAL_ONLY),
    StepSeed(110, 2, "RA00", "", None, MANUAL_ONLY),
    StepSeed(110, 3, "RC00", "", None, MANUAL_ONLY),
    StepSeed(110, 4, "RB00", "", None, MANUAL_ONLY),
    StepSeed(110, 5, "RD00", "", None, MANUAL_ONLY),
    StepSeed(120, 0, "KS00", "", 100, {}),
    StepSeed(310, 0, "PN00", "", None, MANUAL_ONLY),
    StepSeed(320, 0, "PMIN", "", None, {"formula": "minimum_price"}),
    StepSeed(399, 0, "R100", "", None, {"requirement": "free_item", "formula": "full_discount"}),
    StepSeed(800, 0, "", "net_value", None, {}),
    StepSeed(810, 1, "HA00", "", 800, MANUAL_ONLY),
    StepSeed(810, 2, "HB00", "", 800, MANUAL_ONLY),
    StepSeed(810, 3, "HD00", "", 800, MANUAL_ONLY),
    StepSeed(810, 4, "HM00", "", None, {"manual_only": True, "formula": "order_value"}),
    StepSeed(815, 0, "KF00", "", None, {"requirement": "not_free"}),
    StepSeed(817, 0, "AMIW", "", None, {"statistical": True}),
    StepSeed(818, 0, "AMIZ", "", 817, {"formula": "minimum_order"}),
    StepSeed(900, 0, "", "net_value_2", None, {}),
    StepSeed(915, 0, "MWST", "", 900, {"mandatory": True}),
    StepSeed(920, 0, "", "total", None, {}),
    StepSeed(940, 0, "VPRS", "", None, {"statistical": True}),
    StepSeed(941, 0, "BO03", "", 900, {"statistical": True, "requirement": "not_free"}),
    StepSeed(950, 0, "", "margin", None, {}),
    StepSeed(960, 0, "DIFF", "", None, {}),
)

# Prices that contain the VAT: the same conditions, and the tax taken out at the end instead of put on top.
_CONTAINED: dict[str, object] = {"mandatory": True, "statistical": True, "formula": "tax_included"}
_OTHERWISE = {
    11: StepSeed(11, 0, "PR01", "", None, {"mandatory": True}),
    320: StepSeed(320, 0, "PMI1", "", None, {"formula": "minimum_price"}),
    800: StepSeed(800, 0, "", "value_with_tax", None, {}),
    815: StepSeed(815, 0, "KF01", "", None, {"requirement": "not_free"}),
    817: StepSeed(817, 0, "AMI1", "", None, {"statistical": True}),
    900: StepSeed(900, 0, "", "total", None, {}),
    915: StepSeed(915, 0, "MWST", "", 900, _CONTAINED),
    920: StepSeed(920, 0, "", "net_of_tax", None, {}),
    941: StepSeed(941, 0, "BO03", "", 920, {"statistical": True, "requirement": "not_free"}),
}
GROSS_PROCEDURE = tuple(_OTHERWISE.get(seed.step, seed) for seed in PROCEDURE)

# The recorded price as it is, without any discount; tax on top.
_SIMPLE = frozenset({11, 13, 100, 310, 399, 800, 900, 915, 920, 940, 950, 960})
NET_PROCEDURE = tuple(seed for seed in PROCEDURE if seed.step in _SIMPLE)


class ProcedureSeed(NamedTuple):
    """A procedure, and the customers' key that determines it in all sales areas and document types ("" for all)."""

    code: str
    name: str
    customer_procedure: str
    steps: tuple[StepSeed, ...]
    tax_included: bool = False


STANDARD = "RVAA01"
PROCEDURES = (
    ProcedureSeed(STANDARD, "Standard: prices without tax", "", PROCEDURE),
    ProcedureSeed("RVAB02", "Prices that contain the tax", "2", GROSS_PROCEDURE, tax_included=True),
    ProcedureSeed("RVNP01", "Net prices without discounts", "3", NET_PROCEDURE),
)
