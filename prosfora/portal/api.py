"""Links and questions for programs: the same verbs as beside the quotation."""

import datetime as dt

from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from prosfora.documents.api.bodies import DocumentNumber
from prosfora.documents.permissions import quotation_to as readable_quotation
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today as company_day
from prosfora.portal import services
from prosfora.portal.permissions import link_to, quotation_to
from prosfora.portal.queries.links import LinkRow, links_of
from prosfora.portal.queries.questions import Question, questions_on
from prosfora.portal.rules.seeing import DOWNLOADED, OPENED, SEEN

router = Router(tags=["customer's page"])


class LinkBody(Schema):
    """Whom a link is for."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=200)
    email: str = Field("", max_length=254)
    language: str = Field("", max_length=2)
    expires_on: dt.date | None = None


class AnswerBody(Schema):
    """An answer to a question."""

    model_config = ConfigDict(extra="forbid")
    question: int
    text: str = Field(max_length=2000)


class LinkOut(Schema):
    """A link without its secret."""

    id: int
    name: str
    email: str
    language: str
    state: str
    works_until: dt.date
    issued_at: dt.datetime
    withdrawn_at: dt.datetime | None
    opened_at: dt.datetime | None
    seen_at: dt.datetime | None
    downloaded_at: dt.datetime | None

    @classmethod
    def of(cls, row: LinkRow) -> "LinkOut":
        link = row.link
        return cls(
            id=link.pk, name=link.name, email=link.email, language=link.language, state=row.state.value,
            works_until=row.until, issued_at=link.issued_at, withdrawn_at=link.withdrawn_at,
            opened_at=row.last.get(OPENED), seen_at=row.last.get(SEEN), downloaded_at=row.last.get(DOWNLOADED),
        )  # fmt: skip


class SentOut(LinkOut):
    """A link that was just made; `address` is told this once."""

    address: str


class SaidOut(Schema):
    who: str
    at: dt.datetime
    text: str


class QuestionOut(Schema):
    """A question of the customer with our answers; `item` is null where it is on the whole offer."""

    number: int
    link: int
    item: int | None
    who: str
    at: dt.datetime
    text: str
    answers: list[SaidOut]

    @classmethod
    def of(cls, asked: Question) -> "QuestionOut":
        said = [SaidOut(who=one.who, at=one.at, text=one.text) for one in asked.answers]
        return cls(
            number=asked.number, link=asked.link, item=asked.item, who=asked.who, at=asked.at, text=asked.text,
            answers=said,
        )  # fmt: skip


@router.get("/quotations/{number}/links", response=list[LinkOut], summary="List a quotation's links")
def quotation_links(request: UserRequest, number: DocumentNumber) -> list[LinkOut]:
    """Who has a link to the customer's page, and when it was opened, seen and its PDF fetched last."""
    quotation = readable_quotation("display_quotation", user=request.user, number=number)
    return [LinkOut.of(row) for row in links_of(quotation, company_day(request.now))]


@router.post("/quotations/{number}/send_link", response={201: SentOut}, summary="Send a link")
def send_link(request: UserRequest, number: DocumentNumber, body: LinkBody) -> Status[SentOut]:
    """Make a recipient's link, or a further address of the one he has; mailed where he has a mail address."""
    quotation = quotation_to("send_link", user=request.user, number=number)
    link, address = services.send_link(quotation=quotation, **body.dict(), by=request.user, at=request.now)
    row = next(row for row in links_of(quotation, company_day(request.now)) if row.link.pk == link.pk)
    return Status(201, SentOut(address=address, **LinkOut.of(row).dict()))


@router.post("/quotations/{number}/links/{link_id}/withdraw_link", response=list[LinkOut], summary="Withdraw a link")
def withdraw_link(request: UserRequest, number: DocumentNumber, link_id: int) -> list[LinkOut]:
    """Its addresses stop working at once; the quotation's links are returned."""
    link = link_to("withdraw_link", user=request.user, number=number, link_id=link_id)
    services.withdraw_link(link=link, by=request.user, at=request.now)
    return [LinkOut.of(row) for row in links_of(link.quotation, company_day(request.now))]


@router.get("/quotations/{number}/questions", response=list[QuestionOut], summary="List a quotation's questions")
def quotation_questions(request: UserRequest, number: DocumentNumber) -> list[QuestionOut]:
    """What customers asked on their page, with our answers, oldest first."""
    quotation = readable_quotation("display_quotation", user=request.user, number=number)
    return [QuestionOut.of(asked) for asked in questions_on(quotation)]


@router.post("/quotations/{number}/answer_question", response=list[QuestionOut], summary="Answer a question")
def answer_question(request: UserRequest, number: DocumentNumber, body: AnswerBody) -> list[QuestionOut]:
    """The customer reads it on his page and by mail; all questions are returned."""
    quotation = quotation_to("answer_question", user=request.user, number=number)
    services.answer_question(quotation=quotation, **body.dict(), by=request.user, at=request.now)
    return [QuestionOut.of(asked) for asked in questions_on(quotation)]
