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


class DuressBackend(Backend):
    """The same for a session that somebody was made to open. Which of the two it is stands in the session's sealed data."""

    def get_user(self, user_id: Any) -> User | None:
        """The account, with little power."""
        user = super().get_user(user_id)
        if user is not None:
            user.bend()
        return user
