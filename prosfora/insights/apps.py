from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "prosfora.insights"
    label = "insights"

    def ready(self) -> None:
        # The registry of models must stand before permissions may be read.
        from prosfora.identity.rules import declare_verbs
        from prosfora.insights.permissions import VERBS
        from prosfora.insights.telling import declare_kinds

        declare_verbs(VERBS)
        declare_kinds()
