from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "prosfora.company"
    label = "company"

    def ready(self) -> None:
        # The registry of apps is only complete now; both import models.
        from prosfora.company.permissions import VERBS
        from prosfora.company.telling import declare_kinds
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_kinds()
