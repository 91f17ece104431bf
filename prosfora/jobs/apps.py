from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "prosfora.jobs"
    label = "jobs"
