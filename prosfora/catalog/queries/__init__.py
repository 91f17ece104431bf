"""Reads about products."""

from prosfora.catalog.queries.lists import ORDERS, ProductFilter, groups, listed_products
from prosfora.catalog.queries.products import data_of, products_by_number, visible_products
from prosfora.catalog.queries.search import search_products
from prosfora.catalog.queries.stock import availability_facts

__all__ = [
    "ORDERS",
    "ProductFilter",
    "availability_facts",
    "data_of",
    "groups",
    "listed_products",
    "products_by_number",
    "search_products",
    "visible_products",
]
