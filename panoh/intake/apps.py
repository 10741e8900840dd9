"""Django's entry for this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "panoh.intake"
    label = "intake"
