"""Pages of simulations."""

from prosfora.insights.views.effects import list_customer_effects, list_product_effects
from prosfora.insights.views.simulations import (
    cancel_simulation,
    display_simulation,
    list_simulations,
    simulate_price_change,
)

__all__ = [
    "cancel_simulation",
    "display_simulation",
    "list_customer_effects",
    "list_product_effects",
    "list_simulations",
    "simulate_price_change",
]
