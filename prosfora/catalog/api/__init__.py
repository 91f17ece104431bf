"""Products for programs."""

from ninja import Router

from prosfora.catalog.api import availability, components, products, stock

router = Router(tags=["products"])
# Numbers may hold slashes (6205-2RS/C3), so what follows a number is asked for before the number itself.
router.add_router("", availability.router)
router.add_router("", stock.router)
router.add_router("", components.router)
router.add_router("", products.router)

__all__ = ["router"]
