"""Where the set-up of prices begins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.pricing.permissions import may_see_setup


@require_GET
def display_set_up(request: UserRequest) -> HttpResponse:
    """The parts of the set-up, in the order one makes a new kind of price."""
    may_see_setup(request.user)
    parts = [
        ("list_access_sequences", "V/07", _("Access sequences"), _("by which keys records are found, in which order")),
        ("list_condition_types", "V/06", _("Condition types"), _("what kinds of price elements there are")),
        ("list_procedures", "V/08", _("Procedures"), _("in which steps a price is computed, and what excludes what")),
        ("list_formulas", "VOFM", _("Formulas"), _("bases, values and requirements computed as you write them")),
        ("display_determination", "OVKK", _("Finding the procedure"), _("which documents take which procedure")),
        (
            "display_document_pricing", "VTAA", _("Pricing of documents"),
            _("by which day documents are priced, and what becomes of prices in copies"),
        ),
    ]  # fmt: skip
    if allows(request.user, "pricing.check_setup"):
        parts.append(("check_setup", "", _("Check of the set-up of prices"), _("what is wrong or doubtful in it")))
    told = [(reverse(f"pricing:{name}"), code, title, words) for name, code, title, words in parts]
    return render(request, "pricing/set_up.html", {"parts": told})
