"""Reads about inquiries, quotations and orders."""

from prosfora.documents.queries.figures import home_figures, totals_by_month_and_seller
from prosfora.documents.queries.flow import flow
from prosfora.documents.queries.pages import document_page, last_price_paid
from prosfora.documents.queries.visible import (
    search_documents,
    visible_documents,
    visible_inquiries,
    visible_orders,
    visible_quotations,
)

__all__ = [
    "document_page",
    "flow",
    "home_figures",
    "last_price_paid",
    "search_documents",
    "totals_by_month_and_seller",
    "visible_documents",
    "visible_inquiries",
    "visible_orders",
    "visible_quotations",
]
