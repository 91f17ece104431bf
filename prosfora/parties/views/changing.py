"""The smaller verbs on a party's page: sales-area data, people, relations, consents, blocking."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused
from prosfora.parties import queries, services
from prosfora.parties.forms import (
    ConsentForm,
    ContactForm,
    HierarchyForm,
    ReasonForm,
    RelationForm,
    SalesDataForm,
    show_problems,
)
from prosfora.parties.models import FOREVER, Party, Relationship
from prosfora.parties.permissions import area_to, party_to
from prosfora.parties.views.record import version_seen


@require_http_methods(["GET", "POST"])
def change_sales_data(request: UserRequest, number: str, sales_area: str) -> HttpResponse:
    """A party's terms and partner functions in one sales area."""
    area_to("change_sales_data", user=request.user, sales_area=sales_area)
    party = party_to("change_sales_data", user=request.user, number=number)
    row = next((row for row in queries.areas_of(request.user, party) if row.sales_area_id == sales_area), None)
    start: dict[str, object] = {"tax_class": "1", "currency": "EUR"}
    if row is not None:
        terms = services.terms_of(row)
        start = {name: getattr(terms, name) for name in terms.__slots__}
        start["partners"] = "\n".join(f"{p.function} {p.partner.number}" for p in row.partners.all())
    form = SalesDataForm(request.POST or None, initial=start)

    def change() -> None:
        services.change_sales_data(
            party=party,
            sales_area=sales_area,
            terms=form.terms(),
            partners=form.cleaned_data["partners"],
            version=version_seen(request),
            by=request.user,
            at=request.now,
        )

    title = _("%(name)s in %(area)s") % {"name": party.name, "area": sales_area}
    return _ask(request, party, form, title, change)


@require_http_methods(["GET", "POST"])
def create_contact(request: UserRequest, number: str) -> HttpResponse:
    """A contact person of an organisation."""
    organisation = party_to("create_contact", user=request.user, number=number)
    form = ContactForm(request.POST or None)

    def create() -> None:
        services.create_contact(organisation=organisation, **form.cleaned_data, by=request.user, at=request.now)

    return _ask(request, organisation, form, _("Contact person of %(name)s") % {"name": organisation.name}, create)


@require_http_methods(["GET", "POST"])
def relate_parties(request: UserRequest, number: str) -> HttpResponse:
    """A relation of this party to another."""
    party = party_to("relate_parties", user=request.user, number=number)
    form = RelationForm(request.POST or None)

    def relate() -> None:
        typed = form.cleaned_data
        target = party_to("relate_parties", user=request.user, number=typed["target"])
        services.relate_parties(
            source=party,
            kind=typed["kind"],
            target=target,
            function=typed["function"],
            by=request.user,
            at=request.now,
        )

    return _ask(request, party, form, _("Relation of %(name)s") % {"name": party.name}, relate)


@require_POST
def unrelate_parties(request: UserRequest, number: str, relation: int) -> HttpResponse:
    """End a relation of this party."""
    party = party_to("unrelate_parties", user=request.user, number=number)
    both = party.relations.all() | party.related.all()
    found: Relationship = get_object_or_404(both.select_related("source", "target"), pk=relation)
    services.unrelate_parties(relation=found, by=request.user, at=request.now)
    return redirect("parties:display_party", number=number)


@require_http_methods(["GET", "POST"])
def place_in_hierarchy(request: UserRequest, number: str) -> HttpResponse:
    """Under whom a customer stands in a sales area (VDH1)."""
    party = party_to("place_in_hierarchy", user=request.user, number=number)
    areas = [row.sales_area_id for row in queries.areas_of(request.user, party)]
    form = HierarchyForm(request.POST or None, areas=areas, initial={"valid_from": today(request.now)})

    def place() -> None:
        typed = form.cleaned_data
        area_to("place_in_hierarchy", user=request.user, sales_area=typed["sales_area"])
        number = typed["higher"].strip()
        services.place_in_hierarchy(
            party=party,
            sales_area=typed["sales_area"],
            higher=party_to("display_party", user=request.user, number=number) if number else None,
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"] or FOREVER,
            version=version_seen(request),
            by=request.user,
            at=request.now,
        )

    return _ask(request, party, form, _("Place of %(name)s in the hierarchy") % {"name": party.name}, place)


@require_http_methods(["GET", "POST"])
def record_consent(request: UserRequest, number: str) -> HttpResponse:
    """Whether a party may be contacted on a channel."""
    party = party_to("record_consent", user=request.user, number=number)
    form = ConsentForm(request.POST or None, initial={"given_on": today(request.now)})

    def write_down() -> None:
        services.record_consent(party=party, **form.cleaned_data, by=request.user, at=request.now)

    return _ask(request, party, form, _("Consent of %(name)s") % {"name": party.name}, write_down)


@require_http_methods(["GET", "POST"])
def block_party(request: UserRequest, number: str) -> HttpResponse:
    """Stop business with a party."""
    party = party_to("block_party", user=request.user, number=number)
    form = ReasonForm(request.POST or None)

    def block() -> None:
        services.block_party(
            party=party,
            reason=form.cleaned_data["reason"],
            version=version_seen(request),
            by=request.user,
            at=request.now,
        )

    return _ask(request, party, form, _("Block %(name)s") % {"name": party.name}, block)


@require_http_methods(["GET", "POST"])
def release_party(request: UserRequest, number: str) -> HttpResponse:
    """Take up business again."""
    party = party_to("release_party", user=request.user, number=number)
    form = ReasonForm(request.POST or None)

    def release() -> None:
        services.release_party(
            party=party,
            reason=form.cleaned_data["reason"],
            version=version_seen(request),
            by=request.user,
            at=request.now,
        )

    return _ask(request, party, form, _("Release %(name)s") % {"name": party.name}, release)


def _ask(request: UserRequest, party: Party, form: forms.Form, title: str, do: Callable[[], None]) -> HttpResponse:
    """The form of a verb; posted and accepted, the verb and back to the party's page."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
            return redirect("parties:display_party", number=party.number)
        except Refused as refusal:
            show_problems(form, refusal)
    context = {
        "form": form,
        "title": title,
        "version": request.POST.get("version") or party.version,
        "back_url": reverse("parties:display_party", args=[party.number]),
    }
    return render(request, "kit/form.html", context, status=422 if form.errors else 200)
