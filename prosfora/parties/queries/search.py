"""Finding a party by anything people remember of it."""

from prosfora.identity.models import User
from prosfora.kit.database import matching
from prosfora.parties.models import Party
from prosfora.parties.queries.parties import visible_parties


def search_parties(*, user: User, text: str, limit: int = 20) -> list[Party]:
    """At most `limit` visible parties whose number, names, city, VAT number, contacts or mail hold every word."""
    return list(matching(visible_parties(user), text).order_by("name", "id")[:limit])
