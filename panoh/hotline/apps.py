"""Django's entry for this room."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "panoh.hotline"
    label = "hotline"
