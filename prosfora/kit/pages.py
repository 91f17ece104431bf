"""Lists: what a list shows, its page, its footer sums, its export as CSV and XLSX."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet, Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prosfora.kit import writing
from prosfora.kit.api import cursor_page
from prosfora.kit.database import COUNT_CAP, capped_count
from prosfora.kit.marks import chip

PAGE_ROWS = 50
EXPORT_ROWS = 100_000
_NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\]")
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
BATCH_ROWS = 500
type Text = str | Promise
type Computed = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is a dotted path or a function of the row; `kind` says how it is written.

    Kinds: text, link (opens the row), mail (may break at its @), money (with `currency`), amount, number, percent, day,
    moment, chip (a pair of code and word).
    """

    label: Text
    value: str | Callable[[Any], Any]
    kind: str = "text"
    currency: str = "currency"
    order: str = ""  # the order its head sorts by; by itself the one named like its path

    def of(self, row: Any) -> Any:
        """The row's value in this column."""
        if callable(self.value):
            return self.value(row)
        found = row
        for part in self.value.split("."):
            found = getattr(found, part, None)
        return found

    @property
    def order_name(self) -> str:
        """The order that sorts by this column, "" where none does."""
        return self.order or (self.value if isinstance(self.value, str) else "")

    @property
    def is_numeric(self) -> bool:
        return self.kind in ("money", "amount", "number", "percent")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as data. `orders` maps a name to its label and the fields (the last one unique and never null)."""

    name: str  # the URL name, also the key of saved views
    title: Text
    columns: Sequence[Column]
    orders: Mapping[str, tuple[Text, tuple[str, ...]]]
    open_row: Callable[[Any], str]
    sums: tuple[str, str] | None = None  # (currency field, amount field) of the footer
    new_url: str = ""
    new_label: Text = ""
    empty: Text = ""  # what to do first
    bulk: Sequence[tuple[str, Text]] = field(default_factory=tuple)  # (URL, label) of actions on selected rows
    exported: Sequence[Column] = ()  # what a file of the list holds, where that is not what the page shows
    keeps_views: bool = True  # False for a list inside a record: its filters are not worth a name


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a press leads ("" for nowhere), how the list is sorted by it now."""

    column: Column
    url: str = ""
    sort: str = ""  # ascending, descending: the values of aria-sort


def list_page(
    request: HttpRequest,
    listing: Listing,
    rows: "QuerySet[Any]",
    *,
    filters: Form | None = None,
    computed: Computed | None = None,
    **context: Any,
) -> HttpResponse | StreamingHttpResponse:
    """The page of a list, or what `?export=csv|xlsx` asks for: exactly the rows that the filters leave.

    `computed` makes what is shown of a batch of rows, where that is more than the rows themselves.
    """
    chosen = request.GET.get("order", "")
    order = chosen if chosen in listing.orders else next(iter(listing.orders))
    fields = listing.orders[order][1]
    if request.GET.get("export") in ("csv", "xlsx"):
        return export(listing, rows.order_by(*fields)[:EXPORT_ROWS], request.GET["export"], computed)
    found, following = cursor_page(rows, order=fields, cursor=request.GET.get("cursor"), limit=PAGE_ROWS)
    page = {
        "listing": listing,
        "heads": heads(request, listing, order),
        "rows": computed(found) if computed else found,
        "filters": filters,
        "order": order,
        "next_url": _with(request, cursor=following) if following else "",
        "csv_url": _with(request, export="csv", cursor=None),
        "xlsx_url": _with(request, export="xlsx", cursor=None),
        "count": capped_count(rows),
        "cap": COUNT_CAP,
        "footer": footer_sums(listing, rows, found, following is None and not request.GET.get("cursor")),
        "query": _with(request, cursor=None).partition("?")[2],
        **context,
    }
    wanted = "#rows" if getattr(request, "htmx", False) and request.GET.get("cursor") else ""
    return render(request, f"kit/list.html{wanted}", page)


def heads(request: HttpRequest, listing: Listing, order: str) -> list[Head]:
    """The heads of the columns; a press sorts by a column, a second one the other way round where there is one."""
    found = []
    for column in listing.columns:
        name = column.order_name
        ways = [way for way in (name, f"-{name}") if name and way in listing.orders]
        if not ways:
            found.append(Head(column))
            continue
        following = ways[(ways.index(order) + 1) % len(ways)] if order in ways else ways[0]
        sort = ("descending" if order.startswith("-") else "ascending") if order in ways else ""
        found.append(Head(column, _with(request, order=following, cursor=None), sort))
    return found


def footer_sums(
    listing: Listing, rows: "QuerySet[Any]", found: Sequence[Model], is_whole: bool
) -> list[tuple[str, Decimal]]:
    """Sums per currency: of all rows up to the counting cap, from the page itself where it shows everything."""
    if listing.sums is None:
        return []
    currency, amount = listing.sums
    if is_whole:
        totals: dict[str, Decimal] = {}
        for row in found:
            code = getattr(row, currency)
            totals[code] = totals.get(code, Decimal(0)) + getattr(row, amount)
        return sorted(totals.items())
    if capped_count(rows, 1_000) > 1_000:
        return []  # summing a long list would scan it; the page says so
    return [(row[currency], row["sum"]) for row in rows.order_by().values(currency).annotate(sum=Sum(amount))]


def cell_text(row: Any, column: Column) -> str | SafeString:
    """A cell as people read it."""
    value = column.of(row)
    if value is None or value == "":
        return ""
    if column.kind == "money":
        return writing.money(value, getattr(row, column.currency))
    if column.kind == "amount":
        return writing.amount(value, getattr(row, column.currency, "EUR"))
    if column.kind == "chip":
        return chip(value[0], value[1])
    write = _WRITERS.get(column.kind)
    return write(value) if write else str(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "number": writing.number,
    "percent": writing.percent,
    "day": writing.day,
    "moment": writing.moment,
    "mail": lambda address: format_html_join(SafeString("@<wbr>"), "{}", [(part,) for part in address.split("@")]),
}


def export(
    listing: Listing, found: "QuerySet[Any]", form: str, computed: Computed | None = None
) -> HttpResponse | StreamingHttpResponse:
    """The rows as a file, read in batches. Texts that a spreadsheet would run as a formula are led by an apostrophe."""
    rows = found.iterator(chunk_size=BATCH_ROWS)
    if computed is not None:
        batches = batched(rows, BATCH_ROWS)
        rows = (row for batch in batches for row in computed(batch))
    name = f"{listing.name.split(':')[-1]}.{form}"
    if form == "csv":
        answer: Any = StreamingHttpResponse(_as_now(_csv(listing, rows)), content_type="text/csv; charset=utf-8")
    else:
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = HttpResponse(_xlsx(listing, rows), content_type=sheet)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer  # type: ignore[no-any-return]  # one of the two answers above


def _as_now(parts: Iterator[str]) -> Iterator[str]:
    """A stream's parts in the language and time zone of now: it is read when the request is over."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def following() -> str | None:
        with translation.override(language), timezone.override(zone):
            return next(parts, None)

    return iter(following, None)


def _exported(listing: Listing, row: Any) -> list[Any]:
    return [export_value(column.of(row), column.kind) for column in listing.exported or listing.columns]


def export_value(value: Any, kind: str = "text") -> Any:
    """A value for a spreadsheet: numbers and days as such, texts that could run as a formula made harmless."""
    if kind == "chip" and value:
        value = value[1]
    if isinstance(value, str | Promise):
        text = str(value)
        return "'" + text if text.startswith(FORMULA_MARKS) else text
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)  # as the page shows it
    return value if isinstance(value, Decimal | int | float | dt.date) or value is None else str(value)


def _csv(listing: Listing, rows: Iterable[Any]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # tells spreadsheets that this is UTF-8
    writer.writerow([str(column.label) for column in listing.exported or listing.columns])
    for row in rows:
        writer.writerow(_exported(listing, row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _xlsx(listing: Listing, rows: Iterable[Any]) -> bytes:
    from openpyxl import Workbook  # heavy: loaded by the first export

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_SHEETS_NAME.sub(" ", str(listing.title))[:31])
    sheet.append([str(column.label) for column in listing.exported or listing.columns])
    for row in rows:
        sheet.append(_exported(listing, row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _with(request: HttpRequest, **changes: str | None) -> str:
    """The list's address with other parameters; blank ones, as an untouched filter sends, are left out."""
    query = {name: [value for value in values if value] for name, values in request.GET.lists()}
    query |= {name: [] if value is None else [value] for name, value in changes.items()}
    return f"{request.path}?{urlencode(query, doseq=True)}"


def counted(count: int, cap: int = COUNT_CAP) -> str:
    """A count in words that never claims more than was counted: "1,204" or "10,000+"."""
    return f"{writing.number(cap)}+" if count > cap else writing.number(count)


def nothing_found() -> str:
    """What a list says when its filters leave nothing."""
    return _("Nothing matches these filters. Widen or clear them.")
