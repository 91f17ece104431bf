"""Pages of free goods: VBN1, VBN2, VBN3."""

from dataclasses import replace

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import number
from prosfora.pricing import services
from prosfora.pricing.forms.free_goods import ChangeFreeGoodsForm, FreeGoodsFilterForm, FreeGoodsForm
from prosfora.pricing.models import FOREVER, FreeGoodsRecord
from prosfora.pricing.permissions import area_to, free_goods_to
from prosfora.pricing.queries.free_goods import listed_free_goods, periods_of_free_goods
from prosfora.pricing.telling import key_words


def url_of(row: FreeGoodsRecord) -> str:
    """The page of free goods."""
    return reverse("pricing:display_free_goods", kwargs={"record_id": row.pk})


def _quantity(value: object, row: FreeGoodsRecord) -> str:
    return f"{number(value)} {row.unit}"  # type: ignore[arg-type]  # a quantity of the record


FREE_GOODS = Listing(
    name="pricing:list_free_goods",
    title=gettext_lazy("Free goods"),
    columns=(
        Column(gettext_lazy("Key"), lambda row: key_words(row.key.items())),
        Column(gettext_lazy("Per quantity ordered"), lambda row: _quantity(row.per, row)),
        Column(gettext_lazy("Given for nothing"), lambda row: _quantity(row.free, row)),
        Column(gettext_lazy("Product given"), "product_given"),
        Column(gettext_lazy("From quantity"), lambda row: _quantity(row.least, row) if row.least else ""),
        Column(gettext_lazy("Counting"), lambda row: row.get_counting_display()),
        Column(gettext_lazy("Out of what is ordered"), lambda row: _("yes") if row.is_inclusive else ""),
        Column(gettext_lazy("Sales area"), "sales_area_id"),
        Column(gettext_lazy("Valid from"), "valid_from", "day"),
        Column(gettext_lazy("Valid to"), lambda row: None if row.valid_to >= FOREVER else row.valid_to, "day"),
    ),
    orders={
        "newest": (gettext_lazy("newest first"), ("-id",)),
        "key": (gettext_lazy("key"), ("lookup", "id")),
    },
    open_row=url_of,
    empty=gettext_lazy("No free goods yet. Record the first with VBN1."),
)


@require_GET
def list_free_goods(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """VBN3: the free goods of the user's sales areas."""
    if not allows(request.user, "pricing.display_free_goods"):
        raise NotVisible("")
    filters = FreeGoodsFilterForm(request.GET)
    filters.is_valid()
    wanted = filters.cleaned_data
    rows = listed_free_goods(request.user, (wanted.get("q") or "").strip(), wanted.get("valid_on"))
    new_url = reverse("pricing:create_free_goods") if allows(request.user, "pricing.create_free_goods") else ""
    return list_page(request, replace(FREE_GOODS, new_url=new_url), rows, filters=filters)


@require_GET
def display_free_goods(request: UserRequest, record_id: int) -> HttpResponse:
    """What is given for nothing, with its history."""
    record = free_goods_to("display_free_goods", user=request.user, record_id=record_id)
    page = {
        "record": record,
        "key": key_words(record.key.items()),
        "history": periods_of_free_goods(record),
        "may_change": record.status == "released"
        and allows(request.user, "pricing.change_free_goods", record.sales_area_id or EVERYWHERE),
    }
    return render(request, "pricing/free_goods.html", page)


@require_http_methods(["GET", "POST"])
def create_free_goods(request: UserRequest) -> HttpResponse:
    """VBN1."""
    if not allows(request.user, "pricing.create_free_goods"):
        raise Forbidden("")
    form = FreeGoodsForm(request.POST or None, initial={"valid_from": today(request.now)})
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts
            area_to("create_free_goods", user=request.user, sales_area=facts["sales_area"])
            made = services.create_free_goods(**facts, by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            return redirect(url_of(made))
    return _form(request, form, refusal, _("New free goods"), reverse("pricing:list_free_goods"))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def change_free_goods(request: UserRequest, record_id: int) -> HttpResponse:
    """VBN2: the record ends, its successor begins."""
    record = free_goods_to("change_free_goods", user=request.user, record_id=record_id)
    is_sent = request.method == "POST"
    form = ChangeFreeGoodsForm(request.POST) if is_sent else ChangeFreeGoodsForm.of(record, today(request.now))
    refusal: Refused | None = None
    if is_sent and form.is_valid():
        try:
            made = services.change_free_goods(
                free_goods=record, **form.changes, by=request.user, at=request.now, version=record.version
            )
        except Refused as error:
            refusal = error
        else:
            return redirect(url_of(made))
    return _form(request, form, refusal, _("Change free goods"), url_of(record))


@require_POST
@transaction.atomic
def end_free_goods(request: UserRequest, record_id: int) -> HttpResponse:
    """Let free goods end today."""
    record = free_goods_to("end_free_goods", user=request.user, record_id=record_id)
    services.end_free_goods(free_goods=record, ends_on=today(request.now), by=request.user, at=request.now)
    return redirect("pricing:list_free_goods")


def _form(request: UserRequest, form: object, refusal: Refused | None, title: str, back: str) -> HttpResponse:
    page = {"form": form, "refusal": refusal, "title": title, "back_url": back}
    status = refusal.status if refusal else 422
    return render(request, "kit/form.html", page, status=status if request.method == "POST" else 200)
