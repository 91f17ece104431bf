"""The verbs of the catalogue."""

from prosfora.catalog.services.components import TooManyComponents, remove_component, set_component
from prosfora.catalog.services.links import (
    CustomerNumberTaken,
    LinkedToItself,
    assign_customer_number,
    link_product,
    remove_customer_number,
    unlink_product,
)
from prosfora.catalog.services.products import (
    BaseUnitInUse,
    ProductNumberTaken,
    change_product,
    create_product,
)
from prosfora.catalog.services.refusals import ProductInvalid
from prosfora.catalog.services.stock import add_receipt, remove_receipt, set_stock

__all__ = [
    "BaseUnitInUse",
    "CustomerNumberTaken",
    "LinkedToItself",
    "ProductInvalid",
    "ProductNumberTaken",
    "TooManyComponents",
    "add_receipt",
    "assign_customer_number",
    "change_product",
    "create_product",
    "link_product",
    "remove_component",
    "remove_customer_number",
    "remove_receipt",
    "set_component",
    "set_stock",
    "unlink_product",
]
