"""Pages and fragments of the catalogue."""

from prosfora.catalog.views.components import remove_component, set_component
from prosfora.catalog.views.finding import list_products, product_options
from prosfora.catalog.views.links import (
    assign_customer_number,
    link_product,
    remove_customer_number,
    unlink_product,
)
from prosfora.catalog.views.record import change_product, create_product, display_product
from prosfora.catalog.views.supply import add_receipt, availability, remove_receipt, set_stock

__all__ = [
    "add_receipt",
    "assign_customer_number",
    "availability",
    "change_product",
    "create_product",
    "display_product",
    "link_product",
    "list_products",
    "product_options",
    "remove_component",
    "remove_customer_number",
    "remove_receipt",
    "set_component",
    "set_stock",
    "unlink_product",
]
