from django.apps import AppConfig


class PriceListsConfig(AppConfig):
    name = "prosfora.pricelists"
    label = "pricelists"

    def ready(self) -> None:
        from prosfora.identity.rules import declare_verbs
        from prosfora.pricelists.permissions import VERBS  # models are loaded only now
        from prosfora.pricelists.telling import declare_kinds

        declare_verbs(VERBS)
        declare_kinds()
