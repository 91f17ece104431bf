"""Headers: what was given, completed from the customer, the sales area and the document type."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from prosfora.company.models import PaymentTerms, Plant, Reason, SalesArea
from prosfora.company.queries import exchange_rate
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.drafting import PartyCard
from prosfora.documents.queries.pricing_dates import FOLLOWED, basis_of, day_by_rule, reason_for
from prosfora.documents.rules.checks import Found, header_problems
from prosfora.documents.rules.document_types import DocumentType
from prosfora.documents.rules.lines import HeaderFields, conditions_as_stored
from prosfora.documents.rules.revisions import STRANGER, Kin
from prosfora.documents.rules.worth import proposed_probability
from prosfora.documents.services.promotions import set_promotion
from prosfora.documents.services.refusals import UnknownReason, refuse
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Forbidden
from prosfora.kit.search import fold, search_text
from prosfora.parties.rules.facts import SalesData
from prosfora.pricing.rules.dates import BY_HAND

# Where a field given under one name is kept under another.
_COLUMNS = {"payment_terms": "payment_terms_id", "plant": "plant_id", "manual": "manual_conditions"}
CHOOSING = "documents.change_pricing_date"  # the right to another pricing date than the rule gives
_NOT_PLAIN = {"order_reason", "responsible"}
_OF_PROMOTIONS = {"coupon", "campaign"}
# Everything a change of header or items may store anew.
HEADER_COLUMNS = (
    *(_COLUMNS.get(name, name) for name in HeaderFields.__annotations__ if name not in _NOT_PLAIN),
    "order_reason_id",
    "responsible_id",
    "status",
    "answered_at",
    "document_month",
    "pricing_date_by",
    "exchange_rate",
    "procedure",
    "release_status",
    "tax_included",
    "tax_rounding",
    "rounding_unit",
    "net",
    "tax",
    "total",
    "rounding",
    "cost",
    "taxes",
    "expected_value",
    "is_complete",
    "search_text",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a new document comes from: its area, its customer and what the area knows of him."""

    area: SalesArea
    sold_to: PartyCard
    sales: SalesData | None
    kin: Kin = STRANGER


def new_header(kind: DocumentType, origin: Origin, given: HeaderFields, by: User, at: dt.datetime) -> SalesDocument:
    """An unsaved header without items, and without number unless it is a relative of another's: given fields first,
    then the customer's, then the area's.
    """
    refuse(header_problems(given))
    today = given.get("document_date") or company_day(at)
    document = SalesDocument(
        category=kind.category,
        document_type=kind.code,
        status=kind.first_status,
        sales_area=origin.area,
        sold_to_id=origin.sold_to.id,
        sold_to_name=origin.sold_to.name,
        sort_name=fold(origin.sold_to.name)[:60],
        document_date=today,
        pricing_date=today,
        valid_from=today,
        valid_to=None if kind.validity_days is None else today + dt.timedelta(days=kind.validity_days),
        currency=origin.area.currency,
        plant_id=origin.area.plant_id,
        language=origin.sold_to.language or "el",
        probability=proposed_probability(kind.probability, origin.sold_to.probability),
        responsible_id=by.pk,
        created_by_id=by.pk,
        created_at=at,
        changed_at=at,
        version=1,
        **asdict(origin.kin),
    )
    if origin.sales:
        _take_over(document, origin.sales)
    set_fields(document, given, by, today=company_day(at))
    if document.responsible_id == by.pk:
        document.responsible = by
    return document


def _take_over(document: SalesDocument, sales: SalesData) -> None:
    """What the sales area knows of its customer."""
    document.currency = sales.currency or document.currency
    document.plant_id = sales.plant or document.plant_id
    document.payment_terms_id = sales.payment_terms or None
    document.responsible_id = sales.responsible_id or document.responsible_id
    for name in ("price_group", "price_list", "customer_group", "incoterms", "incoterms_place"):
        setattr(document, name, getattr(sales, name))


def set_fields(document: SalesDocument, given: HeaderFields, by: User, *, today: dt.date) -> None:
    """Put given fields on a header, checked; what depends on them (pricing date, rate, month, search text) follows.

    Raises FactsRefused, Forbidden where the responsible employee or the pricing date may not be changed.
    """
    priced_on = document.pricing_date
    refuse([*header_problems(given), *_unknown_codes(given)])
    plain: Mapping[str, Any] = given
    for name in plain.keys() - _NOT_PLAIN - _OF_PROMOTIONS:
        value = conditions_as_stored(given["manual"]) if name == "manual" else plain[name]
        setattr(document, _COLUMNS.get(name, name), None if name == "payment_terms" and not value else value)
    document.currency = document.currency.upper()
    refuse(_taken_numbers(document, given))
    _set_reason(document, given)
    _set_responsible(document, given, by)
    _set_pricing_date(document, given, priced_on, by, today)
    refuse(_validity_problems(document))
    set_promotion(document, given)
    document.exchange_rate = exchange_rate(document.currency, document.sales_area.currency, document.pricing_date)
    document.document_month = document.document_date.replace(day=1)
    refresh_search_text(document)


def refresh_search_text(document: SalesDocument) -> None:
    """The words a document is found by: number, customer's name, his reference."""
    document.search_text = search_text(
        document.number, document.sold_to_name, document.customer_reference, document.external_number
    )


def reason_of(kind: str, code: str) -> Reason:
    """The coded reason. Raises UnknownReason."""
    reason = Reason.objects.filter(kind=kind, code=code).first() if len(code) <= 4 and "\0" not in code else None
    if reason is None:
        raise UnknownReason(_("There is no reason “%(value)s”") % {"value": code}, "reason")
    return reason


def reasons_by_code(kind: str, codes: Collection[str]) -> dict[str, int]:
    """Reason ids by code; unknown codes are absent."""
    wanted = {code for code in codes if code and "\0" not in code}
    return dict(Reason.objects.filter(kind=kind, code__in=wanted).values_list("code", "pk")) if wanted else {}


def _unknown_codes(given: HeaderFields) -> Iterator[Found]:
    """Codes that no table knows; a query only for those given."""
    terms, plant, currency = given.get("payment_terms"), given.get("plant"), given.get("currency")
    if terms and "\0" not in terms and not PaymentTerms.objects.filter(pk=terms).exists():
        yield "payment_terms", "unknown_terms", {"value": terms}
    if plant is not None and ("\0" in plant or not Plant.objects.filter(pk=plant).exists()):
        yield "plant", "unknown_plant", {"value": plant}
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        yield "currency", "currency_code", {}


def _taken_numbers(document: SalesDocument, given: HeaderFields) -> Iterator[Found]:
    number = given.get("external_number")
    if not number:
        return
    same = SalesDocument.objects.filter(
        category=document.category, sales_area=document.sales_area_id, external_number=number
    ).exclude(pk=document.pk)
    if (other := same.values_list("number", flat=True).first()) is not None:
        yield "external_number", "number_taken", {"value": number, "number": other}


def _set_reason(document: SalesDocument, given: HeaderFields) -> None:
    code = given.get("order_reason")
    if code is not None:
        known = reasons_by_code("order", [code])
        refuse([("order_reason", "unknown_reason", {"value": code})] if code and code not in known else [])
        document.order_reason_id = known.get(code)


def _set_responsible(document: SalesDocument, given: HeaderFields, by: User) -> None:
    name = given.get("responsible")
    if name is None:
        return
    person = by if name == by.username else User.objects.filter(username=name, is_active=True).first()
    if person is None:
        refuse([("responsible", "unknown_user", {"value": name})])
        return
    if person.pk not in (document.responsible_id, by.pk) and not allows(
        by, "documents.change_responsible", document.sales_area_id
    ):
        raise Forbidden(_("Only a sales lead hands documents to somebody else"), "responsible")
    document.responsible = person


def _set_pricing_date(document: SalesDocument, given: HeaderFields, before: dt.date, by: User, today: dt.date) -> None:
    """The day that prices are determined by: what was given, else what the rule of the document's type says.

    One that somebody chose stays when what the rule goes by is changed; without a rule, so does any other.
    """
    if "pricing_date" in given:
        is_moved = not document.number or document.pricing_date != before
        why = reason_for(document, document.pricing_date, today)
        may_choose = why != BY_HAND or not is_moved or allows(by, CHOOSING, document.sales_area_id)
        if not may_choose:
            raise Forbidden(_("You may not price by another day than the rule of this document gives"), "pricing_date")
        if is_moved or why != BY_HAND:
            document.pricing_date_by = why
    elif document.number == "" or _follows(document, given):
        document.pricing_date, document.pricing_date_by = day_by_rule(document, today)


def _follows(document: SalesDocument, given: HeaderFields) -> bool:
    if document.pricing_date_by in (None, BY_HAND) or not given.keys() & set(FOLLOWED):
        return False
    basis = basis_of(document)
    return basis in given or (basis not in ("", "today") and "document_date" in given)


def _validity_problems(document: SalesDocument) -> Iterator[Found]:
    if document.valid_to is None:
        return
    if document.valid_to < document.document_date:
        yield "valid_to", "validity_before_document", {}
    elif document.valid_from is not None and document.valid_to < document.valid_from:
        yield "valid_to", "validity_reversed", {}


def snapshot(document: SalesDocument) -> dict[str, Any]:
    """The header as the journal compares it: what people enter, and the totals."""
    names = (*HeaderFields.__annotations__, "tax_included", "net", "total", "rounding")
    return {name: _plain(getattr(document, _COLUMNS.get(name, _key(name)))) for name in names}


def _key(name: str) -> str:
    return f"{name}_id" if name in _NOT_PLAIN else name


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
