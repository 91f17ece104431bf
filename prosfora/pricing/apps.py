from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "prosfora.pricing"
    label = "pricing"

    def ready(self) -> None:
        from prosfora.files.imports import declare_importer
        from prosfora.identity.rules import declare_verbs
        from prosfora.pricing.permissions import VERBS  # models are loaded only now
        from prosfora.pricing.services.imports import ConditionImporter
        from prosfora.pricing.telling import declare_kinds

        declare_verbs(VERBS)
        declare_importer(ConditionImporter())
        declare_kinds()
