from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "prosfora.evidence"
    label = "evidence"

    def ready(self) -> None:
        # The registry of models must stand before permissions may be read.
        from prosfora.evidence.permissions import VERBS
        from prosfora.evidence.telling import declare_kinds
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_kinds()
