"""Products and stock from files."""

from prosfora.catalog.services.imports.products import ProductImporter
from prosfora.catalog.services.imports.stock import StockImporter

__all__ = ["ProductImporter", "StockImporter"]
