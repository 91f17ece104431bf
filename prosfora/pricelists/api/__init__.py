"""Proposals, net price lists and the release of drafts for programs."""

from ninja import Router

from prosfora.pricelists.api import drafts, proposals

router = Router(tags=["pricelists"])
router.add_router("", proposals.router)
router.add_router("", drafts.router)

__all__ = ["router"]
