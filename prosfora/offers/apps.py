from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "prosfora.offers"
    label = "offers"
