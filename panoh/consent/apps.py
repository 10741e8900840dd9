"""Django's entry for this room."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "panoh.consent"
    label = "consent"

    def ready(self) -> None:
        """Listens to what people says."""
        from panoh.consent.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
