"""Django's entry for this room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "panoh.reporting"
    label = "reporting"
