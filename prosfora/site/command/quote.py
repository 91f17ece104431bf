"""Price a quotation from the shell as the quotation itself would be priced, without storing anything.

Example: prosfora quote 1000001 BOLT-M8 40 BOLT-M10 "2 BOX"
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from prosfora.company.models import SalesArea
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.lines import HeaderFields, ItemLine
from prosfora.documents.services.drafts import start_draft
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.kit.clock import now
from prosfora.kit.errors import Refused
from prosfora.parties.models import Party
from prosfora.site.command.table import print_table
from prosfora.site.command.user import named_user


class CannotQuote(Refused):
    """The customer, the area, a quantity or the user is not known."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", help="number of the party")
    parser.add_argument("lines", nargs="+", metavar="PRODUCT QUANTITY", help='pairs, as BOLT-M8 40 or BOLT-M8 "2 BOX"')
    parser.add_argument("--date", type=dt.date.fromisoformat, help="pricing date, as 2026-12-01; today if left out")
    parser.add_argument("--area", help="sales area, as GR01-10-00; the first one if left out")
    parser.add_argument("--as", dest="username", help="price as this user; else as anyone who may quote there")
    parser.add_argument("--json", action="store_true", help="JSON with every price element instead of a table")


def run(options: argparse.Namespace) -> int:
    area = _area(options.area)
    header: HeaderFields = {"pricing_date": options.date} if options.date else {}
    draft = start_draft(
        kind=type_of("quotation"),
        sales_area=area,
        sold_to=_party(options.customer),
        header=header,
        lines=list(lines(options.lines)),
        partners=None,
        texts=None,
        by=_clerk(options.username, area),
        at=now(),
    )
    if options.json:
        print(json.dumps(as_json(draft.document, draft.items), indent=1, default=str, ensure_ascii=False))
    else:
        _show(draft.document, draft.items)
    return 0


def lines(words: Sequence[str]) -> Iterable[ItemLine]:
    """Item lines from PRODUCT QUANTITY pairs; a quantity may carry its unit. Raises CannotQuote."""
    if len(words) % 2:
        raise CannotQuote(f"{words[-1]} has no quantity; give pairs of product and quantity", "lines")
    for product, wanted in zip(words[::2], words[1::2], strict=True):
        number, _space, unit = wanted.strip().partition(" ")
        try:
            quantity = Decimal(number)
        except InvalidOperation:
            raise CannotQuote(f"{wanted!r} is no quantity; write 40 or 2.5 or '2 BOX'", "lines") from None
        yield ItemLine(product=product, quantity=quantity, unit=unit.strip())


def as_json(document: SalesDocument, items: Sequence[Item]) -> dict[str, object]:
    """The priced offer as JSON holds it; amounts are strings."""
    return {
        "customer": document.sold_to_name,
        "currency": document.currency,
        "pricing_date": document.pricing_date,
        "net": document.net,
        "tax": document.tax,
        "total": document.total,
        "tax_included": document.tax_included,
        "payable": document.payable,
        "taxes": document.taxes,
        "items": [
            {
                "position": item.position,
                "product": item.product_number,
                "text": item.text,
                "quantity": item.quantity,
                "unit": item.unit,
                "unit_price": None if item.is_on_request else item.unit_price,
                "net": item.net,
                "tax": item.tax,
                "confirmed_date": item.confirmed_date,
                "price": item.price_trace,
                "problems": item.problems,
            }
            for item in items
        ],
    }


def _show(document: SalesDocument, items: Sequence[Item]) -> None:
    print(f"{document.sold_to_name}, priced on {document.pricing_date}, in {document.currency}\n")
    rows = [
        (
            str(item.position),
            item.product_number,
            item.text[:40],
            f"{item.quantity.normalize():f}",
            item.unit,
            "on request" if item.is_on_request else f"{item.unit_price:.2f}",
            f"{item.net:.2f}",
            str(item.confirmed_date or "-"),
        )
        for item in items
    ]
    heads = ("item", "product", "text", "quantity", "unit", "price", "net", "there on")
    print_table(heads, rows, right=(0, 3, 5, 6))
    print(f"\nnet {document.net:.2f}   tax {document.tax:.2f}   total {document.total:.2f} {document.currency}")
    if document.rounding:
        print(f"to be paid {document.payable:.2f} {document.currency}")
    if document.tax_included:
        print("prices contain the tax")
    for item in items:
        for problem in item.problems:
            print(f"item {item.position}: {problem['code'].replace('_', ' ')}")


def _area(code: str | None) -> SalesArea:
    areas = SalesArea.objects.select_related("plant").order_by("pk")
    found = areas.filter(pk=code).first() if code else areas.first()
    if found is None:
        raise CannotQuote(f"there is no sales area {code or ''}", "area")
    return found


def _party(number: str) -> Party:
    found = Party.objects.filter(number=number).first()
    if found is None:
        raise CannotQuote(f"there is no party {number}", "customer")
    return found


def _clerk(username: str | None, area: SalesArea) -> User:
    users = [named_user(username)] if username else User.objects.filter(is_active=True).order_by("pk")
    for user in users:
        if allows(user, "documents.create_quotation", area.pk):
            return user
    raise CannotQuote(f"{username or 'nobody'} may quote in {area.pk}; grant a role with `prosfora user grant`", "as")
