"""Django's entry for this room."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "panoh.accounts"
    label = "accounts"

    def ready(self) -> None:
        """The last sign-in is written by our own action, in the record; Django's unrecorded write is taken off."""
        user_logged_in.disconnect(dispatch_uid="update_last_login")
