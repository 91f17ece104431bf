"""What programs may ask about parties and do to them."""

from dataclasses import replace
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page, cursor_page, etag, expected_version
from prosfora.kit.errors import Forbidden
from prosfora.parties import services
from prosfora.parties.api.schemas import (
    AreaCode,
    Code,
    ConsentBody,
    ContactBody,
    Country,
    HierarchyBody,
    HierarchyRow,
    PartyBody,
    PartyBrief,
    PartyOut,
    PartyPatch,
    ReasonBody,
    SalesAreaOut,
    SalesDataBody,
    UserId,
)
from prosfora.parties.models import Party
from prosfora.parties.permissions import area_to, party_to
from prosfora.parties.queries import ORDERS, PartyFilter, areas_of, listed_parties, party_record
from prosfora.parties.queries.hierarchy import hierarchy_of

router = Router(tags=["parties"])
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,10}$")]


class PartyQuery(Schema):
    """What a list of parties is narrowed to."""

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    role: Literal["", "prospect", "customer", "contact", "competitor", "partner"] = ""
    area: AreaCode | Literal[""] = ""
    country: Country | Literal[""] = ""
    group: Code = ""
    responsible: UserId | None = None
    blocked: bool | None = None
    order: Literal["name", "number", "changed"] = "name"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(max_length=500)] = ""


@router.get("/parties", response=Page[PartyBrief], summary="List parties")
def list_parties(request: UserRequest, wanted: Query[PartyQuery]) -> Page[PartyBrief]:
    """Visible parties by name, number or last change; `q` finds Greek and Latin letters alike."""
    if not request.user.rights.allows("parties.display_party"):
        raise Forbidden("")
    narrowed = PartyFilter(**wanted.dict(exclude={"order", "limit", "cursor"}))
    rows = listed_parties(request.user, narrowed).prefetch_related("addresses")
    found, following = cursor_page(rows, order=ORDERS[wanted.order], cursor=wanted.cursor or None, limit=wanted.limit)
    return Page[PartyBrief](items=[PartyBrief.of(party) for party in found], next_cursor=following)


@router.post("/parties", response={201: PartyOut}, summary="Take up a party")
@idempotent
def create_party(request: UserRequest, body: PartyBody) -> HttpResponse:
    """A prospect unless another role is given; its number is drawn unless given."""
    area_to("create_party", user=request.user, sales_area=body.sales_area)
    fields = body.model_dump(exclude={"addresses", "terms"})
    party = services.create_party(
        **fields,
        addresses=[address.facts() for address in body.addresses],
        terms=body.terms.terms(),
        by=request.user,
        at=request.now,
    )
    return _answer(request, party, 201)


@router.get("/parties/{number}", response=PartyOut, summary="Display a party")
def display_party(request: UserRequest, number: Number) -> HttpResponse:
    """The party with addresses, your sales areas and contact persons; its version is the ETag."""
    return _answer(request, party_to("display_party", user=request.user, number=number))


@router.patch("/parties/{number}", response=PartyOut, summary="Change a party")
def change_party(request: UserRequest, number: Number, body: PartyPatch) -> HttpResponse:
    """Change the fields that were sent. `If-Match` with a stale ETag is refused with 412."""
    party = party_to("change_party", user=request.user, number=number)
    facts = replace(services.facts_of(party), **body.changes())  # type: ignore[arg-type]  # checked by the schema
    services.change_party(party=party, facts=facts, version=expected_version(request), by=request.user, at=request.now)
    return _answer(request, party)


@router.put("/parties/{number}/sales_areas/{sales_area}", response=SalesAreaOut, summary="Set data of a sales area")
def change_sales_data(request: UserRequest, number: Number, sales_area: AreaCode, body: SalesDataBody) -> HttpResponse:
    """Terms and partner functions of a party in a sales area, which is opened to it where it had none."""
    area_to("change_sales_data", user=request.user, sales_area=sales_area)
    party = party_to("change_sales_data", user=request.user, number=number)
    services.change_sales_data(
        party=party,
        sales_area=sales_area,
        terms=body.terms(),
        partners=[(partner.function, partner.number) for partner in body.partners],
        version=expected_version(request),
        by=request.user,
        at=request.now,
    )
    row = next(row for row in areas_of(request.user, party) if row.sales_area_id == sales_area)
    return _json(SalesAreaOut.of_row(row).model_dump_json(), party.version)


@router.get("/parties/{number}/hierarchy", response=list[HierarchyRow], summary="Display a party's hierarchy")
def display_hierarchy(request: UserRequest, number: Number) -> list[HierarchyRow]:
    """Where the party stands in your sales areas: above it and below, each with its days."""
    party = party_to("display_party", user=request.user, number=number)
    return [HierarchyRow.of_row(row) for row in hierarchy_of(request.user, party)]


@router.post(
    "/parties/{number}/place_in_hierarchy", response=list[HierarchyRow], summary="Place a party in the hierarchy"
)
def place_in_hierarchy(request: UserRequest, number: Number, body: HierarchyBody) -> list[HierarchyRow]:
    """Under whom the party stands from a day on. What held on other days stays; a circle is refused."""
    area_to("place_in_hierarchy", user=request.user, sales_area=body.sales_area)
    party = party_to("place_in_hierarchy", user=request.user, number=number)
    higher = party_to("display_party", user=request.user, number=body.higher) if body.higher else None
    services.place_in_hierarchy(
        party=party, sales_area=body.sales_area, higher=higher, valid_from=body.valid_from, valid_to=body.valid_to,
        version=expected_version(request), by=request.user, at=request.now,
    )  # fmt: skip
    return [HierarchyRow.of_row(row) for row in hierarchy_of(request.user, party)]


@router.post("/parties/{number}/contacts", response={201: PartyOut}, summary="Take up a contact person")
@idempotent
def create_contact(request: UserRequest, number: Number, body: ContactBody) -> HttpResponse:
    """A contact person is a party of its own, seen in the organisation's sales areas."""
    organisation = party_to("create_contact", user=request.user, number=number)
    contact = services.create_contact(organisation=organisation, **body.model_dump(), by=request.user, at=request.now)
    return _answer(request, contact, 201)


@router.post("/parties/{number}/consents", response={201: None}, summary="Record a consent or its refusal")
@idempotent
def record_consent(request: UserRequest, number: Number, body: ConsentBody) -> HttpResponse:
    """The latest consent of a channel counts."""
    party = party_to("record_consent", user=request.user, number=number)
    services.record_consent(party=party, **body.model_dump(), by=request.user, at=request.now)
    return HttpResponse("null", status=201, content_type="application/json")


@router.post("/parties/{number}/block_party", response=PartyOut, summary="Block a party")
def block_party(request: UserRequest, number: Number, body: ReasonBody) -> HttpResponse:
    """A blocked party can be displayed but not chosen for new documents."""
    party = party_to("block_party", user=request.user, number=number)
    version = expected_version(request)
    services.block_party(party=party, reason=body.reason, version=version, by=request.user, at=request.now)
    return _answer(request, party)


@router.post("/parties/{number}/release_party", response=PartyOut, summary="Release a blocked party")
def release_party(request: UserRequest, number: Number, body: ReasonBody) -> HttpResponse:
    """Take up business with a blocked party again."""
    party = party_to("release_party", user=request.user, number=number)
    version = expected_version(request)
    services.release_party(party=party, reason=body.reason, version=version, by=request.user, at=request.now)
    return _answer(request, party)


def _answer(request: UserRequest, party: Party, status: int = 200) -> HttpResponse:
    body = PartyOut.of_record(party_record(request.user, party)).model_dump_json()
    answer = _json(body, party.version, status)
    if status == 201:
        answer["Location"] = f"/api/v1/parties/{party.number}"
    return answer


def _json(body: str, version: int, status: int = 200) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json", headers={"ETag": etag(version)})
