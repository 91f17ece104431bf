"""What the customer's page refuses. Sentences are for the customer unless the verb is one of ours."""

from typing import Any

from prosfora.kit.errors import Refused
from prosfora.portal.rules.standing import Standing


class NotIssued(Refused):
    """A draft, or an offer from before offers were frozen, has no page for the customer."""


class BadRecipient(Refused):
    """A link needs somebody it is for, and an address a mail can go to."""


class LinkGone(Refused):
    """The link was withdrawn, or its days are over."""

    status = 410


class OfferNotOpen(Refused):
    """The offer cannot be answered any more; `standing` says why."""

    status = 409

    def __init__(self, standing: Standing, message: str, **data: Any) -> None:
        super().__init__(message, data={"standing": standing.value, **data})
        self.standing = standing


class ChoiceMissing(Refused):
    """Of a group not exactly one was chosen, or what was chosen is no choice of this offer."""


class ChoiceNotShown(Refused):
    """What was chosen differs from what the totals on the page were of: they must be seen first."""


class TermsNotConfirmed(Refused):
    """The box under the terms was not ticked, or the text was another one."""


class NameMissing(Refused):
    """Whoever accepts names himself and his role."""


class BadSignature(Refused):
    """What was drawn is no PNG that we take."""


class WrongCode(Refused):
    """The one-time code is wrong, too old, or was tried too often."""


class TotalsDiffer(Refused):
    """The order would come to another amount than the page showed: nothing was done."""


class QuestionRefused(Refused):
    """A question or an answer needs a text of at most 2,000 characters, on an item of the offer."""


class UnknownQuestion(Refused):
    """There is no such question on the quotation."""


class TooMany(Refused):
    """Too many attempts in a short time."""

    status = 429
