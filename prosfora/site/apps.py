from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "prosfora.site"
    label = "site"
