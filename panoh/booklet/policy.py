"""Who writes the booklet. Everybody at the desk reads it, drafts too: it is for everybody."""

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission


def check_can_write(user: User) -> None:
    """The secretariat writes it."""
    check_has(user, Permission.BOOKLET_WRITE)
