"""Reads about products."""

from prosfora.catalog.queries.lists import ORDERS, ProductFilter, listed_products
from prosfora.catalog.queries.pages import ProductPage, components_of, product_page
from prosfora.catalog.queries.products import data_of, data_of_all, product_facts, products_by_number, visible_products
from prosfora.catalog.queries.promises import Promise, promise, usual_plant
from prosfora.catalog.queries.search import search_products
from prosfora.catalog.queries.stock import Supply, availability_facts, supply

__all__ = [
    "ORDERS",
    "ProductFilter",
    "ProductPage",
    "Promise",
    "Supply",
    "availability_facts",
    "components_of",
    "data_of",
    "data_of_all",
    "listed_products",
    "product_facts",
    "product_page",
    "products_by_number",
    "promise",
    "search_products",
    "supply",
    "usual_plant",
    "visible_products",
]
