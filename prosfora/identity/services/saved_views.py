"""A list's filters, order and columns under a name, personal or shared."""

import datetime as dt

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.identity.models import SavedView, User
from prosfora.identity.queries import lasting_query
from prosfora.identity.services.locking import locked
from prosfora.identity.services.refusals import UnknownPage, UserNotValid, ViewNameTaken
from prosfora.identity.services.users import subject

LONGEST_QUERY = 2_000


@transaction.atomic
def save_view(
    *, user: User, page: str, name: str, query: str, shared: bool = False, by: Actor, at: dt.datetime
) -> SavedView:
    """Keep a list (`page` is its URL name) under a name; the same name is overwritten.

    Raises UnknownPage, UserNotValid.
    """
    _refuse_unknown_page(page)
    name, query = _checked_name(name), _short(query)
    owner = locked(user)
    before = SavedView.objects.filter(user=owner, page=page, name=name).first()
    view = before or SavedView(user=owner, page=page, name=name)
    changes = {name: [before.query if before else None, query]}
    view.query, view.shared = query, shared
    view.save()
    record(verb="save_view", subject=subject(owner), by=by, at=at, changes=changes)
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: Actor, at: dt.datetime) -> SavedView:
    """Call a view something else. Raises UserNotValid, ViewNameTaken."""
    name = _checked_name(name)
    owner = locked(view.user)
    if name == view.name:
        return view
    if SavedView.objects.filter(user=owner, page=view.page, name=name).exists():
        raise ViewNameTaken(_("You have a view named %(name)s already") % {"name": name}, "name")
    changes = {"name": [view.name, name]}
    view.name = name
    view.save(update_fields=["name"])
    record(verb="rename_view", subject=subject(owner), by=by, at=at, changes=changes)
    return view


@transaction.atomic
def share_view(*, view: SavedView, shared: bool, by: Actor, at: dt.datetime) -> SavedView:
    """Show a view to everybody who opens the list, or keep it to oneself again. It gives nobody rights."""
    owner = locked(view.user)
    if shared == view.shared:
        return view
    view.shared = shared
    view.save(update_fields=["shared"])
    changes = {view.name: [str(not shared), str(shared)]}
    record(verb="share_view", subject=subject(owner), by=by, at=at, changes=changes)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Actor, at: dt.datetime) -> None:
    """Forget a saved view."""
    owner = locked(view.user)
    record(verb="delete_view", subject=subject(owner), by=by, at=at, changes={view.name: [view.query, None]})
    view.delete()


def _refuse_unknown_page(page: str) -> None:
    try:
        reverse(page)
    except NoReverseMatch:
        raise UnknownPage(_("There is no list %(page)s") % {"page": page[:60]}, "page") from None


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 60 or not name.isprintable():
        raise UserNotValid(_("Give the view a name of at most 60 characters"), "name")
    return name


def _short(query: str) -> str:
    kept = lasting_query(query)
    if len(kept) > LONGEST_QUERY:
        raise UserNotValid(_("These filters are too long to be saved"), "query")
    return kept
