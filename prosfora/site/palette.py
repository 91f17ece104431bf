"""The command bar's answers: numbers, names, actions, transaction codes, places."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

from prosfora.catalog.queries import search_products
from prosfora.documents.queries import search_documents
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.kit.search import fold
from prosfora.parties.queries import search_parties
from prosfora.site.codes import BY_CODE, COMMANDS, Command
from prosfora.site.navigation import places_for, url_or_none

EACH = 6  # of one kind of record
MOST = 14


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results: where it leads, what it says; `number` is the record's, for actions on it."""

    url: str
    text: str
    note: str = ""
    icon: str = "right"
    number: str = ""


def answers(user: User, text: str) -> list[Hit]:
    """The results for what was typed, best first: a code with its argument, or records, actions and places."""
    code, _space, argument = text.strip().partition(" ")
    command = BY_CODE.get(code.upper())
    if command is not None:
        return list(islice(_of_command(user, command, argument.strip()), MOST))
    if not fold(text):
        return []
    if any(sign.isdigit() for sign in text):  # whoever types digits looks for a record
        return list(islice(chain(_records(user, text), _actions(user, text)), MOST))
    return list(islice(chain(_actions(user, text), _places(user, text), _records(user, text)), MOST))


def forbidden_command(user: User, text: str) -> Command | None:
    """The command whose code was typed, where the user has no right to it."""
    command = BY_CODE.get(text.strip().partition(" ")[0].upper())
    return command if command and not allows(user, command.verb) else None


def _of_command(user: User, command: Command, argument: str) -> Iterator[Hit]:
    if not allows(user, command.verb):
        return
    if not argument or not command.argument:
        yield from _alone(command)
    elif command.argument == "text":
        url = f"{url_or_none(command.url_name)}?q={quote(argument)}"
        yield Hit(url, f"{command.label}: {argument}", command.code, command.icon)
    elif command.argument == "customer":
        for hit in _parties(user, argument):
            url = f"{url_or_none(command.url_name)}?customer={quote(hit.number)}"
            yield Hit(url, f"{command.label}: {hit.text}", command.code, command.icon, hit.number)
    else:
        for hit in FINDERS[command.argument](user, argument):
            url = address(command.url_name, hit.number) or hit.url
            yield replace(hit, url=url, note=f"{command.code} {hit.note}", icon=command.icon)


def _alone(command: Command) -> Iterator[Hit]:
    if url := url_or_none(command.without or command.url_name):
        yield Hit(url, str(command.label), command.code, command.icon)


def _actions(user: User, text: str) -> Iterator[Hit]:
    for command in COMMANDS:
        if _says(f"{command.label} {command.words} {command.code}", text) and allows(user, command.verb):
            yield from _alone(command)


def _places(user: User, text: str) -> Iterator[Hit]:
    for entry in places_for(user):
        if _says(str(entry.label), text):
            yield Hit(entry.url, str(entry.label), "", entry.icon)


def _says(known: str, wanted: str) -> bool:
    """Whether every word typed begins a word that is known, in Greek or Latin letters."""
    words = fold(known).split()
    return all(any(word.startswith(part) for word in words) for part in fold(wanted).split())


def _records(user: User, text: str) -> Iterator[Hit]:
    return chain(_documents(user, text), _parties(user, text), _products(user, text))


def _documents(user: User, text: str, categories: Iterable[str] = ()) -> Iterator[Hit]:
    for row in search_documents(user=user, text=text, limit=EACH * 3 if categories else EACH):
        url = address(f"documents:display_{row.category}", row.number)
        if url and (not categories or row.category in categories):
            yield Hit(url, f"{row.number} {row.sold_to_name}", row.get_category_display(), row.category, row.number)


def _parties(user: User, text: str) -> Iterator[Hit]:
    if allows(user, "parties.display_party"):
        for party in search_parties(user=user, text=text, limit=EACH):
            if url := address("parties:display_party", party.number):
                yield Hit(url, party.name, party.number, "customer", party.number)


def _products(user: User, text: str) -> Iterator[Hit]:
    if allows(user, "catalog.display_product"):
        for product in search_products(user=user, text=text, limit=EACH):
            if url := address("catalog:display_product", product.number):
                yield Hit(url, product.name, product.number, "product", product.number)


def address(name: str, number: str) -> str | None:
    """The page of a record by its number; None where no room offers it."""
    try:
        return reverse(name, kwargs={"number": number})
    except NoReverseMatch:
        return None


FINDERS: dict[str, Callable[[User, str], Iterator[Hit]]] = {
    "inquiry": lambda user, text: _documents(user, text, {"inquiry"}),
    "quotation": lambda user, text: _documents(user, text, {"quotation"}),
    "party": _parties,
    "product": _products,
}
