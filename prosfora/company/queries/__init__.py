"""Reads about our own side."""

from prosfora.company.queries.calendars import working_days
from prosfora.company.queries.organisation import areas_for
from prosfora.company.queries.rates import NoExchangeRate, exchange_rate, exchange_rates

__all__ = ["NoExchangeRate", "areas_for", "exchange_rate", "exchange_rates", "working_days"]
