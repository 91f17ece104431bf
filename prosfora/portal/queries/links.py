"""Links: by the secret that opens them, and all of a quotation."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from prosfora.documents.models import SalesDocument
from prosfora.kit.clock import today as company_day
from prosfora.portal.models import Acceptance, LinkToken, OfferLink
from prosfora.portal.rules.secret import is_same, is_token, token_digest
from prosfora.portal.rules.standing import LinkState, Standing, last_day, link_state, standing

# What every request of the page needs: a quotation has seventy columns, and its price proof is long.
_READ = (
    "digest", "made_at",
    *(f"link__{name}" for name in ("name", "email", "language", "expires_on", "withdrawn_at", "issued_at")),
    *(f"link__frozen__{name}" for name in ("number", "content", "digest")),
    *(f"link__quotation__{name}" for name in ("category", "number", "status", "valid_to", "successor", "version")),
    *(f"link__quotation__{name}" for name in ("sold_to_name", "sales_area", "sold_to__number", "responsible")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as the quotation's page and programs show it."""

    link: OfferLink
    until: dt.date
    state: LinkState
    last: dict[str, dt.datetime] = field(default_factory=dict)  # rules.seeing → when it was used so last

    @property
    def word(self) -> str:
        """The state in words."""
        return {LinkState.WORKS: _("works"), LinkState.EXPIRED: _("expired"), LinkState.WITHDRAWN: _("withdrawn")}[
            self.state
        ]

    @property
    def works(self) -> bool:
        return self.state is LinkState.WORKS


def link_of(token: str) -> OfferLink | None:
    """The link a secret opens, with its quotation and frozen offer; None where nothing does. One statement.

    It is looked up by its hash, so that the time it takes says nothing of the secrets that are kept.
    """
    if not is_token(token):
        return None
    wanted = token_digest(token)
    rows = LinkToken.objects.select_related("link__quotation__sold_to", "link__frozen").only(*_READ)
    found = rows.filter(digest=wanted).first()
    return found.link if found is not None and is_same(found.digest, wanted) else None


def works_until(link: OfferLink) -> dt.date:
    """The last day of a link; without a day of its own it moves with the offer's validity."""
    quotation = link.quotation
    return last_day(link.expires_on, quotation.valid_to, company_day(link.issued_at), settings.PORTAL_READING_DAYS)


def state_of(link: OfferLink, today: dt.date) -> LinkState:
    """Whether a link still opens its page on the company's day."""
    return link_state(link.withdrawn_at, works_until(link), today)


def standing_of(quotation: SalesDocument, today: dt.date) -> Standing:
    """How an issued offer stands towards the customer on the company's day."""
    return standing(quotation.status, quotation.valid_to, today)


def links_of(quotation: SalesDocument, today: dt.date) -> list[LinkRow]:
    """All links of a quotation, oldest first, with when each was used last in which way. Two statements."""
    rows = OfferLink.objects.filter(quotation=quotation).prefetch_related("views").order_by("pk")
    found = []
    for link in rows:
        link.quotation = quotation
        last = {event.kind: event.at for event in sorted(link.views.all(), key=lambda event: event.at)}
        found.append(LinkRow(link, works_until(link), state_of(link, today), last))
    return found


def newer_link(link: OfferLink, today: dt.date) -> OfferLink | None:
    """The same recipient's link to what stands in the place of a superseded offer; None where he has none."""
    successor = link.quotation.successor
    if not successor or not link.email:
        return None
    rows = OfferLink.objects.select_related("quotation", "frozen")
    found = rows.filter(quotation__number=successor, email=link.email, withdrawn_at=None).first()
    return found if found is not None and state_of(found, today) is LinkState.WORKS else None


def acceptance_of(link: OfferLink) -> Acceptance | None:
    """The acceptance that was given by this link."""
    return Acceptance.objects.select_related("frozen").filter(frozen_id=link.frozen_id, link_id=link.pk).first()
