from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "prosfora.identity"
    label = "identity"
