"""The verbs of the insights room."""

from prosfora.insights.services.price_changes import cancel_simulation, simulate_price_change
from prosfora.insights.services.questions import Question
from prosfora.insights.services.refusals import BadQuestion, NoQuotations, NotNow

__all__ = ["BadQuestion", "NoQuotations", "NotNow", "Question", "cancel_simulation", "simulate_price_change"]
