from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "prosfora.pricing"
    label = "pricing"
