"""Reads about inquiries, quotations and orders."""

from prosfora.documents.queries.figures import home_figures, totals_by_month_and_seller
from prosfora.documents.queries.flow import flow, item_flow
from prosfora.documents.queries.gaps import missing_facts
from prosfora.documents.queries.insights import item_insight
from prosfora.documents.queries.lists import DocumentFilter, listed_documents, orders_of
from prosfora.documents.queries.pages import document_page, last_price_paid
from prosfora.documents.queries.price_facts import explain_price, explain_target
from prosfora.documents.queries.visible import (
    search_documents,
    visible_documents,
    visible_inquiries,
    visible_orders,
    visible_quotations,
)

__all__ = [
    "DocumentFilter",
    "document_page",
    "explain_price",
    "explain_target",
    "flow",
    "home_figures",
    "item_flow",
    "item_insight",
    "last_price_paid",
    "listed_documents",
    "missing_facts",
    "orders_of",
    "search_documents",
    "totals_by_month_and_seller",
    "visible_documents",
    "visible_inquiries",
    "visible_orders",
    "visible_quotations",
]
