"""Saved views of lists, as a fragment above each list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prosfora.identity import permissions, services
from prosfora.identity.queries import lasting_query, saved_views
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import NotVisible, Refused


@require_GET
def list_views(request: UserRequest) -> HttpResponse:
    """The views of a list (`page`, its URL name), the one that shows (`query`) marked, and what can be done."""
    return _fragment(request, request.GET.get("page", ""), request.GET.get("query", ""))


@require_POST
def save_view(request: UserRequest) -> HttpResponse:
    """Keep what the list shows now under a name."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    try:
        services.save_view(
            user=request.user,
            page=page,
            name=request.POST.get("name", ""),
            query=query,
            shared="shared" in request.POST,
            by=request.user,
            at=request.now,
        )
    except Refused as refusal:
        return _fragment(request, page, query, refusal)
    return _fragment(request, page, query)


@require_POST
def rename_view(request: UserRequest, view_id: int) -> HttpResponse:
    """Call a view something else."""
    view = permissions.view_to("rename_view", user=request.user, view_id=view_id)
    try:
        services.rename_view(view=view, name=request.POST.get("name", ""), by=request.user, at=request.now)
    except Refused as refusal:
        return _fragment(request, view.page, view.query, refusal)
    return _fragment(request, view.page, view.query)


@require_POST
def share_view(request: UserRequest, view_id: int) -> HttpResponse:
    """Show a view to everybody, or to oneself alone again."""
    view = permissions.view_to("share_view", user=request.user, view_id=view_id)
    services.share_view(view=view, shared=request.POST.get("shared") == "1", by=request.user, at=request.now)
    return _fragment(request, view.page, view.query)


@require_POST
def delete_view(request: UserRequest, view_id: int) -> HttpResponse:
    """Forget a view."""
    view = permissions.view_to("delete_view", user=request.user, view_id=view_id)
    page = view.page
    services.delete_view(view=view, by=request.user, at=request.now)
    return _fragment(request, page, "")


def _fragment(request: UserRequest, page: str, query: str, refusal: Refused | None = None) -> HttpResponse:
    try:
        url = reverse(page)
    except NoReverseMatch:
        raise NotVisible(_("There is no list %(page)s") % {"page": page[:60]}) from None
    query = lasting_query(query)
    views = list(saved_views(request.user, page))
    chosen = next((view for view in views if view.query == query), None)
    shown = {
        "views": views,
        "url": url,
        "page_name": page,
        "query": query,
        "chosen": chosen,
        "is_mine": chosen is not None and chosen.user_id == request.user.pk,
        "refusal": refusal,
    }
    return render(request, "identity/views.html", shown, status=422 if refusal else 200)
