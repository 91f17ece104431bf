"""Number ranges, exchange rates, payment terms, reasons."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.company import services
from prosfora.company.forms import (
    RATE_KINDS,
    REASON_KINDS,
    NewReasonForm,
    NewTermsForm,
    RangeForm,
    RateForm,
    ReasonForm,
    TermsForm,
)
from prosfora.company.models import PaymentTerms, Reason
from prosfora.company.permissions import company_to, row_to
from prosfora.company.queries.rates import latest_rates
from prosfora.company.queries.tables import number_ranges, payment_terms, reasons
from prosfora.company.views.asking import Line, Table, ask, show_tables
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.writing import day, number

_RANGES, _RATES = "company:list_number_ranges", "company:list_exchange_rates"
_TERMS, _REASONS = "company:list_payment_terms", "company:list_reasons"


@require_GET
def list_number_ranges(request: UserRequest) -> HttpResponse:
    """Where numbers come from, and why some are missing."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.create_number_range")
    table = Table(
        title=_("Number ranges"),
        heads=[_("Code"), _("Name"), _("First number"), _("Last number drawn")],
        lines=[
            Line([row.code, row.name, row.first, last if last >= row.first else "–"]) for row, last in number_ranges()
        ],
        new_url=reverse("company:create_number_range") if may else "",
        new_label=_("New number range"),
        note=_(
            "A number is drawn once and never given twice. Gaps are normal: a number drawn for a record that was not "
            "saved after all is not used again, so that nobody ever waits for another's number."
        ),
    )
    return show_tables(request, _("Number ranges"), [table])


@require_http_methods(["GET", "POST"])
def create_number_range(request: UserRequest) -> HttpResponse:
    company_to("create_number_range", user=request.user)
    form = RangeForm(request.POST or None)

    def create() -> None:
        services.create_number_range(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New number range"), create, back=_RANGES)


@require_GET
def list_exchange_rates(request: UserRequest) -> HttpResponse:
    """Rates by type and pair, the latest first."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.set_exchange_rate")
    kinds = dict(RATE_KINDS)
    table = Table(
        title=_("Exchange rates"),
        heads=[_("Rate type"), _("From"), pgettext("currency", "To"), _("Rate"), _("Valid from")],
        lines=[
            Line([kinds.get(row.kind, row.kind), row.source, row.target, number(row.rate, most=9), day(row.valid_from)])
            for row in latest_rates()
        ],
        new_url=reverse("company:set_exchange_rate") if may else "",
        new_label=_("Set a rate"),
        note=_(
            "A rate holds from its day until the next one. Where a pair has none, its inverse is taken, then the way "
            "through the company's currency."
        ),
    )
    return show_tables(request, _("Exchange rates"), [table])


@require_http_methods(["GET", "POST"])
def set_exchange_rate(request: UserRequest) -> HttpResponse:
    company_to("set_exchange_rate", user=request.user)
    form = RateForm(request.POST or None, initial={"valid_from": today(request.now)})

    def set_rate() -> None:
        services.set_exchange_rate(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("Set a rate"), set_rate, back=_RATES)


@require_GET
def list_payment_terms(request: UserRequest) -> HttpResponse:
    """Terms of payment."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.change_payment_terms")
    table = Table(
        title=_("Payment terms"),
        heads=[_("Code"), _("Text in English"), _("Text in Greek"), _("Net days"), _("Cash discount")],
        lines=[
            Line(
                [row.code, row.name_en, row.name_el, row.net_days, _discount(row)],
                reverse("company:change_payment_terms", args=[row.code]) if may else "",
            )
            for row in payment_terms()
        ],
        new_url=reverse("company:create_payment_terms") if may else "",
        new_label=_("New payment terms"),
    )
    return show_tables(request, _("Payment terms"), [table])


def _discount(row: PaymentTerms) -> str:
    if not row.discount_percent:
        return ""
    percent = number(row.discount_percent)
    return _("%(percent)s %% within %(days)s days") % {"percent": percent, "days": row.discount_days}


@require_http_methods(["GET", "POST"])
def create_payment_terms(request: UserRequest) -> HttpResponse:
    company_to("create_payment_terms", user=request.user)
    form = NewTermsForm(request.POST or None)

    def create() -> None:
        services.create_payment_terms(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New payment terms"), create, back=_TERMS)


@require_http_methods(["GET", "POST"])
def change_payment_terms(request: UserRequest, code: str) -> HttpResponse:
    terms = row_to("change_payment_terms", PaymentTerms, user=request.user, key=code)
    start = {name: getattr(terms, name) for name in TermsForm.base_fields}
    form = TermsForm(request.POST or None, initial=start)

    def change() -> None:
        services.change_payment_terms(terms=terms, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(terms), change, back=_TERMS)


@require_GET
def list_reasons(request: UserRequest) -> HttpResponse:
    """Coded reasons that statistics count."""
    company_to("display_company", user=request.user)
    may = allows(request.user, "company.change_reason")
    kinds = dict(REASON_KINDS)
    table = Table(
        title=_("Reasons"),
        heads=[_("Code"), _("Kind"), _("Text in English"), _("Text in Greek")],
        lines=[
            Line(
                [row.code, kinds.get(row.kind, row.kind), row.name_en, row.name_el],
                reverse("company:change_reason", args=[row.pk]) if may else "",
            )
            for row in reasons()
        ],
        new_url=reverse("company:create_reason") if may else "",
        new_label=_("New reason"),
    )
    return show_tables(request, _("Reasons"), [table])


@require_http_methods(["GET", "POST"])
def create_reason(request: UserRequest) -> HttpResponse:
    company_to("create_reason", user=request.user)
    form = NewReasonForm(request.POST or None)

    def create() -> None:
        services.create_reason(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("New reason"), create, back=_REASONS)


@require_http_methods(["GET", "POST"])
def change_reason(request: UserRequest, reason: int) -> HttpResponse:
    row = row_to("change_reason", Reason, user=request.user, key=str(reason))
    form = ReasonForm(request.POST or None, initial={"name_en": row.name_en, "name_el": row.name_el})

    def change() -> None:
        services.change_reason(reason=row, **form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, str(row), change, back=_REASONS)
