"""Limits on guessing at the door. They stand in the database, so a restart does not lift them, and they name nobody.

An outsider cannot lock a colleague out: what is refused is this account from this address, and this address as a whole; whoever is signed
in has tries of their own, whatever else comes from the address. In a crowd
of addresses one try a second is let through of those from which nobody has signed in lately, whatever the account; the others are told at
once to try again, since a page that waits holds up every other page. Only who knows the password can use up an account's tries of the code.
"""

import datetime as dt
import threading
import time
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet
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
PER_LINK_ADDRESS = 150  # of thirty links: a hospital shares one, Tor shares one with all. Below CROWD, which no address fills alone
PER_WORD, WORD_WINDOW = 5, dt.timedelta(hours=1)
CROWD = 200
CROWD_SECONDS = 1.0
CROWDED = _("Others are signing in right now. Wait a few seconds and try again. This attempt was not counted.")
TOO_MANY_AGAIN = _("Too many attempts with this account. Wait 15 minutes and try again.")
TOO_MANY = _("Too many attempts from here. Wait 15 minutes and try again, or ask the administrator for a new link.")

_gate = threading.Lock()
_next_at = [0.0]  # when the next one of a crowd is let through


class TooMany(PanohError):
    """No more tries from this address for now. Says nothing about whether there is such an account."""

    status = 429
    seconds = int(WINDOW.total_seconds())  # after which it is worth trying again


class Busy(TooMany):
    """Not at this moment, whoever asks. The try was not made and is not counted."""

    seconds = 5


def _account(username: str) -> bytes:
    return digest("attempt account", username.casefold())


def _address(address: str) -> bytes:
    return digest("attempt address", address)


def _code(username: str) -> bytes:
    return digest("attempt code", username.casefold())


def _again(username: str) -> bytes:
    return digest("attempt again", username.casefold())


def _link(link: bytes) -> bytes:
    return digest("attempt link", link)


def _link_address(address: str) -> bytes:
    """Apart from that of the door, so that neither place shuts the other."""
    return digest("attempt link address", address)


def _known() -> bytes:
    """What marks an address from which somebody has signed in."""
    return digest("attempt known")


def _within(window: dt.timedelta) -> QuerySet[Attempt]:
    """Tries of so long ago at most. Those dated ahead are of before the clock was set back, and shut nobody out until it gets there."""
    moment = now()
    return Attempt.objects.filter(at__gt=moment - window, at__lte=moment + A_MOMENT).exclude(account=_known())


def _check_crowd(recent: QuerySet[Attempt], here: bytes) -> None:
    """Raises Busy for whom a crowd of tries leaves no room this second. Whose address is known from a sign-in goes through."""
    if recent.count() < CROWD or Attempt.objects.filter(account=_known(), address=here, at__gt=now() - KEPT).exists():
        return
    with _gate:
        moment = time.monotonic()
        if moment < _next_at[0]:
            raise Busy(CROWDED)
        _next_at[0] = moment + CROWD_SECONDS


def begin(username: str, address: str) -> None:
    """Counts a try before it is made, so that many at once do not slip through. Raises TooMany."""
    recent = _within(WINDOW)
    account, here = _account(username), _address(address)
    if recent.filter(account=account, address=here).count() >= PER_PAIR or recent.filter(address=here).count() >= PER_ADDRESS:
        raise TooMany(TOO_MANY)
    _check_crowd(recent, here)
    Attempt(account=account, address=here, at=now()).save(force_insert=True)


def begin_again(username: str) -> None:
    """Counts a try of somebody who is signed in, before it is made: by the account, since a house shares its address. Raises TooMany."""
    account = _again(username)
    if _within(WINDOW).filter(account=account).count() >= PER_PAIR:
        raise TooMany(TOO_MANY_AGAIN)
    Attempt(account=account, address=b"", at=now()).save(force_insert=True)


def succeeded(username: str, address: str) -> None:
    """The tries of this account from this address no longer count, and the address is known for a day. Those of yesterday are swept out."""
    here = _address(address)
    Attempt.objects.filter(account__in=[_account(username), _code(username), _known()], address=here).delete()
    Attempt.objects.filter(account=_again(username)).delete()
    Attempt(account=_known(), address=here, at=now()).save(force_insert=True)
    Attempt.objects.filter(at__lt=now() - KEPT).delete()


def codes_left(username: str) -> bool:
    """Whether the code of an account whose password is known may still be tried."""
    return _within(WINDOW).filter(account=_code(username)).count() < PER_CODE


def code_failed(username: str, address: str) -> None:
    """The password was right and the code was not."""
    Attempt(account=_code(username), address=_address(address), at=now()).save(force_insert=True)


def may_try_link(link: bytes, address: str) -> bool:
    """Counts a try of the code of an outsider's link, named by its hash, before it is made: whether this link still has one.

    The same work for a link there is and one there is not. A link's tries are few whoever makes them. Raises Busy in a crowd, TooMany
    where an address has used up those of many links.
    """
    recent, here, key = _within(WINDOW), _link_address(address), _link(link)
    _check_crowd(recent, _address(address))
    if recent.filter(address=here).count() >= PER_LINK_ADDRESS:
        raise TooMany(TOO_MANY)
    tries = _within(LINK_WINDOW).filter(account=key)
    may = tries.count() < PER_LINK
    if may:
        Attempt(account=key, address=here, at=now()).save(force_insert=True)
    may &= tries.count() <= PER_LINK  # once more: many at once do not slip through
    return may


def link_opens_at(link: bytes) -> dt.datetime:
    """When a link whose tries are used up has one again, to the minute. The same for a link there is and one there is not."""
    tries = _within(LINK_WINDOW).filter(account=_link(link)).order_by("-at").values_list("at", flat=True)
    last = list(tries[PER_LINK - 1 : PER_LINK]) or [now() - LINK_WINDOW]
    return (last[0] + LINK_WINDOW).replace(second=0, microsecond=0) + A_MOMENT


def out_of_tries(links: Sequence[bytes]) -> set[bytes]:
    """Which of these links have used up their tries for now. One query."""
    keys = {_link(link): link for link in links}
    tried = _within(LINK_WINDOW).filter(account__in=list(keys)).values("account").annotate(tries=Count("pk")).filter(tries__gte=PER_LINK)
    return {keys[bytes(account)] for account in tried.values_list("account", flat=True)}


def link_opened(link: bytes) -> None:
    """Link and code fitted: the tries of this link no longer count."""
    Attempt.objects.filter(account=_link(link)).delete()


def may_try_word(about: UUID) -> bool:
    """Counts a try of a caller's word, whoever sits at the telephone: whether it is still one of the few that an hour has."""
    key = digest("attempt word", about.bytes)
    few = _within(WORD_WINDOW).filter(account=key).count() < PER_WORD
    if few:
        Attempt(account=key, address=b"", at=now()).save(force_insert=True)
    return few
