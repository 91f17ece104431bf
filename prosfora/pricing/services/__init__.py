"""The verbs of the pricing room."""

from prosfora.pricing.services.conditions import change_condition, copy_condition, create_condition, delete_condition
from prosfora.pricing.services.configuring import configure_prices
from prosfora.pricing.services.distance_sales import AlreadyTaxed, tax_distance_sales
from prosfora.pricing.services.refusals import (
    BadCondition,
    BadSetup,
    CodeTaken,
    PeriodsOverlap,
    SetupInUse,
    UnknownKey,
)
from prosfora.pricing.services.setup import install_standard_pricing

__all__ = [
    "AlreadyTaxed",
    "BadCondition",
    "BadSetup",
    "CodeTaken",
    "PeriodsOverlap",
    "SetupInUse",
    "UnknownKey",
    "change_condition",
    "configure_prices",
    "copy_condition",
    "create_condition",
    "delete_condition",
    "install_standard_pricing",
    "tax_distance_sales",
]
