"""Is the set-up of prices right?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden
from prosfora.pricing.queries.setup_faults import MOST, setup_faults
from prosfora.pricing.setup_words import fault_words, place_words


@require_GET
def check_setup(request: UserRequest) -> HttpResponse:
    """What is wrong with types, accesses, procedures and records, each with its remedy."""
    if not allows(request.user, "pricing.check_setup"):
        raise Forbidden("")
    found = setup_faults(request.user, today(request.now))
    rows = [
        {
            "severity": fault.severity,
            "place": place_words(fault),
            "url": reverse("pricing:display_condition", args=[fault.record]) if fault.record else "",
            "sentence": sentence,
            "remedy": remedy,
        }
        for fault in found
        for sentence, remedy in [fault_words(fault)]
    ]
    faults = sum(fault.severity == "fault" for fault in found)
    page = {"rows": rows, "faults": faults, "hints": len(found) - faults, "most": MOST}
    return render(request, "pricing/setup.html", page)
