"""Pages of prices: VK11, VK12, VK13, and what would it cost."""

from prosfora.pricing.views.conditions import (
    change_condition,
    create_condition,
    delete_condition,
    display_condition,
    list_conditions,
)
from prosfora.pricing.views.setup import check_setup, list_doubtful_prices
from prosfora.pricing.views.simulation import simulate_price
from prosfora.pricing.views.taxes import tax_distance_sales

__all__ = [
    "change_condition",
    "check_setup",
    "create_condition",
    "delete_condition",
    "display_condition",
    "list_conditions",
    "list_doubtful_prices",
    "simulate_price",
    "tax_distance_sales",
]
