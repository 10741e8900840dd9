"""Django's entry for this room."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "panoh.hotline"
    label = "hotline"

    def ready(self) -> None:
        """Listens to what comes in from outside."""
        from panoh.hotline.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
