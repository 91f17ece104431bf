"""Finding a product by anything people remember of it."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from prosfora.catalog.models import Product
from prosfora.catalog.queries.products import visible_products
from prosfora.catalog.rules.search import dimensions_apart
from prosfora.identity.models import User
from prosfora.kit.database import matching, starting_with
from prosfora.kit.search import fold, words

CANDIDATES = 100  # matches looked at for the best ones; ten thousand hits of a common word are never sorted
LAST_LETTER = "\U0010ffff"


def search_products(*, user: User, text: str, limit: int = 20) -> list[Product]:
    """At most `limit` visible products for what people type, the best first, in at most three queries.

    First the exact number, then numbers that begin so; then names that begin so; then products whose number, names,
    GTIN or group hold every word. Greek and Latin letters, with and without accents, are alike.
    """
    number = text.strip().upper()
    if not number or "\x00" in number:
        return []
    found: dict[int, Product] = {}
    for rows in _stages(visible_products(user), number, dimensions_apart(text), limit):
        for product in rows:
            found.setdefault(product.pk, product)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def numbered(visible: "QuerySet[Product]", number: str) -> "QuerySet[Product]":
    """The products whose number is, or begins with, `number` (in capitals), the exact one first."""
    return visible.filter(number__gte=number, number__lt=number + LAST_LETTER).order_by("number")


def _stages(visible: "QuerySet[Product]", number: str, text: str, limit: int) -> Iterator[Iterable[Product]]:
    yield numbered(visible, number)[:limit]
    if wanted := words(text):
        yield starting_with(visible, "sort_name", fold(text)).order_by("sort_name", "id")[:limit]
        yield sorted(matching(visible, text)[:CANDIDATES], key=lambda product: _rank(product, wanted))[:limit]


def _rank(product: Product, wanted: list[str]) -> tuple[int, str, str]:
    """Products with words that begin as typed before those that hold it somewhere; each by name."""
    own = product.search_text.split()
    begun = all(any(word.startswith(part) for word in own) for part in wanted)
    return (0 if begun else 1, product.sort_name, product.number)
