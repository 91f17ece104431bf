"""How documents are priced: by which day, and what becomes of prices in copies (VTAA)."""

from dataclasses import asdict

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.identity.requests import UserRequest
from prosfora.pricing.forms.set_up import CopyingLine, DateLine, DocumentsForm, sorted_areas, table
from prosfora.pricing.permissions import set_up_to
from prosfora.pricing.telling_repricing import DATE_BASES, PRICING_TYPES
from prosfora.pricing.telling_settings import COPIED_TO, COPYING_HEADS, DATE_HEADS, DOCUMENT_TYPES, word
from prosfora.pricing.views.configuration.pages import Asked, Shown, ask, show


@require_GET
def display_document_pricing(request: UserRequest) -> HttpResponse:
    """The rows of both tables, and what holds where they say nothing."""
    known = set_up_to("display_condition", user=request.user)
    dates = [
        [row.sales_area or _("all"), word(DOCUMENT_TYPES, row.document_type) or _("all"), word(DATE_BASES, row.basis)]
        for row in known.documents.dates
    ] or [[_("all"), _("all"), _("document date at entry, today when priced again")]]
    copies = [
        [word(DOCUMENT_TYPES, row.source), word(COPIED_TO, row.target), word(PRICING_TYPES, row.pricing_type)]
        for row in known.documents.copies
    ] or [[_("all"), _("all"), word(PRICING_TYPES, "C")]]
    return show(
        request, known, known.documents, title=_("Pricing of documents"),
        up=(reverse("pricing:display_set_up"), _("Set-up of prices")), journal="document_pricing/VTAA",
        tables=[
            Shown(_("Prices of which day: the most specific line wins"), DATE_HEADS, dates),
            Shown(_("Prices of copies"), COPYING_HEADS, copies),
        ],
        change_url=reverse("pricing:change_document_pricing"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_document_pricing(request: UserRequest) -> HttpResponse:
    """Both tables at once; documents keep the pricing date and the prices they have."""
    known = set_up_to("configure_prices", user=request.user)
    setting, data = known.documents, request.POST or None
    dates = table(DateLine, "dates", map(asdict, setting.dates), data, known=known, areas=sorted_areas())
    copies = table(CopyingLine, "copies", map(asdict, setting.copies), data, known=known)
    of_dates = _("What is blank means all. Without a line: the document date at entry, today when priced again.")
    of_copies = _(
        "Without a line copies get new prices, and what was entered stays (C). Revisions and variants of an offer that "
        "still binds keep its prices (A), those of one that came to nothing get new ones (C)."
    )
    return ask(
        request, DocumentsForm(data), title=_("Pricing of documents"),
        back_url=reverse("pricing:display_document_pricing"), before=setting,
        tables={
            "dates": Asked(_("Prices of which day: the most specific line wins"), of_dates, dates),
            "copies": Asked(_("Prices of copies"), of_copies, copies),
        },
    )  # fmt: skip
