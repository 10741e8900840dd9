"""Django's entry for this room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "panoh.core"
    label = "core"
