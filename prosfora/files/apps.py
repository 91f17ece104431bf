from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "prosfora.files"
    label = "files"

    def ready(self) -> None:
        # Models are loaded only now.
        from prosfora.files.permissions import VERBS
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
