"""Django's entry for this room."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "panoh.correspondence"
    label = "correspondence"

    def ready(self) -> None:
        """Listens to what consent says."""
        from panoh.correspondence.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
