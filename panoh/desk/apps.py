"""Django's entry for this room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "panoh.desk"
    label = "desk"
