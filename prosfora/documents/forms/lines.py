"""Items as typed: the quick entry's lines, the cells of a row."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from prosfora.documents.forms.entry import Unreadable, day, number
from prosfora.documents.rules.categories import CATEGORIES
from prosfora.documents.rules.lines import ItemLine, LineFields, ManualCondition
from prosfora.kit.errors import Refused

NET_PRICE, DISCOUNT = "PN00", "RA00"  # the price the customer pays; a discount on top of his own
TYPED = frozenset({"PB00", NET_PRICE, DISCOUNT})
LINE_ENDS = "€ \u00a0"


def quick_lines(text: str) -> list[ItemLine]:
    """Items typed or pasted, one a line: `product quantity [unit] [price | discount%]`, blanks, tabs or ; between.

    A line that begins with # is a section, with * a text. Raises Unreadable naming the line.
    """
    return list(_quick_lines(text))


def _quick_lines(text: str) -> Iterator[ItemLine]:
    for place, line in enumerate(text.splitlines(), start=1):
        words = _words(line)
        if not words:
            continue
        if words[0].startswith(("#", "*")):
            category = "section" if words[0].startswith("#") else "text"
            yield ItemLine(category=category, text=line.strip().lstrip("#* ")[:200])
            continue
        try:
            yield _line(words)
        except Unreadable as refusal:
            sentence = _("Line %(line)s: %(problem)s") % {"line": place, "problem": refusal.message}
            raise Unreadable(sentence, "lines") from refusal


class LinesRefused(Refused):
    """Some lines of a paste cannot be taken; nothing was added. Says line by line why."""


def by_line(refusal: Refused, text: str) -> LinesRefused:
    """A refusal that points at items (`items.2.product`), told by the lines that were typed."""
    places = [place for place, line in enumerate(text.splitlines(), start=1) if _words(line)]
    problems: dict[str, list[str]] = {}
    for pointer, sentences in refusal.problems.items():
        index = pointer.split(".")[1:2]
        place = places[int(index[0])] if index and index[0].isdecimal() else 0
        said = [
            _("Line %(line)s: %(problem)s") % {"line": place, "problem": said} if place else said for said in sentences
        ]
        problems.setdefault(f"lines.{place}", []).extend(said)
    first = (
        next(iter(problems.values()))[0] if len(problems) == 1 else _("Nothing was added; correct these lines first:")
    )
    return LinesRefused(first if len(places) > 1 else refusal.message, "lines", problems=problems)


def _words(line: str) -> list[str]:
    """The cells of a pasted row, or the words of a typed one."""
    mark = next((mark for mark in ("\t", ";") if mark in line), None)
    return [word.strip(LINE_ENDS) for word in line.split(mark) if word.strip(LINE_ENDS)]


def _line(words: list[str]) -> ItemLine:
    product, rest = words[0], words[1:]
    quantity, unit = _quantity(rest[0]) if rest else (Decimal(1), "")
    rest = rest[1:]
    if rest and not unit and rest[0].isalpha():
        unit, rest = rest[0].upper(), rest[1:]
    return ItemLine(product=product, quantity=quantity, unit=unit, manual=_typed_price(rest))


def _quantity(word: str) -> tuple[Decimal, str]:
    digits = word.rstrip("".join(c for c in word if c.isalpha()))
    return number(digits or word, "lines"), word[len(digits) :].upper()


def _typed_price(words: list[str]) -> tuple[ManualCondition, ...]:
    if len(words) > 1:
        raise Unreadable(
            _("“%(text)s” is too much: say a price or a discount") % {"text": " ".join(words)[:40]}, "lines"
        )
    if not words:
        return ()
    if words[0].endswith("%"):
        return (ManualCondition(DISCOUNT, number(words[0][:-1], "lines")),)
    return (ManualCondition(NET_PRICE, number(words[0], "lines")),)


def line_changes(posted: Mapping[str, str], kept: tuple[ManualCondition, ...], currency: str, unit: str) -> LineFields:
    """What the cells that were sent change on a row.

    A price or a discount, the last one typed holds; emptied ones are taken back. Raises Unreadable.
    """
    changes: LineFields = {}
    for name in ("product", "text", "note", "unit", "plant"):
        if name in posted:
            changes[name] = posted[name].strip()
    if "quantity" in posted:
        changes["quantity"] = number(posted["quantity"], "quantity")
    if posted.get("category") in CATEGORIES:
        changes["category"] = posted["category"]
        changes["alternative_to"] = None  # determined: the main item before it
    if "alternative_to" in posted:
        changes["alternative_to"] = int(posted["alternative_to"]) if posted["alternative_to"].isdecimal() else None
    if "requested_date" in posted:
        changes["requested_date"] = day(posted["requested_date"], "requested_date")
    if "price" in posted or "discount" in posted:
        changes["manual"] = _manual(posted, kept, currency, unit)
    return changes


def _manual(
    posted: Mapping[str, str], kept: tuple[ManualCondition, ...], currency: str, unit: str
) -> tuple[ManualCondition, ...]:
    """The entered conditions of a row: what was typed takes the place of what was typed before."""
    name, code = ("price", NET_PRICE) if "price" in posted else ("discount", DISCOUNT)
    typed = posted[name].strip().rstrip("%").strip(LINE_ENDS)
    if not typed:
        return tuple(entry for entry in kept if entry.condition_type != code)
    others = tuple(entry for entry in kept if entry.condition_type not in TYPED)
    amount = number(typed, name)
    return (
        *others,
        ManualCondition(code, amount, currency if name == "price" else "", Decimal(1), unit if name == "price" else ""),
    )
