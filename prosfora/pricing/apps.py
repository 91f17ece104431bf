from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "prosfora.pricing"
    label = "pricing"

    def ready(self) -> None:
        from prosfora.identity.rules import declare_verbs
        from prosfora.pricing.permissions import VERBS  # models are loaded only now
        from prosfora.pricing.telling import declare_kinds

        declare_verbs(VERBS)
        declare_kinds()
