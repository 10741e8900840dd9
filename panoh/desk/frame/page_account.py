"""Which account a page was made for: its scripts send its mark along, so that nothing typed under one account passes for another's."""

from django.http import HttpRequest

from panoh.accounts.models import User
from panoh.accounts.server_keys import digest

HEADER = "X-Account"
PURPOSE = "account of a page"


def account_mark(user: User) -> str:
    """How a page names its account: the same under duress, and nobody can tell whose it is."""
    return digest(PURPOSE, str(user.pk)).hex()[:32]


def is_of_another(request: HttpRequest) -> bool:
    """Whether a script of a page sent this that was made for another account than is signed in now."""
    mark, user = request.headers.get(HEADER, ""), request.user
    return bool(mark) and isinstance(user, User) and mark != account_mark(user)


def is_of_same(request: HttpRequest) -> bool:
    """Whether the page was made for the account that is signed in now."""
    mark, user = request.headers.get(HEADER, ""), request.user
    return isinstance(user, User) and mark == account_mark(user)
