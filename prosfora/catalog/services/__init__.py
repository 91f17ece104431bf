"""The verbs of the catalogue."""

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
    "ProductInvalid",
    "ProductNumberTaken",
    "add_receipt",
    "change_product",
    "create_product",
    "remove_receipt",
    "set_stock",
]
