"""What pricing a draft again would change, computed and not written."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.earning import Asking, with_free_goods
from prosfora.documents.queries.keeping import price_anew
from prosfora.documents.queries.many import Loaded, load_many
from prosfora.documents.queries.price_facts import item_counts
from prosfora.documents.rules.categories import is_goods
from prosfora.documents.rules.statuses import after
from prosfora.documents.rules.totals import MOST_VALUE, Totals, Worth, add_up
from prosfora.documents.rules.traces import problems_as_stored
from prosfora.kit.errors import Refused
from prosfora.pricing.queries import configuration, load_book
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PricedDocument, PricedItem, Reckoning
from prosfora.pricing.rules.repricing import NEW

NOTHING = Decimal(0)
TOO_LARGE = gettext_lazy("At the prices of this day a value is too large; look at the quantities")


class NoDraft(Refused):
    """The prices of a document that is binding, or done with, are not looked up again."""

    status = 409


class BeyondBounds(Refused):
    """A price of the day makes a value that no document can hold."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """An item beside what it would cost: amounts in document currency; `doubts` as items keep them, the new ones.

    Free goods are determined anew: some come, some go, and what is split off an item changes its quantity.
    """

    item: Item  # with the quantity that it would have
    quantity: Decimal  # that it has now
    unit_price: Decimal
    net: Decimal
    doubts: tuple[Mapping[str, Any], ...]
    is_on_request: bool = False  # the price would be
    is_gone: bool = False  # free goods that would no longer be given

    @property
    def is_new(self) -> bool:
        """Free goods that would be given."""
        return self.item.pk is None

    @property
    def new_quantity(self) -> Decimal:
        """What it would be."""
        return NOTHING if self.is_gone else self.item.quantity

    @property
    def difference(self) -> Decimal:
        """Of the net value."""
        return self.net - self.item.net

    @property
    def is_changed(self) -> bool:
        """Whether price or value would be another, or doubtful."""
        was_on_request = self.item.is_on_request and not self.is_on_request
        is_other = self.quantity != self.new_quantity or self.unit_price != self.item.unit_price
        return is_other or bool(self.difference or self.doubts or was_on_request)


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft beside itself at the prices of `day`; `net`, `tax`, `total` and `payable` as they would become."""

    document: SalesDocument
    day: dt.date
    pricing_type: str
    rows: tuple[PreviewRow, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    payable: Decimal

    @property
    def changed(self) -> tuple[PreviewRow, ...]:
        """The items that would get another price."""
        return tuple(row for row in self.rows if row.is_changed)

    @property
    def difference(self) -> Decimal:
        """Of the total."""
        return self.total - self.document.total


def repricing_preview(document: SalesDocument, day: dt.date, pricing_type: str = NEW) -> Preview:
    """The prices and free goods that `reprice_quotation` would put on this draft at `day`. Writes nothing.

    A constant number of statements. Raises NoDraft, NoProcedure, BeyondBounds.
    """
    if after(document.category, document.status, "reprice_quotation") is None:
        raise NoDraft(_("Only a draft can be priced again; copy this quotation and price the copy"))
    copy = SalesDocument.objects.select_related("plant", "sold_to").get(pk=document.pk)
    loaded = next(load_many([copy]))
    before = {item.pk: item.quantity for item in loaded.items}
    price_anew(copy, loaded.items, pricing_type, copy.pricing_date)
    copy.pricing_date = day
    gone = _give_free_goods(loaded)
    priced = _priced(loaded)
    answers = {answer.position: answer for answer in priced.items}
    totals = _totals(loaded.items, answers, document.currency, priced.reckoning)
    rows = [
        _row(item, before.get(item.pk, NOTHING), answers.get(item.position))
        for item in loaded.items
        if is_goods(item.category)
    ]
    rows += [PreviewRow(item, item.quantity, NOTHING, NOTHING, (), is_gone=True) for item in gone]
    rows.sort(key=lambda row: row.item.position)
    return Preview(document, day, pricing_type, tuple(rows), totals.net, totals.tax, totals.total, totals.payable)


def _give_free_goods(loaded: Loaded) -> list[Item]:
    """Let the items earn what they would at the day; the free items that would go are returned."""
    if not configuration().has_free_goods:
        return []
    before, (header, _facts) = loaded.items, loaded.facts
    (loaded.items,), known = with_free_goods([Asking(loaded.document, before, header)], loaded.products)
    loaded.products = dict(known)
    return [item for item in before if not any(item is kept for kept in loaded.items)]


def _priced(loaded: Loaded) -> PricedDocument:
    """The engine's answer. Raises BeyondBounds."""
    header, facts = loaded.facts
    try:
        priced = price(header, facts, load_book(header, facts), trace=False, elements=False)
    except InvalidOperation as error:
        raise BeyondBounds(str(TOO_LARGE)) from error
    if any(abs(answer.net) >= MOST_VALUE for answer in priced.items):
        raise BeyondBounds(str(TOO_LARGE))
    return priced


def _row(item: Item, quantity: Decimal, answer: PricedItem | None) -> PreviewRow:
    if answer is None:
        return PreviewRow(item, quantity, NOTHING, NOTHING, ())
    known = {problem["code"] for problem in item.problems}
    doubts = tuple(row for row in problems_as_stored(answer) if row["code"] not in known)
    return PreviewRow(item, quantity, answer.unit_price, answer.net, doubts, answer.is_on_request)


def _totals(items: list[Item], answers: Mapping[int, PricedItem], currency: str, reckoning: Reckoning) -> Totals:
    return add_up(
        (
            Worth(
                item.position,
                answer.net,
                answer.tax,
                answer.tax_code,
                answer.tax_rate,
                answer.cost,
                item.probability,
                counts,
            )
            for item, answer, counts in ((item, answers.get(item.position), item_counts(item)) for item in items)
            if answer is not None and is_goods(item.category)
        ),
        currency,
        reckoning,
    )
