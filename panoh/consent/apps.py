"""Django's entry for this room."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "panoh.consent"
    label = "consent"
