"""Who may be known as a person: rooms above say which persons, this room says what may be done with one."""

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission


def check_can_open_name(user: User) -> None:
    """Opening a name is an act of its own."""
    check_has(user, Permission.NAME_OPEN)


def check_can_change(user: User) -> None:
    """Changing identity, contact and family: whoever works on cases."""
    check_has(user, Permission.CASE_WORK)


def check_can_join(user: User) -> None:
    """Saying that two records are of one person, or of two: the coordinator's work."""
    check_has(user, Permission.DUPLICATES)
