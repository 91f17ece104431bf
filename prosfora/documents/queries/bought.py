"""Which products a customer bought or was offered: what price lists may be narrowed to."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prosfora.documents.models import Item
from prosfora.documents.rules.statuses import NOT_OUT
from prosfora.pricelists.selections import ProductSelection


def bought_products(party_id: int, sales_area: str) -> "QuerySet[Any, Any]":
    """The ids of the products that the customer's orders of a sales area name."""
    return _named(party_id, sales_area, "order")


def offered_products(party_id: int, sales_area: str) -> "QuerySet[Any, Any]":
    """The ids of the products that the customer's quotations of a sales area name, drafts left out."""
    return _named(party_id, sales_area, "quotation").exclude(document__status__in=NOT_OUT)


def _named(party_id: int, sales_area: str, category: str) -> "QuerySet[Any, Any]":
    rows = Item.objects.filter(document__sold_to=party_id, document__sales_area=sales_area)
    return rows.filter(document__category=category).exclude(product=None).values("product")


SELECTIONS = (
    ProductSelection("bought", _("that he bought"), bought_products),
    ProductSelection("offered", _("that were offered to him"), offered_products),
)
