"""Django's entry for this room."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "panoh.guidance"
    label = "guidance"
