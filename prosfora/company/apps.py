from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "prosfora.company"
    label = "company"

    def ready(self) -> None:
        from prosfora.company.permissions import VERBS  # models must be loaded first
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
