"""VA11 and VA21: a new inquiry or quotation, straight into its grid."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from prosfora.company.models import SalesArea
from prosfora.company.queries import areas_for
from prosfora.documents import services
from prosfora.documents.forms.headers import NewDocumentForm
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Forbidden, Refused
from prosfora.kit.search import fold
from prosfora.parties.models import Party
from prosfora.parties.permissions import party_to
from prosfora.parties.queries import search_parties
from prosfora.parties.services import create_party


class Unnamed(Refused):
    """Nobody was named."""


class SeveralNamed(Refused):
    """More than one party has that very name."""


def create(request: UserRequest, category: str, title: str) -> HttpResponse:
    """Ask for the first facts, make the document, go to its grid."""
    areas = areas_for(request.user, f"documents.create_{category}")
    if not areas:
        raise Forbidden("")
    initial = {"sales_area": request.user.home_area, "source": "phone", **_asker(request)}
    form = NewDocumentForm(areas, request.POST or None, initial=initial)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(f"documents:display_{category}", number=_made(request, category, form))
        except Refused as error:
            refusal = error
    page = {"form": form, "title": title, "refusal": refusal, "category": category}
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "documents/new.html", page, status=status)


def _asker(request: UserRequest) -> dict[str, str]:
    """The customer that the address names, as the form shows him."""
    number = request.GET.get("customer", "")
    if not number:
        return {}
    return {"sold_to": number, "name": party_to("display_party", user=request.user, number=number).name}


@transaction.atomic
def _made(request: UserRequest, category: str, form: NewDocumentForm) -> str:
    area: SalesArea = form.cleaned_data["sales_area"]
    create = services.create_inquiry if category == "inquiry" else services.create_quotation
    made = create(
        sales_area=area, sold_to=_sold_to(request, area, form), header=form.header, items=[], by=request.user,
        at=request.now,
    )  # fmt: skip
    return made.number


def _sold_to(request: UserRequest, area: SalesArea, form: NewDocumentForm) -> Party:
    """The party chosen or named in full, else a new prospect: nobody needs a customer master to quote.

    Raises Unnamed, SeveralNamed, Forbidden.
    """
    number, name = form.cleaned_data["sold_to"], form.cleaned_data["name"].strip()
    if number:
        return party_to("display_party", user=request.user, number=number)
    if not name:
        raise Unnamed(_("Say who asks: choose a customer, or type the name of a new prospect"), "name")
    same = [party for party in search_parties(user=request.user, text=name) if fold(party.name) == fold(name)]
    if len(same) > 1:
        raise SeveralNamed(_("Several are called “%(name)s”: choose one from the list") % {"name": name}, "name")
    if same:
        return same[0]
    if not allows(request.user, "parties.create_party", area.pk):
        raise Forbidden(_("You may not take up new prospects; choose a customer from the list"), "name")
    return create_party(name=name, sales_area=area.pk, by=request.user, at=request.now)
