from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "prosfora.parties"
    label = "parties"
