"""Django's entry for this room."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "panoh.findings"
    label = "findings"
