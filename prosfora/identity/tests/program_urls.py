"""A small API for the tests of sign-in by token and of repeated calls: it creates saved views."""

from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI, Schema, Status

from prosfora.audit.services import CHANNEL
from prosfora.identity.api import TokenAuth, idempotent
from prosfora.identity.models import SavedView
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import problem
from prosfora.kit.errors import Refused

api = NinjaAPI(auth=TokenAuth(), urls_namespace="tests")


class ViewIn(Schema):
    name: str
    answer: str = "schema"


class ViewOut(Schema):
    id: int
    name: str


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(request, refusal)


@api.get("/me")
def me(request: UserRequest) -> dict[str, object]:
    """Who the program is."""
    rights = request.user.rights
    return {
        "username": request.user.username,
        "channel": CHANNEL.get(),
        "may_quote": rights.allows("documents.create_quotation"),
        "may_let_in": rights.allows("identity.create_user"),
    }


@api.post("/views", response={201: ViewOut})
@idempotent
def create_view(request: UserRequest, sent: ViewIn) -> HttpResponse | ViewOut | Status[Schema]:
    """Creates a view, whatever its name; the answer takes one of the allowed shapes."""
    with transaction.atomic():
        view = SavedView.objects.create(user=request.user, page="tests", name=f"{sent.name} {uuid4()}")
    made = ViewOut(id=view.pk, name=view.name)
    if sent.answer == "refused":
        raise Refused("No such luck", "name")
    if sent.answer == "bug":
        raise ZeroDivisionError
    if sent.answer == "accepted":
        return Status(202, made)
    if sent.answer == "problem":
        return HttpResponse("{}", status=409)
    if sent.answer == "response":
        return HttpResponse(made.model_dump_json(), status=201, headers={"ETag": '"7"', "Location": "/views/1"})
    return made


urlpatterns = [path("api/", api.urls)]
