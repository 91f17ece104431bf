"""Inquiries, quotations and orders for programs."""

from ninja import Router

from prosfora.documents.api import inquiries, orders, quotations

router = Router(tags=["documents"])
router.add_router("", inquiries.router)
router.add_router("", quotations.router)
router.add_router("", orders.router)

__all__ = ["router"]
