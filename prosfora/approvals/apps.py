from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "prosfora.approvals"
    label = "approvals"

    def ready(self) -> None:
        # The registry of apps is only complete now; these import models.
        from prosfora.approvals.permissions import VERBS
        from prosfora.approvals.telling import declare_kinds
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_kinds()
