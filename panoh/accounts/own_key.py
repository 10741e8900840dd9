"""An account's own key, which opens the sealed cases it is a member of: given by the password, held by the agent for one session."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from panoh.accounts import limits
from panoh.accounts.events import Event
from panoh.accounts.models import User
from panoh.accounts.passwords import fits
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import SEEN_EVERY, SessionStore, agent_name, mark_of
from panoh.accounts.sign_in import record_failure
from panoh.accounts.turns import slowly, turn
from panoh.audit.trail import action, record
from panoh.vault import client, members, pairs

HELD = "own_key"  # in a session that holds one


def _key(password: str, salt: bytes) -> bytes:
    return slowly(pairs.password_key, password, salt)


@contextmanager
def in_hand(session: SessionBase) -> Iterator[None]:
    """While a page of a session that holds a key is made, what its account is a member of opens. A page that renews itself is no sign of
    life for the key either."""
    if not session.get(HELD) or not isinstance(session, SessionStore) or not session.session_key:
        yield
        return
    with client.in_session(agent_name(session.session_key)):
        yield
        if session.moved and session.moved[0] < session.moved[1] - SEEN_EVERY and not session.is_quiet:
            client.session_seen()


def open_at_sign_in(session: SessionBase, user: User, password: str) -> None:
    """The password is in hand: opens the account's key for this session, and makes its pair where it has none and may need one."""
    if has(user, Permission.CASE_VIEW):
        _open(session, user, password)


def make_pair(user: User, password: str) -> None:
    """A pair for an account that has none, under this password."""
    if members.salt_of(user.id) is None:
        salt = pairs.new_salt()
        _make(user, _key(password, salt), salt)


def _open(session: SessionBase, user: User, password: str) -> bool:
    salt = members.salt_of(user.id)
    fresh = pairs.new_salt() if salt is None else salt
    key = _key(password, fresh)
    if user.under_duress:  # as much work, and nothing opens
        return False
    if salt is None:
        _make(user, key, fresh)
    if session.session_key is None or not members.open_pair(
        user.id,
        key,
        session=agent_name(session.session_key),
        mark=mark_of(session.session_key),
        idle=settings.SESSION_IDLE_SECONDS,
        longest=settings.SESSION_COOKIE_AGE,
    ):
        return False
    session[HELD] = True
    return True


@action
def _make(user: User, key: bytes, salt: bytes) -> None:
    record(Event.OWN_KEY_MADE, by=user.actor, purpose=user.username)
    members.make_pair(user.id, key, salt)


def open_with_password(session: SessionBase, user: User, password: str, *, address: str) -> bool:
    """The password is asked for because a sealed case is to be opened; False when it is another. Raises limits.TooMany.

    The pair itself says whether it fits: after a restored backup it may be under a later password than the account.
    """
    with turn():
        limits.begin_again(user.username)
        has_pair = members.salt_of(user.id) is not None
        if not (has_pair or fits(user, password)) or not _open(session, user, password):
            record_failure(user)
            return False
        limits.succeeded(user.username, address)
        return True


def turn_for(user: User, password: str, new: str) -> members.Turn | None:
    """What a change of one's own password does to the pair: worked out before the transaction. None where there is no pair."""
    salt = members.salt_of(user.id)
    if salt is None:
        return None
    fresh = pairs.new_salt()
    return members.Turn(_key(password, salt), _key(new, fresh), fresh)
