"""Finding a product by anything people remember of it."""

from prosfora.catalog.models import Product
from prosfora.catalog.queries.products import visible_products
from prosfora.identity.models import User
from prosfora.kit.database import matching


def search_products(*, user: User, text: str, limit: int = 20) -> list[Product]:
    """At most `limit` visible products: the exact number, then numbers that begin so, then those whose number,
    names, GTIN or group hold every word (Greek or Latin letters, with or without accents)."""
    number = text.strip().upper()
    rows = visible_products(user)
    found = list(rows.filter(number__startswith=number).order_by("number")[:limit]) if number else []
    seen = {product.pk for product in found}
    matches = matching(rows, text).order_by("number")[: limit + len(found)]
    return (found + [product for product in matches if product.pk not in seen])[:limit]
