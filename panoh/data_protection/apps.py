"""Django's entry for this room."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "panoh.data_protection"
    label = "data_protection"
