"""Pages of prices: VK11, VK12, VK13, and what would it cost."""

from prosfora.pricing.views.conditions import (
    change_condition,
    create_condition,
    delete_condition,
    display_condition,
    list_conditions,
)
from prosfora.pricing.views.configuration import (
    change_access_sequence,
    change_condition_type,
    change_determination,
    change_procedure,
    create_access_sequence,
    create_condition_type,
    create_procedure,
    delete_access_sequence,
    delete_condition_type,
    delete_procedure,
    display_access_sequence,
    display_condition_type,
    display_determination,
    display_procedure,
    display_set_up,
    list_access_sequences,
    list_condition_types,
    list_procedures,
)
from prosfora.pricing.views.promotions import (
    change_promotion,
    create_promotion,
    display_promotion,
    end_promotion,
    list_promotions,
)
from prosfora.pricing.views.setup import check_setup, list_doubtful_prices
from prosfora.pricing.views.simulation import simulate_price
from prosfora.pricing.views.taxes import tax_distance_sales

__all__ = [
    "change_access_sequence",
    "change_condition",
    "change_condition_type",
    "change_determination",
    "change_procedure",
    "change_promotion",
    "check_setup",
    "create_access_sequence",
    "create_condition",
    "create_condition_type",
    "create_procedure",
    "create_promotion",
    "delete_access_sequence",
    "delete_condition",
    "delete_condition_type",
    "delete_procedure",
    "display_access_sequence",
    "display_condition",
    "display_condition_type",
    "display_determination",
    "display_procedure",
    "display_promotion",
    "display_set_up",
    "end_promotion",
    "list_access_sequences",
    "list_condition_types",
    "list_conditions",
    "list_doubtful_prices",
    "list_procedures",
    "list_promotions",
    "simulate_price",
    "tax_distance_sales",
]
