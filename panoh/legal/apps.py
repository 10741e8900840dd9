"""Django's entry for this room."""

from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "panoh.legal"
    label = "legal"
