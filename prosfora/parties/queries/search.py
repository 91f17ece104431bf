"""Finding a party by anything people remember of it."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.database import matching, starting_with
from prosfora.kit.search import fold, words
from prosfora.parties.models import Party, PartySalesArea
from prosfora.parties.queries.parties import visible_parties

CANDIDATES = 100  # matches looked at for the best ones; ten thousand hits of a common word are never sorted
FEW = 2_000  # parties of a small sales area, read through instead of asking the index of all


def search_parties(*, user: User, text: str, limit: int = 20) -> list[Party]:
    """At most `limit` visible parties for what people type: the best first, in at most four queries.

    First a number of any kind in full; then names that start with the text, by name; then parties whose number,
    names, city, VAT number, phone, mail or contact persons hold every word. Greek and Latin letters are alike.
    """
    text = _without_gaps(text)
    if not words(text):
        return []
    visible, few = _visible(user)
    found: dict[int, Party] = {}
    for rows in _stages(visible, text, limit, few):
        for party in rows:
            found.setdefault(party.pk, party)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _without_gaps(text: str) -> str:
    """A number as one word however it was typed: "210 361-2345" is "2103612345"."""
    return "".join(c for c in text if c.isalnum() or c == "+") if not any(c.isalpha() for c in text) else text


def _visible(user: User) -> tuple["QuerySet[Party]", bool]:
    """What the user sees, and whether that is few."""
    scopes = user.rights.scopes("parties.display_party")
    if EVERYWHERE in scopes:
        return visible_parties(user), False
    own = PartySalesArea.objects.filter(sales_area__in=sorted(scopes)).values_list("party_id", flat=True)
    first = list(own[: FEW + 1])
    if len(first) > FEW:
        return visible_parties(user), False
    return Party.objects.filter(pk__in=first), True


def _stages(visible: "QuerySet[Party]", text: str, limit: int, few: bool) -> Iterator[Iterable[Party]]:
    if any(c.isdigit() or c == "@" for c in text):
        yield by_number(visible, text)[:limit]
    yield starting_with(visible, "folded_name", fold(text)).order_by("folded_name", "id")[:limit]
    candidates = matching(visible, text, few=few)[:CANDIDATES]
    yield sorted(candidates, key=lambda party: _rank(party, words(text)))[:limit]


def by_number(visible: "QuerySet[Party]", text: str) -> "QuerySet[Party]":
    """The parties whose own, external, VAT or phone number, or mail address, is the text."""
    bare = text.strip()
    same = ({"number": bare.upper()}, {"external_number": bare}, {"vat_number": bare.upper()}, {"phone": bare},
            {"email": bare.lower()})  # fmt: skip
    # One look into each index. For an OR, SQLite would read the whole table where most phones or mails are blank.
    number, *others = (Party.objects.filter(**wanted).values("pk") for wanted in same)
    return visible.filter(pk__in=number.union(*others, all=True))


def _rank(party: Party, wanted: list[str]) -> tuple[int, str]:
    """Names whose words begin with what was typed first, then the rest; each by name."""
    own = party.folded_name.split()
    begun = all(any(word.startswith(part) for word in own) for part in wanted)
    return (0 if begun else 1, party.folded_name)
