"""The command bar's answers: numbers, names, actions, transaction codes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

from prosfora.catalog.queries import search_products
from prosfora.documents.queries import search_documents
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.kit.search import fold
from prosfora.parties.queries import search_parties
from prosfora.site.codes import BY_CODE, COMMANDS, Command
from prosfora.site.navigation import url_or_none

LIMIT = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results: where it leads, what it says."""

    url: str
    text: str
    note: str = ""
    icon: str = "right"


def answers(user: User, text: str) -> list[Hit]:
    """The results for what was typed, best first: a code with its argument, actions, then records."""
    code, _space, argument = text.strip().partition(" ")
    command = BY_CODE.get(code.upper())
    if command is not None:
        return list(_of_command(user, command, argument.strip()))
    if not text.strip():
        return []
    return [*_actions(user, text), *_records(user, text)][: LIMIT * 2]


def _of_command(user: User, command: Command, argument: str) -> Iterator[Hit]:
    if not allows(user, command.verb):
        return
    note = command.code
    if command.argument and argument:
        if command.argument == "key":
            yield Hit(f"{url_or_none(command.url_name)}?q={quote(argument)}", f"{command.label}: {argument}", note)
            return
        for hit in FINDERS[command.argument](user, argument):
            yield Hit(hit.url, hit.text, f"{note} {hit.note}", hit.icon)
        return
    if (url := url_or_none(command.url_name) or _list_of(command)) is not None:
        yield Hit(url, str(command.label), note)


def _list_of(command: Command) -> str | None:
    lists = {
        "inquiry": "documents:list_inquiries",
        "quotation": "documents:list_quotations",
        "party": "parties:list_parties",
        "product": "catalog:list_products",
    }
    return url_or_none(lists.get(command.argument, ""))


def _actions(user: User, text: str) -> Iterator[Hit]:
    wanted = fold(text).split()
    for command in COMMANDS:
        known = fold(f"{command.label} {command.words} {command.code}").split()
        if all(any(word.startswith(part) for word in known) for part in wanted) and allows(user, command.verb):
            url = url_or_none(command.url_name) or _list_of(command)
            if url:
                yield Hit(url, str(command.label), command.code)


def _records(user: User, text: str) -> Iterator[Hit]:
    for finder in (_documents, _parties, _products):
        yield from finder(user, text)


def _documents(user: User, text: str) -> Iterator[Hit]:
    for row in search_documents(user=user, text=text, limit=LIMIT):
        url = url_or_none_of(f"documents:display_{row.category}", row.number)
        if url:
            yield Hit(url, f"{row.number} {row.sold_to_name}", row.get_category_display(), row.category)


def _documents_of(category: str) -> Callable[[User, str], Iterator[Hit]]:
    def find(user: User, text: str) -> Iterator[Hit]:
        for row in search_documents(user=user, text=text, limit=LIMIT * 2):
            url = url_or_none_of(f"documents:display_{category}", row.number)
            if row.category == category and url:
                yield Hit(url, f"{row.number} {row.sold_to_name}", row.get_category_display(), row.category)

    return find


def _parties(user: User, text: str) -> Iterator[Hit]:
    if allows(user, "parties.display_party"):
        for party in search_parties(user=user, text=text, limit=LIMIT):
            url = url_or_none_of("parties:display_party", party.number)
            if url:
                yield Hit(url, party.name, party.number, "customer")


def _products(user: User, text: str) -> Iterator[Hit]:
    if allows(user, "catalog.display_product"):
        for product in search_products(user=user, text=text, limit=LIMIT):
            url = url_or_none_of("catalog:display_product", product.number)
            if url:
                yield Hit(url, product.name, product.number, "product")


def url_or_none_of(name: str, number: str) -> str | None:
    """The page of a record by its number; None while no room offers it."""
    try:
        return reverse(name, kwargs={"number": number})
    except NoReverseMatch:
        return None


FINDERS: dict[str, Callable[[User, str], Iterator[Hit]]] = {
    "inquiry": _documents_of("inquiry"),
    "quotation": _documents_of("quotation"),
    "party": _parties,
    "product": _products,
}
