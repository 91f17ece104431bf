"""Who may import and see imports, and who may see and add files: those who may do so to the records themselves."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from prosfora.audit.permissions import may_see
from prosfora.files.imports import Importer, importer_of, importers
from prosfora.files.models import Attachment, ImportRun
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import ALL_ROLES, Role
from prosfora.kit.errors import Forbidden, NotVisible

VERBS: dict[str, tuple[Role, ...]] = {
    "files.display_import": (Role.ADMINISTRATOR, Role.AUDITOR, Role.SALES_LEAD, Role.PRICING_CLERK),
    "files.check_file": (Role.ADMINISTRATOR, Role.SALES_LEAD, Role.PRICING_CLERK),
    "files.import_file": (Role.ADMINISTRATOR, Role.SALES_LEAD, Role.PRICING_CLERK),
    "files.undo_import": (Role.ADMINISTRATOR, Role.SALES_LEAD, Role.PRICING_CLERK),
    "files.attach_file": tuple(sorted(ALL_ROLES - {Role.AUDITOR})),
    "files.detach_file": tuple(sorted(ALL_ROLES - {Role.AUDITOR})),
}


def kinds_for(user: User) -> list[Importer[object, object]]:
    """The kinds of records the user may import somewhere."""
    return [importer for importer in importers() if allows(user, importer.verb)]


def importer_to(verb: str, *, user: User, kind: str, scope: str = "") -> Importer[object, object]:
    """The importer of a kind, for who may import it into that sales area. Raises NotVisible, Forbidden."""
    importer = importer_of(kind)
    if importer is None:
        raise NotVisible(_("Nothing called %(kind)s can be imported") % {"kind": kind[:30]})
    if not (allows(user, f"files.{verb}") and allows(user, importer.verb, scope or None)):
        raise Forbidden(_("You may not import these records there"))
    return importer


def visible_imports(user: User) -> "QuerySet[ImportRun]":
    """The user's own runs; those of all for who displays imports everywhere, else of his sales areas."""
    scopes = user.rights.scopes("files.display_import")
    rows = ImportRun.objects.select_related("file")
    if "" in scopes:
        return rows
    return rows.filter(Q(by=user.pk) | Q(scope__in=sorted(scopes)))


def run_to(verb: str, *, user: User, run_id: int) -> ImportRun:
    """A run, for a verb ("undo_import"). Raises NotVisible, Forbidden."""
    run = visible_imports(user).filter(pk=run_id).first()
    if run is None:
        raise NotVisible(_("There is no import %(number)s") % {"number": run_id})
    if verb != "display_import":
        importer_to(verb, user=user, kind=run.kind, scope=run.scope)
    return run


def attachment_to(verb: str, *, user: User, attachment_id: int) -> Attachment:
    """An attachment, through the record it hangs on. Raises NotVisible, Forbidden."""
    attachment = Attachment.objects.select_related("file").filter(pk=attachment_id).first()
    if attachment is None or not may_see(user, attachment.kind, attachment.key):
        raise NotVisible(_("There is no such file for you"))
    if verb != "display_file":
        _refuse_unless_allowed(verb, user)
    return attachment


def record_to(verb: str, *, user: User, kind: str, key: str) -> None:
    """Ask whether the user may do the verb to the files of a record. Raises NotVisible, Forbidden."""
    if not may_see(user, kind, key):
        raise NotVisible(_("There is no such record for you"))
    if verb != "display_file":
        _refuse_unless_allowed(verb, user)


def _refuse_unless_allowed(verb: str, user: User) -> None:
    if not allows(user, f"files.{verb}"):
        raise Forbidden(_("You may see these files, but not change them"))
