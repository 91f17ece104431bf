"""What the journal and the list of rights call this room's records, fields and verbs."""

from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind

LABELS = {
    "count": _("chains that moved"),
    "root": _("root of the heads"),
    "statement": _("fingerprint of the statement"),
    "certificate": _("fingerprint of the certificate"),
}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    declare_kind("seal", name=_("Seal of heads"), labels=LABELS, verbs={"seal_heads": _("Seal the journal's heads")})
