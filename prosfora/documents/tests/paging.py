"""Looking at pages as a person does: who is signed in, what stands there, which rows came back."""

import html
import re

from django.http import HttpResponse
from django.test import Client

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import User

HTMX = {"HX-Request": "true"}
_PLURALS = {"inquiry": "inquiries", "quotation": "quotations", "order": "orders"}


def browser_of(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def page_of(document: SalesDocument, rest: str = "") -> str:
    """The address of a document, or of something on its page."""
    return f"/{_PLURALS[document.category]}/{document.number}/{rest}"


def text_of(answer: HttpResponse) -> str:
    """What stands on the page, blanks squeezed."""
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare))


def rows_in(answer: HttpResponse) -> list[int]:
    """The numbers of the item rows in an answer, in their order."""
    return [int(number) for number in re.findall(r'<tbody id="item-(\d+)"', answer.content.decode())]


def cell(answer: HttpResponse, name: str) -> str:
    """What stands in an input of the page, by its id."""
    found = re.search(rf'<input[^>]*id="{name}"[^>]*>', answer.content.decode())
    assert found, f"no field {name}"
    value = re.search(r' value="([^"]*)"', found[0])
    return html.unescape(value[1]) if value else ""
