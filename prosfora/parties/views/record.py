"""One party: its page, taking it up, changing it."""

from django.conf import settings
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused
from prosfora.parties import queries, services
from prosfora.parties.forms import (
    AddressForm,
    AddressForms,
    NewPartyForm,
    PartyForm,
    blank_address,
    show_problems,
    typed_addresses,
)
from prosfora.parties.models import Party
from prosfora.parties.permissions import anywhere_to, area_to, party_to, verbs_possible
from prosfora.parties.rules import addresses
from prosfora.parties.rules.identifiers import readable_phone


@require_GET
def display_party(request: UserRequest, number: str) -> HttpResponse:
    """The record page: facts, timeline and documents by address, people and partners."""
    party = party_to("display_party", user=request.user, number=number)
    record = queries.party_record(request.user, party)
    context = {
        "party": party,
        "record": record,
        "verbs": verbs_possible(request.user, record),
        "language_name": dict(settings.LANGUAGES).get(party.language, party.language),
        "phone": readable_phone(party.phone) if party.phone else "",
        "addresses": [(row, addresses.lines(row, language=get_language() or "en")) for row in party.addresses.all()],
    }
    return render(request, "parties/party.html", context)


@require_http_methods(["GET", "POST"])
def create_party(request: UserRequest) -> HttpResponse:
    """Take up a party."""
    anywhere_to("create_party", user=request.user)
    start = {"name": request.GET.get("name", ""), "is_prospect": True, "country": "GR", "language": "el"}
    form = NewPartyForm(request.POST or None, user=request.user, initial=start)
    addresses_typed = AddressForms(request.POST or None, initial=[blank_address()], prefix="addresses")
    if request.method == "POST" and form.is_valid() and addresses_typed.is_valid():
        area = form.cleaned_data["sales_area"].code
        area_to("create_party", user=request.user, sales_area=area)
        facts = form.facts(typed_addresses(addresses_typed))
        fields = {name: getattr(facts, name) for name in facts.__slots__ if name != "is_blocked"}
        try:
            party = services.create_party(
                **fields, number=form.cleaned_data["number"], sales_area=area, by=request.user, at=request.now
            )
            return redirect("parties:display_party", number=party.number)
        except Refused as refusal:
            show_problems(form, refusal)
    return _form_page(request, form, addresses_typed, None)


@require_http_methods(["GET", "POST"])
def change_party(request: UserRequest, number: str) -> HttpResponse:
    """Change a party's facts and addresses."""
    party = party_to("change_party", user=request.user, number=number)
    facts = services.facts_of(party)
    form = PartyForm(request.POST or None, initial=PartyForm.initial_of(facts))
    rows = [{name: getattr(row, name) for name in row.__slots__} for row in facts.addresses]
    further = blank_address(party.country, is_first=not rows)
    addresses_typed = AddressForms(request.POST or None, initial=[*rows, further], prefix="addresses")
    if request.method == "POST" and form.is_valid() and addresses_typed.is_valid():
        try:
            services.change_party(
                party=party,
                facts=form.facts(typed_addresses(addresses_typed), is_blocked=party.is_blocked),
                version=version_seen(request),
                by=request.user,
                at=request.now,
            )
            return redirect("parties:display_party", number=party.number)
        except Refused as refusal:
            show_problems(form, refusal)
    return _form_page(request, form, addresses_typed, party)


def version_seen(request: UserRequest) -> int | None:
    """The version that the form was filled from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def _form_page(
    request: UserRequest, form: PartyForm, addresses_typed: BaseFormSet[AddressForm], party: Party | None
) -> HttpResponse:
    context = {
        "form": form,
        "addresses": addresses_typed,
        "party": party,
        "title": party.name if party else _("New customer or prospect"),
        "version": request.POST.get("version") or (party.version if party else None),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "parties/party_form.html", context, status=status)
