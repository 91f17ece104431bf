from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "prosfora.kit"
    label = "kit"
