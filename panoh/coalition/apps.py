"""Django's entry for this room."""

from django.apps import AppConfig


class CoalitionConfig(AppConfig):
    name = "panoh.coalition"
    label = "coalition"
