"""Inquiries, quotations and orders for programs."""

from ninja import Router

from prosfora.documents.api import binding, inquiries, orders, prices, quotations, relatives

router = Router(tags=["documents"])
router.add_router("", inquiries.router)
router.add_router("", quotations.router)
router.add_router("", relatives.router)
router.add_router("", binding.router)
router.add_router("", orders.router)
router.add_router("", prices.router)

__all__ = ["router"]
