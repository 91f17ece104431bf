"""Access sequences: V/07."""

from dataclasses import replace

from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity.requests import UserRequest
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.pricing.forms.set_up import OTHER_NAMES, AccessLine, SequenceForm, access_lines, fix, table
from prosfora.pricing.models import AccessSequence
from prosfora.pricing.permissions import may_see_setup, sequence_to, set_up_to
from prosfora.pricing.rules.settings import SequenceSetting, SetUp
from prosfora.pricing.telling_settings import ACCESS_HEADS, access_rows
from prosfora.pricing.views.configuration.pages import Asked, Shown, ask, delete, may_configure, show

SEQUENCES = Listing(
    name="pricing:list_access_sequences",
    title=gettext_lazy("Access sequences"),
    columns=(
        Column(gettext_lazy("Code"), "code", order="code"),
        Column(gettext_lazy("Name"), "name"),
        Column(gettext_lazy("Accesses"), "keys", "number"),
    ),
    orders={
        "code": (gettext_lazy("code"), ("code",)),
        "name": (gettext_lazy("name"), ("name", "code")),
    },
    open_row=lambda row: reverse("pricing:display_access_sequence", args=[row.code]),
    new_label=gettext_lazy("New access sequence"),
)


@require_GET
def list_access_sequences(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """Every sequence of keys."""
    may_see_setup(request.user)
    new_url = reverse("pricing:create_access_sequence") if may_configure(request) else ""
    up = (reverse("pricing:display_set_up"), _("Set-up of prices"))
    rows = AccessSequence.objects.annotate(keys=Count("accesses"))
    return list_page(request, replace(SEQUENCES, new_url=new_url), rows, up=up)


@require_GET
def display_access_sequence(request: UserRequest, code: str) -> HttpResponse:
    """One sequence, and the condition types whose records it finds."""
    known, setting = sequence_to("display_condition", user=request.user, code=code)
    types = [[one.code, one.name_en, one.name_el] for one in known.types.values() if one.sequence == code]
    return show(
        request, known, setting, title=f"{code} {setting.name}",
        up=(reverse("pricing:list_access_sequences"), _("Access sequences")), journal=f"access_sequence/{code}",
        tables=[
            Shown(_("Accesses"), ACCESS_HEADS, access_rows(setting, known.formulas)),
            Shown(_("Condition types"), [_("Code"), _("Name in English"), _("Name in Greek")], types),
        ],
        change_url=reverse("pricing:change_access_sequence", args=[code]),
        copy_url=f"{reverse('pricing:create_access_sequence')}?copy={code}",
        delete_url=reverse("pricing:delete_access_sequence", args=[code]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def create_access_sequence(request: UserRequest) -> HttpResponse:
    """A new sequence, or one like another."""
    source = request.GET.get("copy", "")
    if source:
        known, like = sequence_to("configure_prices", user=request.user, code=source)
    else:
        known, like = set_up_to("configure_prices", user=request.user), SequenceSetting("", "")
    form = SequenceForm(request.POST or None, initial={"name": like.name})
    return ask(
        request, form, title=_("New access sequence"), back_url=reverse("pricing:list_access_sequences"),
        tables=_tables(request, known, like), copied_from=source,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_access_sequence(request: UserRequest, code: str) -> HttpResponse:
    """Its name always, its accesses until it is used."""
    known, setting = sequence_to("configure_prices", user=request.user, code=code)
    is_used = known.is_used(setting)
    form = SequenceForm(request.POST or None, initial={"code": code, "name": setting.name})
    fix(form, OTHER_NAMES)
    return ask(
        request, form, title=code, back_url=reverse("pricing:display_access_sequence", args=[code]), before=setting,
        tables=_tables(request, known, setting, is_fixed=is_used), is_used=is_used,
    )  # fmt: skip


@require_POST
def delete_access_sequence(request: UserRequest, code: str) -> HttpResponse:
    """Delete what nothing was made from."""
    _known, setting = sequence_to("configure_prices", user=request.user, code=code)
    return delete(request, setting, back="pricing:list_access_sequences")


def _tables(
    request: UserRequest, known: SetUp, setting: SequenceSetting, *, is_fixed: bool = False
) -> dict[str, Asked]:
    lines = table(AccessLine, "accesses", access_lines(setting), request.POST or None, is_fixed=is_fixed, known=known)
    note = _("The most specific key first, with the lowest number. Clear the number to remove a line.")
    return {"accesses": Asked(_("Accesses"), note, lines)}
