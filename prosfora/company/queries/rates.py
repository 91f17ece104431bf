"""Exchange rates in force on a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from prosfora.company.models import Company, ExchangeRate
from prosfora.company.rules import Rate, best_rate
from prosfora.kit.errors import Refused


class NoExchangeRate(Refused):
    """No rate leads from one currency to the other on that day."""


def exchange_rate(source: str, target: str, day: date, kind: str = "M") -> Decimal:
    """How many `target` one `source` is worth on that day: the latest rate of the type valid from then or before.

    Direct before inverse before a cross through the company's currency; half-up to nine decimals; equal currencies
    are 1 without a query. Raises NoExchangeRate.
    """
    if source == target:
        return Decimal(1)
    rate = exchange_rates([source], target, day, kind).get(source)
    if rate is None:
        raise NoExchangeRate(
            _("There is no exchange rate from %(source)s to %(target)s on %(day)s; ask your administrator to enter one")
            % {"source": source, "target": target, "day": day.isoformat()},
            "currency",
        )
    return rate


def exchange_rates(sources: Iterable[str], target: str, day: date, kind: str = "M") -> dict[str, Decimal]:
    """The same for many currencies at once, those without a rate left out. Two statements, however many."""
    wanted = set(sources)
    via = Company.objects.order_by("code").values_list("currency", flat=True).first() or ""
    rates = _rates_in_force({*wanted, target, via}, day, kind)
    found = {source: best_rate(rates, source=source, target=target, via=via) for source in sorted(wanted)}
    return {source: rate for source, rate in found.items() if rate is not None}


def _rates_in_force(currencies: set[str], day: date, kind: str) -> list[Rate]:
    of_kind = ExchangeRate.objects.filter(kind=kind, valid_from__lte=day)
    same_pair = of_kind.filter(source=OuterRef("source"), target=OuterRef("target")).order_by("-valid_from")
    rows = of_kind.filter(source__in=currencies, target__in=currencies, pk=Subquery(same_pair.values("pk")[:1]))
    return [Rate(*row) for row in rows.values_list("source", "target", "rate")]


def latest_rates(limit: int = 500) -> "QuerySet[ExchangeRate]":
    """The rates by type and pair, the latest first."""
    return ExchangeRate.objects.order_by("kind", "source", "target", "-valid_from")[:limit]
