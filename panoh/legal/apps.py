"""Django's entry for this room."""

from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "panoh.legal"
    label = "legal"

    def ready(self) -> None:
        """Answers what the guidance asks."""
        from panoh.legal.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
