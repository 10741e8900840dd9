"""The key of the register."""

from panoh.accounts.models import User
from panoh.correspondence.models import OFFICE
from panoh.vault.actions import has_key, new_keys


def ensure_key(by: User) -> None:
    """Inside an action: the register has its key before the first word in it."""
    if not has_key(OFFICE, by.organisation_id):
        new_keys([OFFICE], owners=[by.organisation_id])
