from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "prosfora.catalog"
    label = "catalog"
