"""Parties for programs."""

from prosfora.parties.api.endpoints import router

__all__ = ["router"]
