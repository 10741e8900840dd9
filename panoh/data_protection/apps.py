"""Django's entry for this room."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "panoh.data_protection"
    label = "data_protection"

    def ready(self) -> None:
        """Listens to what the record says."""
        from panoh.data_protection.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
