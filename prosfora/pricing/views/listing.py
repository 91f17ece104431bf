"""What the list of prices shows, and what its files hold: the columns that an import of prices reads."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.company.rules.attributes import is_fact
from prosfora.files.rules import columns as files
from prosfora.kit.pages import Column, Listing
from prosfora.kit.writing import number
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.services.imports.columns import (
    AMOUNT,
    AREA,
    CURRENCY,
    FROM,
    KEY,
    OWN,
    PROMOTION,
    STATUS,
    TERMS,
    TO,
    TYPE,
)
from prosfora.pricing.telling import amount_words, key_words
from prosfora.pricing.templatetags.pricing import type_name
from prosfora.values.numbers import unmistakable


def _last_day(row: ConditionRecord) -> object:
    return None if row.valid_to >= FOREVER else row.valid_to


def url_of(row: ConditionRecord) -> str:
    """The page of a price."""
    return reverse("pricing:display_condition", kwargs={"condition_id": row.pk})


def _per(row: ConditionRecord) -> object:
    return unmistakable(row.per) if row.unit or row.per != 1 else None


def _scale(row: ConditionRecord) -> str:
    return "; ".join(f"{unmistakable(level)}={unmistakable(rate)}" for level, rate in terms_of(row).scales)


def _term(name: str) -> Callable[[ConditionRecord], Any]:
    def value(row: ConditionRecord) -> Any:
        found = getattr(row, name)
        return unmistakable(found) if found is not None and TERMS[name].kind is files.Kind.NUMBER else found

    return value


def _part(name: str) -> Callable[[ConditionRecord], Any]:
    return lambda row: row.key.get(name)


_VALUES: dict[files.Column, str | Callable[[ConditionRecord], Any]] = {
    TYPE: "condition_type_id",
    **{column: _part(name) for name, column in KEY.items()},
    OWN: lambda row: ", ".join(f"{name}={value}" for name, value in row.key.items() if is_fact(name)) or None,
    AREA: "sales_area_id",
    PROMOTION: lambda row: row.promotion.number if row.promotion else None,
    AMOUNT: lambda row: None if row.on_request else unmistakable(row.amount),
    CURRENCY: lambda row: row.currency or "%",
    **{column: _term(name) for name, column in TERMS.items()},
    TERMS["per"]: _per,
    TERMS["scales"]: _scale,
    TERMS["on_request"]: lambda row: _("yes") if row.on_request else None,
    FROM: "valid_from",
    TO: _last_day,
    STATUS: "status",
}
EXPORTED = tuple(
    Column(column.label, value, "text" if column.kind is files.Kind.FLAG else column.kind)
    for column, value in _VALUES.items()
)

CONDITIONS = Listing(
    name="pricing:list_conditions",
    title=gettext_lazy("Prices"),
    columns=(
        Column(gettext_lazy("Type"), lambda row: f"{row.condition_type_id} {type_name(row.condition_type_id)}"),
        Column(gettext_lazy("Key"), lambda row: key_words(row.key.items())),
        Column(gettext_lazy("Amount"), amount_words),
        Column(gettext_lazy("Per"), lambda row: f"{number(row.per)} {row.unit}" if row.unit else ""),
        Column(gettext_lazy("Scale levels"), lambda row: len(row.scales) or ""),
        Column(gettext_lazy("Sales area"), "sales_area_id"),
        Column(gettext_lazy("Valid from"), "valid_from", "day"),
        Column(gettext_lazy("Valid to"), _last_day, "day"),
    ),
    orders={
        "newest": (gettext_lazy("newest first"), ("-id",)),
        "key": (gettext_lazy("type and key"), ("condition_type_id", "lookup", "id")),
    },
    open_row=url_of,
    exported=EXPORTED,
    empty=gettext_lazy("No price yet. Record the first with VK11."),
)


def with_status(listing: Listing) -> Listing:
    """The list for who may see drafts, which says of every price whether it holds or waits."""
    status = Column(gettext_lazy("Status"), lambda row: (row.status, row.get_status_display()), "chip")
    return replace(listing, columns=(*listing.columns[:2], status, *listing.columns[2:]))
