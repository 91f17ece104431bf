"""Which document takes which procedure: OVKK."""

from dataclasses import asdict

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.identity.requests import UserRequest
from prosfora.pricing.forms.set_up import DeterminationForm, DeterminationLine, sorted_areas, table
from prosfora.pricing.permissions import set_up_to
from prosfora.pricing.telling_settings import DETERMINATION_HEADS, DOCUMENT_TYPES, word
from prosfora.pricing.views.configuration.pages import Asked, Shown, ask, show


@require_GET
def display_determination(request: UserRequest) -> HttpResponse:
    """The rows of the table; the most specific one wins."""
    known = set_up_to("display_condition", user=request.user)
    rows = [
        [
            row.sales_area or _("all"), word(DOCUMENT_TYPES, row.document_type) or _("all"),
            row.customer_procedure or _("all"), row.procedure,
        ]
        for row in known.determination.rows
    ]  # fmt: skip
    return show(
        request, known, known.determination, title=_("Finding the procedure"),
        up=(reverse("pricing:display_set_up"), _("Set-up of prices")), journal="procedure_determination/OVKK",
        tables=[Shown(_("The most specific line wins"), DETERMINATION_HEADS, rows)],
        change_url=reverse("pricing:change_determination"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_determination(request: UserRequest) -> HttpResponse:
    """All rows at once; documents that have a procedure keep it."""
    known = set_up_to("configure_prices", user=request.user)
    setting = known.determination
    lines = table(
        DeterminationLine, "rows", map(asdict, setting.rows), request.POST or None, known=known, areas=sorted_areas()
    )
    note = _("What is blank means all. Documents keep the procedure they took. Clear the procedure to remove a line.")
    return ask(
        request, DeterminationForm(request.POST or None), title=_("Finding the procedure"),
        back_url=reverse("pricing:display_determination"), before=setting,
        tables={"rows": Asked(_("The most specific line wins"), note, lines)},
    )  # fmt: skip
