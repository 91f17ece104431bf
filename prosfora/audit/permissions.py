"""Who may read which entries: those of records he may see."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from prosfora.audit.kinds import kind_of
from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import last_placed, timeline
from prosfora.audit.requests import Rights, SignedIn
from prosfora.kit.errors import Forbidden, NotVisible

DISPLAY_JOURNAL = "audit.display_journal"
EVERYWHERE = ""


def readable(rights: Rights) -> Q:
    """The entries these rights open: of the kinds they display, in their sales areas."""
    condition = Q(pk__in=[])
    for kind, scopes in rights.displays().items():
        condition |= Q(kind=kind) if EVERYWHERE in scopes else Q(kind=kind, scope__in=[*sorted(scopes), ""])
    return condition


def journal_to(*, user: SignedIn) -> "QuerySet[JournalEntry]":
    """The whole journal, for who may display it: everywhere, or that of his sales areas. Raises Forbidden."""
    scopes = user.rights.scopes(DISPLAY_JOURNAL)
    if not scopes:
        raise Forbidden(_("Only auditors and administrators read the whole journal"))
    rows = JournalEntry.objects.all()
    return rows if EVERYWHERE in scopes else rows.filter(scope__in=[*sorted(scopes), ""])


def timeline_to(*, user: SignedIn, kind: str, key: str) -> "QuerySet[JournalEntry]":
    """One record's timeline, as far as the user sees the record and the records it names. Raises NotVisible."""
    if not may_see(user, kind, key):
        raise NotVisible(_("There is no such record for you"))
    return timeline(kind, key).filter(Q(kind=kind) | readable(user.rights))


def entry_to(*, user: SignedIn, entry_id: int) -> JournalEntry:
    """One entry, for who may display the journal. Raises Forbidden, NotVisible."""
    entry = journal_to(user=user).filter(pk=entry_id).first()
    if entry is None:
        raise NotVisible(_("There is no such entry"))
    return entry


def may_see(user: SignedIn, kind: str, key: str) -> bool:
    """Whether the user sees the record: as its room decides, else by the sales area that its entries last named."""
    if (sees := kind_of(kind).sees) is not None:
        return sees(user, key)
    last = last_placed(kind, key)
    if last is None:
        return False
    scopes = user.rights.displays().get(kind, user.rights.scopes(DISPLAY_JOURNAL))
    return bool(scopes) and (EVERYWHERE in scopes or last.scope in scopes or not last.scope)
