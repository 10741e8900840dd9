"""Django's entry for this room."""

from django.apps import AppConfig


class EpisodesConfig(AppConfig):
    name = "panoh.episodes"
    label = "episodes"
