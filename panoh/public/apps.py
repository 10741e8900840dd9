"""Django's entry for this room."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "panoh.public"
    label = "public"
