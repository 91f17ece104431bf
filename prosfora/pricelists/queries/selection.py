"""Which condition records a proposal is about."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from prosfora.catalog.models import Product
from prosfora.kit.database import starting_with
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries import valid_records

ANY_REST = "*"  # behind a value: whatever begins so


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter of condition records; blank narrows nothing. `key` maps facts to values, "BOLT*" for all that begin so.

    `product_group`, `pricing_group` and `hierarchy` are those of the product that the key names.
    """

    condition_type: str
    valid_on: dt.date
    key: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    product_group: str = ""
    pricing_group: str = ""
    hierarchy: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        return {**asdict(self), "valid_on": self.valid_on.isoformat()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Selection":
        """What a proposal keeps."""
        return cls(**{**stored, "valid_on": dt.date.fromisoformat(stored["valid_on"])})


def selected_records(sales_area: str | None, wanted: Selection) -> "QuerySet[ConditionRecord]":
    """The released records that hold on the day in a sales area alone, or with None in all areas."""
    rows = valid_records(ConditionRecord.objects.filter(status="released"), wanted.valid_on)
    rows = rows.filter(condition_type=wanted.condition_type, sales_area=sales_area)
    if wanted.currency:
        rows = rows.filter(currency=wanted.currency)
    for name, value in wanted.key.items():
        rows = _with_fact(rows, name, value)
    groups = {"group": wanted.product_group, "pricing_group": wanted.pricing_group}
    narrowed = {name: value for name, value in groups.items() if value}
    if narrowed or wanted.hierarchy:
        products = Product.objects.filter(hierarchy__startswith=wanted.hierarchy, **narrowed)
        rows = rows.filter(product__in=products.values("number"))
    return rows


def _with_fact(rows: "QuerySet[ConditionRecord]", name: str, value: str) -> "QuerySet[ConditionRecord]":
    """Records whose key has this fact: by a column where there is one, else inside the key."""
    begin = value.removesuffix(ANY_REST)
    if name in ("product", "customer"):
        return starting_with(rows, name, begin) if value != begin else rows.filter(**{name: value})
    if value != begin:
        return rows.filter(Q(**{f"key__{name}__startswith": begin}))
    return rows.filter(**{f"key__{name}": value})
