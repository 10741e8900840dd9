"""Django's entry for this room."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "panoh.correspondence"
    label = "correspondence"
