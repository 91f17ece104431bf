"""Lists of products, filtered and ordered, whose first page costs the same for rare and for common filters."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from prosfora.catalog.models import Product
from prosfora.catalog.queries.products import visible_products
from prosfora.catalog.rules.search import dimensions_apart
from prosfora.identity.models import User
from prosfora.kit.database import ids_if_few, matching, walked

# What a list can be ordered by: its name in the address → fields, the last of them unique.
ORDERS = {"number": ("number",), "name": ("sort_name", "id"), "changed": ("-changed_at", "-id")}
COMMON = {"kind": "stock", "status": "active"}  # what nearly every product is: never worth an index
FEW = 2_000  # so many rows are fetched and sorted; more are met soon enough when walking the order's index


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What a list is narrowed to; blank narrows nothing."""

    q: str = ""
    group: str = ""
    kind: str = ""
    status: str = ""


def listed_products(user: User, wanted: ProductFilter) -> "QuerySet[Product]":
    """The visible products a filter leaves, without order (ORDERS names the orders there are indexes for).

    On SQLite up to two small queries learn whether few or many are left: few are named by their ids and sorted, many
    are left to a walk along the order's index. PostgreSQL chooses by its statistics.
    """
    if not wanted.group.isprintable():
        return Product.objects.none()
    q = dimensions_apart(wanted.q)
    own = {name: value for name in ("group", "kind", "status") if (value := getattr(wanted, name))}
    for narrowed in _narrowed(own, q):
        if (ids := ids_if_few(narrowed.values_list("pk", flat=True), FEW)) is not None:
            return matching(visible_products(user).filter(pk__in=ids, **own), q, few=True)
    return matching(walked(visible_products(user), **own), q, few=True)


def _narrowed(own: dict[str, str], q: str) -> Iterator["QuerySet[Product]"]:
    """What the conditions leave that may be rare: those on the product, then with them the text's."""
    rare = {name: value for name, value in own.items() if COMMON.get(name) != value}
    rows = Product.objects.filter(**rare)
    if rare:
        yield rows
    if q.strip():
        yield matching(rows, q)
