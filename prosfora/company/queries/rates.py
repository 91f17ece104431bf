"""Exchange rates in force on a day."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter

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


class RatesOfDays:
    """Average rates between some currencies on the days of a span, loaded at once; see `rates_of_days`."""

    def __init__(self, rows: Sequence[tuple[str, str, date, Decimal]], via: str) -> None:
        self._via = via
        self._pairs: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
        for source, target, day, rate in rows:
            self._pairs.setdefault((source, target), []).append((day, rate))
        for known in self._pairs.values():
            known.sort()
        self._found: dict[tuple[str, str, date], Decimal | None] = {}

    def rate(self, source: str, target: str, day: date) -> Decimal | None:
        """As `exchange_rate` says; None where nothing leads from one to the other."""
        asked = (source, target, day)
        if asked not in self._found:
            rates = [
                Rate(*pair, known[place - 1][1])
                for pair, known in self._pairs.items()
                if (place := bisect_right(known, day, key=itemgetter(0)))
            ]
            self._found[asked] = best_rate(rates, source=source, target=target, via=self._via)
        return self._found[asked]

    def into(self, target: str, sources: Iterable[str], day: date) -> dict[str, Decimal]:
        """The rates of many currencies into one, those without a rate left out."""
        rates = {source: self.rate(source, target, day) for source in sources if source != target}
        return {source: rate for source, rate in rates.items() if rate is not None}


def rates_of_days(currencies: Iterable[str], first: date, last: date, kind: str = "M") -> RatesOfDays:
    """The rates between these currencies on every day from `first` to `last`; three statements, however many."""
    via = Company.objects.order_by("code").values_list("currency", flat=True).first() or ""
    wanted = {*currencies, via}
    if len(wanted) < 2:
        return RatesOfDays((), via)
    later = ExchangeRate.objects.filter(
        kind=kind, source__in=wanted, target__in=wanted, valid_from__gt=first, valid_from__lte=last
    )
    rows = list(later.values_list("source", "target", "valid_from", "rate"))
    rows += [(one.source, one.target, first, one.rate) for one in _rates_in_force(wanted, first, kind)]
    return RatesOfDays(rows, via)


def _rates_in_force(currencies: set[str], day: date, kind: str) -> list[Rate]:
    of_kind = ExchangeRate.objects.filter(kind=kind, valid_from__lte=day)
    same_pair = of_kind.filter(source=OuterRef("source"), target=OuterRef("target")).order_by("-valid_from")
    rows = of_kind.filter(source__in=currencies, target__in=currencies, pk=Subquery(same_pair.values("pk")[:1]))
    return [Rate(*row) for row in rows.values_list("source", "target", "rate")]


def latest_rates(limit: int = 500) -> "QuerySet[ExchangeRate]":
    """The rates by type and pair, the latest first."""
    return ExchangeRate.objects.order_by("kind", "source", "target", "-valid_from")[:limit]
