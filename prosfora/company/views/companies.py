"""Companies and their letterhead."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.company import services
from prosfora.company.forms import CompanyForm, LogoForm, NewCompanyForm
from prosfora.company.models import Company
from prosfora.company.permissions import company_to, row_to
from prosfora.company.queries.organisation import places
from prosfora.company.views.asking import ask
from prosfora.files.queries import content
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import NotVisible

_HOME = "company:display_company"


@require_GET
def display_company(request: UserRequest) -> HttpResponse:
    """Our own side at a glance, and the way to each of its tables."""
    company_to("display_company", user=request.user)
    context = {
        "companies": Company.objects.order_by("code"),
        "places": [(reverse(f"company:{name}"), label, count) for name, label, count in places()],
        "may_change": allows(request.user, "company.change_company"),
    }
    return render(request, "company/company.html", context)


@require_http_methods(["GET", "POST"])
def set_up_company(request: UserRequest) -> HttpResponse:
    """A new company with its standard tables."""
    company_to("set_up_company", user=request.user)
    form = NewCompanyForm(request.POST or None)

    def set_up() -> None:
        services.set_up_company(**form.cleaned_data, by=request.user, at=request.now)

    return ask(request, form, _("Set up a company"), set_up, back=_HOME)


@require_http_methods(["GET", "POST"])
def change_company(request: UserRequest, code: str) -> HttpResponse:
    """Change a letterhead."""
    company = row_to("change_company", Company, user=request.user, key=code)
    facts = services.facts_of(company)
    form = CompanyForm(request.POST or None, initial={name: getattr(facts, name) for name in facts.__slots__})

    def change() -> None:
        services.change_company(company=company, facts=form.facts(), by=request.user, at=request.now)

    return ask(request, form, _("Letterhead of %(name)s") % {"name": company.name}, change, back=_HOME)


@require_http_methods(["GET", "POST"])
def change_logo(request: UserRequest, code: str) -> HttpResponse:
    """Put a logo on the letterhead."""
    company = row_to("change_logo", Company, user=request.user, key=code)
    form = LogoForm(request.POST or None, request.FILES or None)

    def change() -> None:
        services.change_logo(company=company, content=form.cleaned_data["logo"].read(), by=request.user, at=request.now)

    return ask(request, form, _("Logo of %(name)s") % {"name": company.name}, change, back=_HOME)


@require_GET
def company_logo(request: UserRequest, code: str) -> HttpResponse:
    """The picture itself."""
    company = row_to("display_company", Company, user=request.user, key=code)
    if not company.logo_digest:
        raise NotVisible(_("This company has no logo"))
    picture = content(company.logo_digest)
    media_type = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(picture, content_type=media_type)
