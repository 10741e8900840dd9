"""Django's entry for this room."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "panoh.network"
    label = "network"
