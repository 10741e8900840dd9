"""Django's entry for this room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "panoh.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Hears what the booklet asks."""
        from panoh.exchange import receivers  # noqa: PLC0415 -- models are there only now

        receivers.connect()
