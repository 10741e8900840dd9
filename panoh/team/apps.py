"""Django's entry for this room."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "panoh.team"
    label = "team"
