"""Django's entry for this room."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "panoh.findings"
    label = "findings"

    def ready(self) -> None:
        """Answers which files lie in a case."""
        from panoh.findings.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
