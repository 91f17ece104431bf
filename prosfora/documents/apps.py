from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "prosfora.documents"
    label = "documents"

    def ready(self) -> None:
        # The registry of models must stand before permissions may be read.
        from prosfora.documents.permissions import VERBS
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
