from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "prosfora.files"
    label = "files"
