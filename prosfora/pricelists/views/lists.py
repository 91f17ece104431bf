"""The list of proposals, and the preview: the lines of one of them."""

from dataclasses import replace

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import NotVisible
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.pricelists.forms import LinesFilter
from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.permissions import proposal_to
from prosfora.pricelists.queries import lines_of, visible_proposals
from prosfora.pricelists.rules.statuses import after
from prosfora.pricelists.telling import OUTCOMES, flaw_words, status_word
from prosfora.pricing.telling import amount_words, key_words, rate_words
from prosfora.values.numbers import unmistakable


def url_of(row: PriceProposal) -> str:
    """The page of a proposal."""
    return reverse("pricelists:display_proposal", args=[row.pk])


PROPOSALS = Listing(
    name="pricelists:list_proposals",
    title=_("Price proposals"),
    columns=(
        Column(_("Title"), "title"),
        Column(_("Status"), lambda row: (row.status, status_word(row)), "chip"),
        Column(_("Sales area"), "sales_area_id"),
        Column(_("Valid from"), "valid_from", "day"),
        Column(_("Lines"), "count", "number"),
        Column(_("Largest change"), "largest", "percent"),
        Column(_("By"), "author_name"),
        Column(_("When"), "created_at", "moment"),
    ),
    orders={"newest": (_("newest first"), ("-id",))},
    open_row=url_of,
    new_label=_("Propose prices"),
    empty=_("No change of many prices was proposed yet."),
)


def _now(row: ProposedPrice) -> str:
    return amount_words(row.source) if row.source.on_request else rate_words(row.amount, row.source.currency)


def _proposed(row: ProposedPrice) -> str:
    return amount_words(row.source) if row.source.on_request else rate_words(row.proposed, row.source.currency)


LINES = Listing(
    name="pricelists:list_proposed_prices",
    title=_("Preview of the prices"),
    columns=(
        Column(_("Key"), lambda row: key_words(row.key.items())),
        Column(_("Amount now"), _now),
        Column(_("Proposed"), _proposed),
        Column(_("Change"), "percent", "percent"),
        Column(_("Scale levels"), lambda row: len(row.scales) or ""),
        Column(_("Outcome"), lambda row: (row.outcome, str(OUTCOMES[row.outcome])), "chip"),
        Column(_("Reason"), flaw_words),
    ),
    orders={
        "order": (_("as recorded"), ("id",)),
        "rise": (_("largest rise first"), ("-percent", "-id")),
        "fall": (_("largest fall first"), ("percent", "id")),
    },
    open_row=lambda row: reverse("pricing:display_condition", args=[row.source_id]),
    exported=(
        Column(_("Key"), lambda row: key_words(row.key.items())),
        Column(_("Amount now"), lambda row: None if row.source.on_request else unmistakable(row.amount)),
        Column(_("Proposed"), lambda row: None if row.source.on_request else unmistakable(row.proposed)),
        Column(_("Currency"), lambda row: row.source.currency or "%"),
        Column(_("Change %"), "percent"),
        Column(_("Scale"), lambda row: "; ".join(f"{level}={rate}" for level, rate in row.scales)),
        Column(_("Outcome"), lambda row: str(OUTCOMES[row.outcome])),
        Column(_("Reason"), flaw_words),
    ),
    empty=_("This proposal has no lines."),
    keeps_views=False,
)


@require_GET
def list_proposals(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The proposals of the user's sales areas."""
    if not allows(request.user, "pricelists.display_proposal"):
        raise NotVisible("")
    may = allows(request.user, "pricelists.propose_prices")
    listing = replace(PROPOSALS, new_url=reverse("pricelists:propose_prices") if may else "")
    return list_page(request, listing, visible_proposals(request.user))


@require_GET
def list_proposed_prices(request: UserRequest, proposal_id: int) -> HttpResponse | StreamingHttpResponse:
    """The preview: old and new amount of every line; lines can be left out while it is a draft."""
    proposal = proposal_to("display_proposal", user=request.user, proposal_id=proposal_id)
    filters = LinesFilter(request.GET)
    outcome, q = filters.wanted
    scope = proposal.sales_area_id or ""
    listing = LINES
    if after(proposal.status, "leave_out_prices") and allows(request.user, "pricelists.leave_out_prices", scope):
        url = reverse("pricelists:leave_out_prices", args=[proposal.pk])
        listing = replace(LINES, bulk=((url, _("Leave out")), (f"{url}?back=1", _("Take in"))))
    title = f"{LINES.title}: {proposal.title}"
    rows = lines_of(proposal, outcome, q)
    return list_page(
        request, replace(listing, title=title), rows, filters=filters, up=(url_of(proposal), proposal.title)
    )
