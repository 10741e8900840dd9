"""Django's entry for this room."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "panoh.planning"
    label = "planning"
