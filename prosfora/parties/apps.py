from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "prosfora.parties"
    label = "parties"

    def ready(self) -> None:
        from prosfora.identity.rules import declare_verbs
        from prosfora.parties.permissions import VERBS  # models must be loaded first

        declare_verbs(VERBS)
