"""Factory calendars."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.company import services
from prosfora.company.forms import CalendarForm, NewCalendarForm
from prosfora.company.models import FactoryCalendar
from prosfora.company.permissions import company_to, row_to
from prosfora.company.queries.calendars import calendars, free_days
from prosfora.company.views.asking import Line, Table, ask, show_tables
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.writing import day as written_day

_BACK = "company:list_calendars"


@require_GET
def list_calendars(request: UserRequest) -> HttpResponse:
    """Calendars with the free days of this year."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.change_calendar")
    year = today(request.now).year
    rows = list(calendars())
    overview = Table(
        title=_("Calendars"),
        heads=[_("Code"), _("Name"), _("Country"), _("Working weekdays"), _("Further days off")],
        lines=[
            Line(
                [row.code, row.name, row.country, row.weekdays, len(row.days_off)],
                reverse("company:change_calendar", args=[row.code]) if may else "",
            )
            for row in rows
        ],
        new_url=reverse("company:create_calendar") if may else "",
        new_label=_("New calendar"),
        note=_("Delivery dates and answer times count only working days."),
    )
    tables = [
        Table(
            title=_("Free days of %(calendar)s in %(year)s") % {"calendar": row.code, "year": year},
            heads=[_("Day"), _("Holiday")],
            lines=[Line([written_day(day), name or _("day off")]) for day, name in free_days(row, year)],
        )
        for row in rows
    ]
    return show_tables(request, _("Calendars"), [overview, *tables])


@require_http_methods(["GET", "POST"])
def create_calendar(request: UserRequest) -> HttpResponse:
    company_to("create_calendar", user=request.user)
    form = NewCalendarForm(request.POST or None)

    def create() -> None:
        services.create_calendar(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New calendar"), create, back=_BACK)


@require_http_methods(["GET", "POST"])
def change_calendar(request: UserRequest, code: str) -> HttpResponse:
    calendar = row_to("change_calendar", FactoryCalendar, user=request.user, key=code)
    start = {name: getattr(calendar, name) for name in ("name", "country", "subdivision", "weekdays")}
    form = CalendarForm(request.POST or None, initial={**start, "days_off": "\n".join(calendar.days_off)})

    def change() -> None:
        services.change_calendar(calendar=calendar, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(calendar), change, back=_BACK)
