"""Django's entry for this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "panoh.cases"
    label = "cases"

    def ready(self) -> None:
        """Listens to what people says."""
        from panoh.cases.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
