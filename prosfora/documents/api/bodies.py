"""The shapes in which programs write documents. Unknown fields are mistakes; codes and days are judged by the verbs."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from prosfora.documents.rules.checks import LONGEST_NOTE
from prosfora.documents.rules.document_types import MOST_ITEMS
from prosfora.documents.rules.lines import HeaderFields, ItemAnswer, ItemLine, LineFields, ManualCondition

Amount = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Quantity = Annotated[Decimal, Field(max_digits=15, decimal_places=3)]
Position = Annotated[int, Field(ge=1, le=999_990)]
Percent = Annotated[int, Field(ge=0, le=100)]
Code = Annotated[str, StringConstraints(max_length=4)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
Number = Annotated[str, StringConstraints(max_length=10)]
DocumentNumber = Annotated[str, StringConstraints(max_length=16)]
Texts = dict[Annotated[str, StringConstraints(pattern="^(intro|terms|closing|internal)$")], Text]
Partners = dict[Annotated[str, StringConstraints(pattern="^(WE|RE|RG|AP)$")], Number]


# A copy with scales read anew, B all new, C new but what was entered, D a copy; new: G taxes, costs and rebates,
# H freight, I rebates, K taxes, N costs.
PricingType = Literal["A", "B", "C", "D", "G", "H", "I", "K", "N"]


class Body(BaseModel):
    """A request body. A plain model: ninja's own wraps every row in a getter that a body of JSON does not need."""

    model_config = ConfigDict(extra="forbid")


class Condition(Body):
    """A price element entered by hand: PB00 price, PN00 net price, RA00 discount in per cent, HA00 on the header …"""

    condition_type: Code
    amount: Amount
    currency: Annotated[str, StringConstraints(max_length=3)] = ""
    per: Annotated[Decimal, Field(max_digits=9, decimal_places=3, gt=0)] = Decimal(1)
    unit: Annotated[str, StringConstraints(max_length=3)] = ""

    def fact(self) -> ManualCondition:
        return ManualCondition(self.condition_type, self.amount, self.currency, self.per, self.unit)


class HeaderBody(Body):
    """Header facts; what is left out comes from the customer, the sales area and the document type."""

    external_number: Annotated[str, StringConstraints(max_length=40)] = ""
    customer_reference: Annotated[str, StringConstraints(max_length=35)] = ""
    customer_reference_date: dt.date | None = None
    document_date: dt.date = dt.date.min
    pricing_date: dt.date = dt.date.min
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    requested_date: dt.date | None = None
    currency: Annotated[str, StringConstraints(max_length=3)] = ""
    customer_group: Code = ""
    price_group: Code = ""
    price_list: Code = ""
    incoterms: Annotated[str, StringConstraints(max_length=3)] = ""
    incoterms_place: Annotated[str, StringConstraints(max_length=70)] = ""
    payment_terms: Code = ""
    plant: Code = ""
    probability: Percent = 0
    source: Annotated[str, StringConstraints(max_length=10)] = ""
    order_reason: Code = ""
    language: Annotated[str, StringConstraints(max_length=5)] = ""
    responsible: Annotated[str, StringConstraints(max_length=150)] = ""
    coupon: Annotated[str, StringConstraints(max_length=20)] = ""
    campaign: Number = ""
    conditions: list[Condition] = Field(default_factory=list, max_length=20)

    def fields(self) -> HeaderFields:
        """The facts that were sent."""
        return _sent(self, set(HeaderBody.model_fields))  # type: ignore[return-value]  # the same names and types


class LineBody(Body):
    """One item."""

    position: Position | None = None
    product: Annotated[str, StringConstraints(max_length=40)] = ""
    quantity: Quantity = Decimal(0)
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    text: Annotated[str, StringConstraints(max_length=200)] = ""
    note: Text = ""
    category: Literal["standard", "alternative", "option", "free", "text", "section"] = "standard"
    alternative_to: Position | None = None
    requested_date: dt.date | None = None
    plant: Code = ""
    conditions: list[Condition] = Field(default_factory=list, max_length=20)
    rejection_reason: Code = ""
    probability: Percent | None = None

    def line(self) -> ItemLine:
        """The item as a new row."""
        return ItemLine(**_sent(self, set(LineBody.model_fields)))


class LinePatch(LineBody):
    """What changes on an item; `position` gives it another number."""

    def fields(self) -> LineFields:
        """The facts that were sent."""
        sent = _sent(self, set(LineBody.model_fields))
        for name in ("position", "probability"):
            if name in sent and sent[name] is None:
                del sent[name]
        return sent  # type: ignore[return-value]  # the same names and types


class DocumentBody(HeaderBody):
    """A new inquiry or quotation."""

    sold_to: Number
    sales_area: Annotated[str, StringConstraints(max_length=12)] = ""
    items: list[LineBody] = Field(default_factory=list, max_length=MOST_ITEMS)
    partners: Partners = Field(default_factory=dict)
    texts: Texts = Field(default_factory=dict)


class DocumentPatch(HeaderBody):
    """What to change: header facts, items by position, items to add and to remove, partners, texts."""

    changed: dict[Position, LinePatch] = Field(default_factory=dict, max_length=MOST_ITEMS)
    added: list[LineBody] = Field(default_factory=list, max_length=MOST_ITEMS)
    removed: list[Position] = Field(default_factory=list, max_length=MOST_ITEMS)
    partners: Partners = Field(default_factory=dict)
    texts: Texts = Field(default_factory=dict)

    def changes(self) -> dict[str, Any]:
        """The changing verbs' arguments, by the names they have there."""
        return {
            "header": self.fields(),
            "changed": {position: line.fields() for position, line in self.changed.items()},
            "added": [line.line() for line in self.added],
            "removed": self.removed,
            "partners": self.partners,
            "texts": self.texts,
        }


class AnswerBody(Body):
    """The three answers to an item: available? price per sales unit? date?"""

    position: Position
    available: bool | None = None
    price: Amount | None = None
    date: dt.date | None = None
    note: Annotated[str, StringConstraints(max_length=200)] = ""

    def answer(self) -> ItemAnswer:
        return ItemAnswer(self.position, self.available, self.price, self.date, self.note)


class AnswersBody(Body):
    """Answers given by hand; items left out get those that availability and price propose."""

    answers: list[AnswerBody] = Field(default_factory=list, max_length=MOST_ITEMS)


class QuoteBody(Body):
    """What of an inquiry to quote: by default everything open, priced as the set-up says of copies."""

    quantities: dict[Position, Quantity] = Field(default_factory=dict)
    rejections: dict[Position, Code] = Field(default_factory=dict)
    pricing_type: PricingType | Literal[""] = ""


class ReasonBody(Body):
    reason: Code
    note: Text = ""


class RejectBody(Body):
    """Rejection reasons by item; a blank takes one back."""

    reasons: dict[Position, Code]


class ReleaseBody(Body):
    """Release prices under a floor or a least margin, or give the draft back with a comment."""

    comment: Text = ""
    returned: bool = False


class IssueBody(Body):
    deliver: bool = True


class AcceptBody(Body):
    """The customer's yes: which choices he takes, his order number, how he said it."""

    chosen: list[Position] = Field(default_factory=list, max_length=MOST_ITEMS)
    customer_reference: Annotated[str, StringConstraints(max_length=35)] = ""
    evidence: Text = ""


class CopyBody(Body):
    """For whom the copy is, and what becomes of the prices: as the set-up says of copies where nothing is sent."""

    sold_to: Number = ""
    pricing_type: PricingType | Literal[""] = ""


class ReviseBody(Body):
    """What becomes of the prices in a revision or a variant: as the set-up says of them where nothing is sent, else
    they stay while the offer binds us (A) and are new where it does not any more (C).
    """

    pricing_type: PricingType | Literal[""] = ""


class RepriceBody(Body):
    """Which day's prices, by default those of the rule of the document's type, else of today; what stays."""

    pricing_date: dt.date | None = None
    pricing_type: PricingType = "C"


class RepriceManyBody(Body):
    """Drafts by number, at most 1,000 at once, the day whose prices they get (that of the rule of their type, else
    today, where none is given), and what stays.
    """

    numbers: list[DocumentNumber] = Field(min_length=1, max_length=1_000)
    pricing_date: dt.date | None = None
    pricing_type: PricingType = "C"


class RepricedOut(BaseModel):
    """How many drafts were looked at, how many changed, with how many items; those not priced, by number."""

    documents: int
    changed: int
    items: int
    refused: list[str]


class NoBody(Body):
    """Nothing to say."""


def _sent(body: BaseModel, names: set[str]) -> dict[str, Any]:
    """The fields of a body that were sent; conditions as facts under the name the verbs give them."""
    sent = {name: getattr(body, name) for name in body.model_fields_set & names}
    if "conditions" in sent:
        sent["manual"] = tuple(condition.fact() for condition in sent.pop("conditions"))
    return sent
