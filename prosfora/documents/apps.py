from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "prosfora.documents"
    label = "documents"
