"""The key of a copied price: a part of it replaced."""

from collections.abc import Mapping


def moved(key: Mapping[str, str], source: str, target: tuple[str, str]) -> dict[str, str] | None:
    """The key with the fact `source` replaced by the fact `target`; None where it has no such part.

    {"price_list": "01", "product": "A"} from price_list to ("customer", "1000001") is for that customer.
    """
    if source not in key:
        return None
    rest = {name: value for name, value in key.items() if name != source}
    name, value = target
    return {name: value, **rest} if name not in rest else None
