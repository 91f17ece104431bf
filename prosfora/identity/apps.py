from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "prosfora.identity"
    label = "identity"

    def ready(self) -> None:
        from prosfora.identity.permissions import VERBS  # models are loaded only now
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
