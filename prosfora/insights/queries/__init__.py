"""Reads of the insights room."""

from prosfora.insights.queries.simulations import effects_of, largest_effects, visible_simulations

__all__ = ["effects_of", "largest_effects", "visible_simulations"]
