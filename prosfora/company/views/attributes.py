"""Own attributes of customers and products: facts that keys and formulas may name beside the built-in ones."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.company import services
from prosfora.company.forms import ATTRIBUTES_OF, AttributeForm, NewAttributeForm
from prosfora.company.models import Attribute
from prosfora.company.permissions import company_to, row_to
from prosfora.company.queries.attributes import attributes
from prosfora.company.rules.attributes import fact_name
from prosfora.company.views.asking import Line, Table, ask, show_tables
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest

_BACK = "company:list_attributes"


@require_GET
def list_attributes(request: UserRequest) -> HttpResponse:
    """What else is known of customers and products."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.change_attribute")
    subjects = dict(ATTRIBUTES_OF)
    table = Table(
        title=_("Attributes"),
        heads=[
            _("Code"), _("Attribute of"), _("Name in English"), _("Name in Greek"), _("Allowed values"), _("In keys"),
        ],
        lines=[
            Line(
                [row.code, subjects[row.subject], row.name_en, row.name_el, " ".join(row.values),
                 fact_name(row.subject, row.code)],
                reverse("company:change_attribute", args=[row.pk]) if may else "",
            )
            for row in attributes()
        ],
        new_url=reverse("company:create_attribute") if may else "",
        new_label=_("New attribute"),
        note=_("An attribute can be part of a key of prices and a fact of a formula. It stays; its values may change."),
    )  # fmt: skip
    return show_tables(request, _("Attributes"), [table])


@require_http_methods(["GET", "POST"])
def create_attribute(request: UserRequest) -> HttpResponse:
    """Declare one."""
    company_to("create_attribute", user=request.user)
    form = NewAttributeForm(request.POST or None)

    def create() -> None:
        services.create_attribute(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New attribute"), create, back=_BACK)


@require_http_methods(["GET", "POST"])
def change_attribute(request: UserRequest, attribute: int) -> HttpResponse:
    """Change its names and values."""
    row = row_to("change_attribute", Attribute, user=request.user, key=str(attribute))
    start = {"name_en": row.name_en, "name_el": row.name_el, "values": " ".join(row.values)}
    form = AttributeForm(request.POST or None, initial=start)

    def change() -> None:
        services.change_attribute(attribute=row, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(row), change, back=_BACK)
