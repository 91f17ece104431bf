"""Currencies of ISO 4217."""

from functools import cache


@cache
def codes() -> frozenset[str]:
    """Every current currency code."""
    # Loaded on first use: only administration, imports and calls that name a currency need the list.
    import pycountry

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)
