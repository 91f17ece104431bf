from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "prosfora.jobs"
    label = "jobs"

    def ready(self) -> None:
        from prosfora.audit.kinds import declare_kind  # models are loaded only now

        declare_kind(
            "job",
            name=_("Job"),
            labels={"arguments": _("Asked with"), "error": _("Error")},
            verbs={
                "display_job": _("Display jobs"),
                "retry_job": _("Job queued again"),
                "discard_job": _("Job discarded"),
            },
        )
