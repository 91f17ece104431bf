from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "prosfora.parties"
    label = "parties"

    def ready(self) -> None:
        from prosfora.audit.kinds import declare_kind
        from prosfora.files.imports import declare_importer
        from prosfora.identity.rules import declare_verbs
        from prosfora.parties.models import Party
        from prosfora.parties.permissions import VERBS  # models must be loaded first
        from prosfora.parties.queries import visible_parties
        from prosfora.parties.services.imports import PartyImporter

        declare_verbs(VERBS)
        declare_importer(PartyImporter())
        declare_kind(
            "party",
            models=(Party,),
            sees=lambda user, number: visible_parties(user).filter(number=number).exists(),
        )
