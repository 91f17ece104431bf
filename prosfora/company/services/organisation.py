"""Sales areas, offices and plants."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import FactoryCalendar, Plant, SalesArea, SalesOffice, SalesOrganisation


@transaction.atomic
def create_plant(
    *, code: str, name: str, country: str, calendar: FactoryCalendar, region: str = "", by: Actor, at: dt.datetime
) -> Plant:
    """Open a plant: a place that holds stock and delivers by a factory calendar."""
    plant = Plant.objects.create(code=code, name=name, country=country, region=region, calendar=calendar)
    record(verb="create_plant", subject=Subject("plant", code, name), by=by, at=at, fresh=True)
    return plant


@transaction.atomic
def create_sales_area(
    *,
    organisation: SalesOrganisation,
    channel: str,
    division: str,
    name: str,
    plant: Plant,
    currency: str,
    by: Actor,
    at: dt.datetime,
) -> SalesArea:
    """Open a sales area; its code joins organisation, channel and division ("GR01-10-00")."""
    code = f"{organisation.code}-{channel}-{division}"
    area = SalesArea.objects.create(
        code=code,
        organisation=organisation,
        channel=channel,
        division=division,
        name=name,
        plant=plant,
        currency=currency,
    )
    record(verb="create_sales_area", subject=Subject("sales_area", code, name), by=by, at=at, fresh=True)
    return area


@transaction.atomic
def create_office(*, code: str, name: str, areas: Iterable[SalesArea], by: Actor, at: dt.datetime) -> SalesOffice:
    """Open a sales office that works for those sales areas."""
    office = SalesOffice.objects.create(code=code, name=name)
    office.areas.set(areas)
    record(verb="create_office", subject=Subject("office", code, name), by=by, at=at, fresh=True)
    return office
