"""Sales organisations, sales areas, offices, plants."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.company import services
from prosfora.company.forms import (
    NewOfficeForm,
    NewPlantForm,
    NewSalesAreaForm,
    OfficeForm,
    OrganisationForm,
    PlantForm,
    SalesAreaForm,
)
from prosfora.company.models import Plant, SalesArea, SalesOffice
from prosfora.company.permissions import company_to, row_to
from prosfora.company.queries import organisation
from prosfora.company.views.asking import Line, Table, ask, show_tables
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest

_AREAS, _PLANTS = "company:list_sales_areas", "company:list_plants"


@require_GET
def list_sales_areas(request: UserRequest) -> HttpResponse:
    """Sales organisations, their sales areas, and the offices that work for them."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.change_sales_area")
    organisations = Table(
        title=_("Sales organisations"),
        heads=[_("Code"), _("Name"), _("Company")],
        lines=[Line([row.code, row.name, row.company]) for row in organisation.organisations()],
        new_url=reverse("company:create_sales_organisation") if may else "",
        new_label=_("New sales organisation"),
    )
    areas = Table(
        title=_("Sales areas"),
        heads=[_("Code"), _("Name"), _("Usual plant"), _("Currency")],
        lines=[
            Line(
                [row.code, row.name, row.plant, row.currency],
                reverse("company:change_sales_area", args=[row.code]) if may else "",
            )
            for row in organisation.sales_areas()
        ],
        new_url=reverse("company:create_sales_area") if may else "",
        new_label=_("New sales area"),
        note=_("Organisation, distribution channel and division. Documents, prices and rights hang on them."),
    )
    return show_tables(request, _("Sales areas and offices"), [organisations, areas, _offices(may)])


def _offices(may: bool) -> Table:
    return Table(
        title=_("Sales offices"),
        heads=[_("Code"), _("Name"), _("Sales areas"), _("Staff")],
        lines=[
            Line(
                [
                    office.code,
                    office.name,
                    ", ".join(area.code for area in office.areas.all()),
                    ", ".join(str(person) for person in office.staff.all()),
                ],
                reverse("company:change_office", args=[office.code]) if may else "",
            )
            for office in organisation.offices()
        ],
        new_url=reverse("company:create_office") if may else "",
        new_label=_("New sales office"),
    )


@require_http_methods(["GET", "POST"])
def create_sales_organisation(request: UserRequest) -> HttpResponse:
    company_to("create_sales_organisation", user=request.user)
    form = OrganisationForm(request.POST or None)

    def create() -> None:
        services.create_sales_organisation(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New sales organisation"), create, back=_AREAS)


@require_http_methods(["GET", "POST"])
def create_sales_area(request: UserRequest) -> HttpResponse:
    company_to("create_sales_area", user=request.user)
    form = NewSalesAreaForm(request.POST or None)

    def create() -> None:
        services.create_sales_area(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New sales area"), create, back=_AREAS)


@require_http_methods(["GET", "POST"])
def change_sales_area(request: UserRequest, code: str) -> HttpResponse:
    area = row_to("change_sales_area", SalesArea, user=request.user, key=code)
    start = {"name": area.name, "plant": area.plant_id, "currency": area.currency}
    form = SalesAreaForm(request.POST or None, initial=start)

    def change() -> None:
        services.change_sales_area(area=area, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(area), change, back=_AREAS)


@require_http_methods(["GET", "POST"])
def create_office(request: UserRequest) -> HttpResponse:
    company_to("create_office", user=request.user)
    form = NewOfficeForm(request.POST or None)

    def create() -> None:
        services.create_office(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New sales office"), create, back=_AREAS)


@require_http_methods(["GET", "POST"])
def change_office(request: UserRequest, code: str) -> HttpResponse:
    office = row_to("change_office", SalesOffice, user=request.user, key=code)
    start = {"name": office.name, "areas": office.areas.all(), "staff": office.staff.all()}
    form = OfficeForm(request.POST or None, initial=start)

    def change() -> None:
        services.change_office(office=office, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(office), change, back=_AREAS)


@require_GET
def list_plants(request: UserRequest) -> HttpResponse:
    """Places that hold stock."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.change_plant")
    plants = Table(
        title=_("Plants"),
        heads=[_("Code"), _("Name"), _("Country"), _("Tax region"), _("Calendar")],
        lines=[
            Line(
                [row.code, row.name, row.country, row.region, row.calendar],
                reverse("company:change_plant", args=[row.code]) if may else "",
            )
            for row in organisation.plants()
        ],
        new_url=reverse("company:create_plant") if may else "",
        new_label=_("New plant"),
        note=_("A plant holds stock and delivers on the working days of its calendar."),
    )
    return show_tables(request, _("Plants"), [plants])


@require_http_methods(["GET", "POST"])
def create_plant(request: UserRequest) -> HttpResponse:
    company_to("create_plant", user=request.user)
    form = NewPlantForm(request.POST or None)

    def create() -> None:
        services.create_plant(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New plant"), create, back=_PLANTS)


@require_http_methods(["GET", "POST"])
def change_plant(request: UserRequest, code: str) -> HttpResponse:
    plant = row_to("change_plant", Plant, user=request.user, key=code)
    start = {
        "name": plant.name,
        "country": plant.country,
        "region": plant.region,
        "calendar": plant.calendar_id,
    }
    form = PlantForm(request.POST or None, initial=start)

    def change() -> None:
        services.change_plant(plant=plant, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(plant), change, back=_PLANTS)
