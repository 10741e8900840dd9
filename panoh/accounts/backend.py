"""Who a session belongs to. Signing in itself is in `sign_in`; Django's own password check is not used."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from panoh.accounts.models import User


class Backend(BaseBackend):
    """Finds the account of a session, with its organisation, in one query."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Nobody signs in this way."""
        return

    def get_user(self, user_id: Any) -> User | None:
        """The account, None once it is closed."""
        return User.objects.select_related("organisation").filter(pk=user_id, is_active=True).first()
