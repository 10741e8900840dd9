"""Limits on guessing at the door. They stand in the database, so a restart does not lift them, and they name nobody.

An outsider cannot lock a colleague out: what is refused is this account from this address, and this address as a whole. A crowd
of addresses makes every sign-in slow, for everybody alike, and shuts nobody out. Only who knows the password can use up an
account's tries of the code.
"""

import datetime as dt
import threading
import time
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Attempt
from panoh.accounts.server_keys import digest
from panoh.core.clock import now
from panoh.core.errors import PanohError

WINDOW = dt.timedelta(minutes=15)
A_MOMENT = dt.timedelta(minutes=1)  # of what one request notes and another counts, on a clock that is being set
KEPT = dt.timedelta(days=1)
PER_PAIR = 5
PER_ADDRESS = 30
PER_CODE = 10
PER_LINK, LINK_WINDOW = 5, KEPT
PER_WORD, WORD_WINDOW = 5, dt.timedelta(hours=1)
CROWD = 200
CROWD_SECONDS = 1.0
TOO_MANY = _("Too many tries from here. Wait a quarter of an hour, then try again, or ask the administrator for a new link.")

_one_at_a_time = threading.Lock()


class TooMany(PanohError):
    """No more tries from this address for now. Says nothing about whether there is such an account."""

    status = 429


def _account(username: str) -> bytes:
    return digest("attempt account", username.casefold())


def _address(address: str) -> bytes:
    return digest("attempt address", address)


def _code(username: str) -> bytes:
    return digest("attempt code", username.casefold())


def _link(link: str) -> bytes:
    return digest("attempt link", link)


def _within(window: dt.timedelta) -> QuerySet[Attempt]:
    """Tries of so long ago at most. Those dated ahead are of before the clock was set back, and shut nobody out until it gets there."""
    moment = now()
    return Attempt.objects.filter(at__gt=moment - window, at__lte=moment + A_MOMENT)


def begin(username: str, address: str) -> None:
    """Counts a try before it is made, so that many at once do not slip through. Raises TooMany."""
    recent = _within(WINDOW)
    account, here = _account(username), _address(address)
    if recent.filter(account=account, address=here).count() >= PER_PAIR or recent.filter(address=here).count() >= PER_ADDRESS:
        raise TooMany(TOO_MANY)
    Attempt(account=account, address=here, at=now()).save(force_insert=True)
    if recent.count() > CROWD:
        with _one_at_a_time:
            time.sleep(CROWD_SECONDS)


def succeeded(username: str, address: str) -> None:
    """The tries of this account from this address no longer count; old ones of everybody are swept out."""
    Attempt.objects.filter(account__in=[_account(username), _code(username)], address=_address(address)).delete()
    Attempt.objects.filter(at__lt=now() - KEPT).delete()


def codes_left(username: str) -> bool:
    """Whether the code of an account whose password is known may still be tried."""
    return _within(WINDOW).filter(account=_code(username)).count() < PER_CODE


def code_failed(username: str, address: str) -> None:
    """The password was right and the code was not."""
    Attempt(account=_code(username), address=_address(address), at=now()).save(force_insert=True)


def may_try_link(link: str, address: str) -> bool:
    """Counts a try of the code of an outsider's link before it is made: whether this link, and this address, still have one.

    The same work for a link there is and one there is not. A link's tries are few whoever makes them; a crowd is slow as at the door.
    """
    recent, here, key = _within(WINDOW), _address(address), _link(link)
    tries = _within(LINK_WINDOW).filter(account=key)
    may = (recent.filter(address=here).count() < PER_ADDRESS) & (tries.count() < PER_LINK)
    if may:
        Attempt(account=key, address=here, at=now()).save(force_insert=True)
    may &= tries.count() <= PER_LINK  # once more: many at once do not slip through
    if recent.count() > CROWD:
        with _one_at_a_time:
            time.sleep(CROWD_SECONDS)
    return may


def link_opened(link: str) -> None:
    """Link and code fitted: the tries of this link no longer count."""
    Attempt.objects.filter(account=_link(link)).delete()


def may_try_word(about: UUID) -> bool:
    """Counts a try of a caller's word, whoever sits at the telephone: whether it is still one of the few that an hour has."""
    key = digest("attempt word", about.bytes)
    few = _within(WORD_WINDOW).filter(account=key).count() < PER_WORD
    if few:
        Attempt(account=key, address=b"", at=now()).save(force_insert=True)
    return few
