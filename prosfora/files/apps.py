from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "prosfora.files"
    label = "files"

    def ready(self) -> None:
        # Models are loaded only now.
        from prosfora.audit.kinds import declare_kind
        from prosfora.files.models import ImportRun
        from prosfora.files.permissions import VERBS
        from prosfora.files.telling import KIND_LABELS, VERB_WORDS
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_kind("import", name=_("Import"), models=(ImportRun,), labels=KIND_LABELS, verbs=VERB_WORDS)
