from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "prosfora.audit"
    label = "audit"
