"""Sales areas, offices and plants."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.company.models import Company, FactoryCalendar, Plant, SalesArea, SalesOffice, SalesOrganisation
from prosfora.company.rules.checks import code_problems, country_problems, currency_problems, name_problems
from prosfora.company.services.changes import change_row
from prosfora.company.services.refusals import refuse_problems, refuse_taken
from prosfora.identity.models import User


@transaction.atomic
def create_sales_organisation(
    *, code: str, name: str, company: Company, by: Actor, at: dt.datetime
) -> SalesOrganisation:
    """Open a further sales organisation of a company. Raises CodeTaken, NotStorable."""
    refuse_problems([*code_problems("code", code, 4), *name_problems("name", name, 80)])
    refuse_taken(SalesOrganisation.objects.filter(code=code), code)
    organisation = SalesOrganisation.objects.create(code=code, name=name, company=company)
    record(
        verb="create_sales_organisation",
        subject=Subject("sales_organisation", code, name),
        by=by,
        at=at,
        fresh=True,
    )
    return organisation


@transaction.atomic
def create_plant(
    *, code: str, name: str, country: str, calendar: FactoryCalendar, region: str = "", by: Actor, at: dt.datetime
) -> Plant:
    """Open a plant: a place that holds stock and delivers by a factory calendar. Raises CodeTaken, NotStorable."""
    refuse_problems(
        [*code_problems("code", code, 4), *name_problems("name", name, 80), *country_problems("country", country)]
    )
    refuse_taken(Plant.objects.filter(code=code), code)
    plant = Plant.objects.create(code=code, name=name, country=country, region=region, calendar=calendar)
    record(verb="create_plant", subject=Subject("plant", code, name), by=by, at=at, fresh=True)
    return plant


@transaction.atomic
def change_plant(
    *,
    plant: Plant,
    name: str,
    country: str,
    region: str,
    calendar: FactoryCalendar,
    by: Actor,
    at: dt.datetime,
) -> Plant:
    """Change a plant's name, country, tax region or calendar. Raises NotStorable."""
    refuse_problems([*name_problems("name", name, 80), *country_problems("country", country)])
    change_row(
        plant,
        {"name": name, "country": country, "region": region, "calendar": calendar},
        verb="change_plant",
        subject=Subject("plant", plant.code, name),
        by=by,
        at=at,
    )
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
    """Open a sales area; its code joins organisation, channel and division ("GR01-10-00").

    Raises CodeTaken, NotStorable.
    """
    refuse_problems(
        [
            *code_problems("channel", channel, 2),
            *code_problems("division", division, 2),
            *name_problems("name", name, 80),
            *currency_problems("currency", currency),
        ]
    )
    code = f"{organisation.code}-{channel}-{division}"
    refuse_taken(SalesArea.objects.filter(code=code), code)
    area = SalesArea.objects.create(
        code=code,
        organisation=organisation,
        channel=channel,
        division=division,
        name=name,
        plant=plant,
        currency=currency,
    )
    record(verb="create_sales_area", subject=_area_subject(area), by=by, at=at, fresh=True)
    return area


@transaction.atomic
def change_sales_area(
    *, area: SalesArea, name: str, plant: Plant, currency: str, by: Actor, at: dt.datetime
) -> SalesArea:
    """Change a sales area's name, usual plant or currency; its three parts stay. Raises NotStorable."""
    refuse_problems([*name_problems("name", name, 80), *currency_problems("currency", currency)])
    change_row(
        area,
        {"name": name, "plant": plant, "currency": currency},
        verb="change_sales_area",
        subject=_area_subject(area),
        by=by,
        at=at,
    )
    return area


@transaction.atomic
def create_office(*, code: str, name: str, areas: Collection[SalesArea], by: Actor, at: dt.datetime) -> SalesOffice:
    """Open a sales office that works for those sales areas. Raises CodeTaken, NotStorable."""
    refuse_problems([*code_problems("code", code, 4), *name_problems("name", name, 80)])
    refuse_taken(SalesOffice.objects.filter(code=code), code)
    office = SalesOffice.objects.create(code=code, name=name)
    office.areas.set(areas)
    record(
        verb="create_office",
        subject=Subject("office", code, name),
        by=by,
        at=at,
        data={"areas": sorted(area.code for area in areas)},
        fresh=True,
    )
    return office


@transaction.atomic
def change_office(
    *,
    office: SalesOffice,
    name: str,
    areas: Collection[SalesArea],
    staff: Collection[User],
    by: Actor,
    at: dt.datetime,
) -> SalesOffice:
    """Change an office's name, the sales areas it works for and the people who work there. Raises NotStorable."""
    refuse_problems(name_problems("name", name, 80))
    before = _told(office.name, office.areas.all(), office.staff.all())
    changes = changes_between(before, _told(name, areas, staff))
    if changes:
        office.name = name
        office.save(update_fields=["name"])
        office.areas.set(areas)
        office.staff.set(staff)
        record(verb="change_office", subject=Subject("office", office.code, name), by=by, at=at, changes=changes)
    return office


def _told(name: str, areas: Collection[SalesArea], staff: Collection[User]) -> dict[str, object]:
    return {
        "name": name,
        "areas": ", ".join(sorted(area.code for area in areas)),
        "staff": ", ".join(sorted(user.get_username() for user in staff)),
    }


def _area_subject(area: SalesArea) -> Subject:
    return Subject("sales_area", area.code, area.name, area.code)
