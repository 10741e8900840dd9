"""Django's entry for this room."""

from django.apps import AppConfig


class EpisodesConfig(AppConfig):
    name = "panoh.episodes"
    label = "episodes"

    def ready(self) -> None:
        """Answers what was billed under an agreement."""
        from panoh.episodes.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
