from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "prosfora.company"
    label = "company"
