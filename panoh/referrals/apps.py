"""Django's entry for this room."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "panoh.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Listens to what consent says."""
        from panoh.referrals.receivers import connect  # noqa: PLC0415 -- models are there only now

        connect()
