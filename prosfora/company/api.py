"""What programs may read of our own side, and the attributes they may declare."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from prosfora.company import services
from prosfora.company.models import Attribute, Company
from prosfora.company.permissions import attribute_to, company_to
from prosfora.company.queries import exchange_rate, organisation
from prosfora.company.queries.attributes import attributes
from prosfora.company.queries.calendars import calendars, free_days
from prosfora.company.queries.tables import payment_terms, reasons
from prosfora.company.rules.attributes import fact_name
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today

router = Router(tags=["company"])
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$", max_length=3)]


class CompanyOut(Schema):
    code: str
    name: str
    legal_name: str
    vat_number: str
    registration_number: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    email: str
    web: str
    currency: str


class SalesAreaOut(Schema):
    code: str
    name: str
    plant: str
    currency: str


class PlantOut(Schema):
    code: str
    name: str
    country: str
    region: str
    calendar: str


class FreeDay(Schema):
    day: dt.date
    name: str


class CalendarOut(Schema):
    code: str
    name: str
    country: str
    weekdays: str
    free_days: list[FreeDay]


class TermsOut(Schema):
    code: str
    name_en: str
    name_el: str
    net_days: int
    discount_percent: str
    discount_days: int


class ReasonOut(Schema):
    kind: str
    code: str
    name_en: str
    name_el: str


class AttributeFields(Schema):
    name_en: str = Field(max_length=80)
    name_el: str = Field(max_length=80)
    values: list[Annotated[str, StringConstraints(max_length=10)]] = Field(default_factory=list, max_length=200)


class AttributeIn(AttributeFields):
    """A new attribute of customers or products."""

    subject: Literal["customer", "product"]
    code: str = Field(max_length=10)


class AttributeOut(AttributeIn):
    """`fact` is what keys and formulas call it."""

    fact: str

    @staticmethod
    def of(row: Attribute) -> "AttributeOut":
        names = {name: getattr(row, name) for name in AttributeIn.model_fields}
        return AttributeOut(**names, fact=fact_name(row.subject, row.code))


class RateQuery(Schema):
    source: Currency
    target: Currency
    day: dt.date | None = None
    kind: Literal["M", "B", "G"] = "M"


class RateOut(Schema):
    source: str
    target: str
    day: dt.date
    kind: str
    rate: str


@router.get("/companies", response=list[CompanyOut], summary="Our companies")
def list_companies(request: UserRequest) -> list[Company]:
    company_to("display_company", user=request.user)
    return list(Company.objects.order_by("code"))


@router.get("/sales_areas", response=list[SalesAreaOut], summary="Sales areas")
def list_sales_areas(request: UserRequest) -> list[SalesAreaOut]:
    company_to("display_company", user=request.user)
    return [
        SalesAreaOut(code=row.code, name=row.name, plant=row.plant_id, currency=row.currency)
        for row in organisation.sales_areas()
    ]


@router.get("/plants", response=list[PlantOut], summary="Plants")
def list_plants(request: UserRequest) -> list[PlantOut]:
    company_to("display_company", user=request.user)
    return [
        PlantOut(code=row.code, name=row.name, country=row.country, region=row.region, calendar=row.calendar_id)
        for row in organisation.plants()
    ]


@router.get("/calendars", response=list[CalendarOut], summary="Factory calendars with this year's free days")
def list_calendars(request: UserRequest, year: int | None = None) -> list[CalendarOut]:
    """`year` (1900 to 2100) asks for another year."""
    company_to("display_company", user=request.user)
    asked = min(max(year or today(request.now).year, 1900), 2100)
    return [
        CalendarOut(
            code=row.code,
            name=row.name,
            country=row.country,
            weekdays=row.weekdays,
            free_days=[FreeDay(day=day, name=name) for day, name in free_days(row, asked)],
        )
        for row in calendars()
    ]


@router.get("/payment_terms", response=list[TermsOut], summary="Payment terms")
def list_payment_terms(request: UserRequest) -> list[TermsOut]:
    company_to("display_company", user=request.user)
    return [
        TermsOut(
            code=row.code,
            name_en=row.name_en,
            name_el=row.name_el,
            net_days=row.net_days,
            discount_percent=str(row.discount_percent),
            discount_days=row.discount_days,
        )
        for row in payment_terms()
    ]


@router.get("/reasons", response=list[ReasonOut], summary="Coded reasons")
def list_reasons(
    request: UserRequest, kind: Literal["", "rejection", "order", "decline", "close"] = ""
) -> list[ReasonOut]:
    company_to("display_company", user=request.user)
    return [ReasonOut(kind=row.kind, code=row.code, name_en=row.name_en, name_el=row.name_el) for row in reasons(kind)]


@router.get("/exchange_rate", response=RateOut, summary="The exchange rate in force on a day")
def display_exchange_rate(request: UserRequest, wanted: Query[RateQuery]) -> RateOut:
    """How many `target` one `source` is worth: direct, inverse, or through the company's currency."""
    company_to("display_company", user=request.user)
    day = wanted.day or today(request.now)
    rate: Decimal = exchange_rate(wanted.source, wanted.target, day, wanted.kind)
    return RateOut(source=wanted.source, target=wanted.target, day=day, kind=wanted.kind, rate=str(rate))


@router.get("/attributes", response=list[AttributeOut], summary="Own attributes of customers and products")
def list_attributes(request: UserRequest) -> list[AttributeOut]:
    """Those that keys and formulas may name beside the built-in facts."""
    company_to("display_company", user=request.user)
    return [AttributeOut.of(row) for row in attributes()]


@router.post("/attributes", response={201: AttributeOut}, summary="Declare an attribute")
def create_attribute(request: UserRequest, payload: AttributeIn) -> Status[AttributeOut]:
    """It stays for ever; its names and values may change."""
    company_to("create_attribute", user=request.user)
    made = services.create_attribute(**payload.dict(), by=request.user, at=request.now)
    return Status(201, AttributeOut.of(made))


@router.put("/attributes/{subject}/{code}", response=AttributeOut, summary="Change names and values of an attribute")
def change_attribute(request: UserRequest, subject: str, code: str, payload: AttributeFields) -> AttributeOut:
    """What records say already stays."""
    row = attribute_to("change_attribute", user=request.user, subject=subject, code=code)
    return AttributeOut.of(services.change_attribute(attribute=row, **payload.dict(), by=request.user, at=request.now))
