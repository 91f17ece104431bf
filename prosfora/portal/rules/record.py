"""The acceptance record: the schema of its canonical JSON. Coded as offers are (offers.rules.coding)."""

from dataclasses import dataclass
from datetime import datetime

from prosfora.offers.rules.content import OfferTotals

FORMAT = "prosfora-acceptance/1"


@dataclass(frozen=True, slots=True)
class AcceptedBy:
    """Who accepted, as he named himself, and for whom."""

    name: str
    role: str
    customer: str  # our number of the sold-to
    customer_name: str


@dataclass(frozen=True, slots=True)
class AcceptedFrom:
    """What was seen of him: the address of his connection, what his browser calls itself, and the link he came by."""

    address: str
    browser: str
    link: int
    recipient: str  # whom the link was made for
    email: str
    code_confirmed: bool  # a one-time code that was mailed to `email` was entered


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The text under which he ticked the box, and its SHA-256."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option or alternative he chose."""

    position: int
    kind: str  # option, alternative
    instead_of: int | None
    product: str
    text: str


@dataclass(frozen=True, slots=True)
class AcceptanceRecord:
    """The whole act. `totals` are those of the offer with the choices made."""

    format: str
    offer: str  # its number
    offer_sha256: str  # of the canonical JSON of the frozen offer
    language: str
    accepted_at: datetime
    by: AcceptedBy
    seen: AcceptedFrom
    confirmed: Confirmed
    choices: tuple[Choice, ...]
    currency: str
    totals: OfferTotals
    customer_reference: str
    order: str  # the number of the order it made
    signature_sha256: str  # of the drawn signature (PNG); "" where none was drawn
