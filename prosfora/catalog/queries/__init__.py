"""Reads about products."""

from prosfora.catalog.queries.products import data_of, products_by_number, visible_products
from prosfora.catalog.queries.search import search_products
from prosfora.catalog.queries.stock import availability_facts

__all__ = ["availability_facts", "data_of", "products_by_number", "search_products", "visible_products"]
