"""Prices, condition records and their set-up for programs."""

from ninja import Router

from prosfora.pricing.api import checks, conditions, formulas, free_goods, prices, promotions, set_up

router = Router(tags=["pricing"])
router.add_router("", prices.router)
router.add_router("", checks.router)
router.add_router("", conditions.router)
router.add_router("", promotions.router)
router.add_router("", free_goods.router)
router.add_router("", set_up.router)
router.add_router("", formulas.router)

__all__ = ["router"]
