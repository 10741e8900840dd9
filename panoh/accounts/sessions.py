"""Desk sessions, as Django's session engine: the table holds a peppered hash of the key and sealed data, nothing usable."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY, login, logout
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from panoh.accounts.devices import looks_like_desk_computer
from panoh.accounts.models import CommandToken, Session, User
from panoh.accounts.server_keys import Unreadable, as_text, digest, from_text, lock_in, take_out
from panoh.core.clock import now
from panoh.vault import client

PURPOSE = "session"
FACTOR = "second_factor"  # how the second factor was shown; without it a session opens no page
PROVED = "proved_at"  # when, in seconds of the epoch
TO_PRESS = "to_press"  # the address of a press that waits for a second factor that is asked for again
PROVED_FOR_PRESS = "proved_for_press"  # the address of the press for which it was shown then, until that comes again
AT_DESK = "at_desk"  # whether it began at what is plainly a desk computer
DISCREET = "discreet"  # whether somebody may read along
DISCREET_FOR = dt.timedelta(days=365)
PROVED_FOR = dt.timedelta(minutes=5)
SEEN_EVERY = dt.timedelta(minutes=1)
KNOWN_FOR = dt.timedelta(days=1)


def _digest(key: str) -> str:
    return digest(PURPOSE, key).hex()


def mark_of(key: str) -> str:
    """How the table names the session of this key: it opens nothing."""
    return _digest(key)


def agent_name(key: str) -> bytes:
    """What names the session to the agent that holds a key for it: made of the cookie, so no copy of the database can name it."""
    return digest("own key", key)


def _idle() -> dt.timedelta:
    return dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def _living(moment: dt.datetime) -> QuerySet[Session]:
    """Sessions that open pages. Where the clock was set back, one that was last seen later than now might lie open for as long again, so it
    is over."""
    return Session.objects.filter(expires_at__gt=moment, seen_at__gt=moment - _idle(), seen_at__lte=moment + SEEN_EVERY)


class SessionStore(SessionBase):
    """Ends after half an hour without a page and after half a day at the latest (SESSION_IDLE_SECONDS, SESSION_COOKIE_AGE)."""

    moved: tuple[dt.datetime, dt.datetime] | None = None  # when it was seen before this request, and now
    is_quiet = False  # a page that renews itself asked: no sign of life

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The data sealed under the server key, bound to this session's row."""
        return as_text(lock_in(PURPOSE, json.dumps(session_dict, separators=(",", ":")).encode(), _digest(self.session_key or "").encode()))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The data, empty when the row was tampered with."""
        try:
            plain = take_out(PURPOSE, from_text(str(session_data)), _digest(self.session_key or "").encode())
        except Unreadable:
            return {}
        data: dict[str, Any] = json.loads(plain)
        return data

    def load(self) -> dict[str, Any]:
        """The data of a living session; its `seen_at` moves on at most once a minute."""
        moment = now()
        row = _living(moment).filter(pk=_digest(self.session_key or "")).first()
        if row is None:
            self._session_key = None
            return {}
        self.moved = (row.seen_at, moment)
        if row.seen_at < moment - SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=moment)
        return self.decode(row.data)

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return Session.objects.filter(pk=_digest(session_key)).exists()

    def create(self) -> None:
        """A new session under a fresh key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Writes the data. Raises UpdateError when the session was ended meanwhile."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        reference = data.get(SESSION_KEY)
        values = {"data": self.encode(data), "user_ref": UUID(reference) if reference else None}
        if must_create:
            moment = now()
            row = Session(
                pk=_digest(self.session_key),
                started_at=moment,
                seen_at=moment,
                expires_at=moment + dt.timedelta(seconds=self.get_session_cookie_age()),
                **values,
            )
            try:
                row.save(force_insert=True)
            except IntegrityError:
                raise CreateError from None
        elif not Session.objects.filter(pk=_digest(self.session_key)).update(**values):
            raise UpdateError
        return None

    def cycle_key(self) -> None:
        """Goes on under a fresh key; the former one opens nothing. A key in the agent goes along: whose it is was shown once more."""
        data, former = self._get_session(), self.session_key  # type: ignore[attr-defined]
        self.create()
        self._session_cache = data
        if former and self.session_key:
            client.member_move(agent_name(former), agent_name(self.session_key), mark_of(self.session_key))
            self.delete(former)

    def delete(self, session_key: str | None = None) -> None:
        """Ends the session, and with it the account's own key in the agent."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(pk=_digest(key)).delete()
            client.member_close([_digest(key)])

    @classmethod
    def clear_expired(cls) -> None:
        """Takes away what ran out a day ago. Until then it opens nothing, and tells whose the form is that came too late."""
        Session.objects.filter(expires_at__lte=now() - KNOWN_FOR).delete()


def whose_was(key: str) -> User | None:
    """Whose session this was that ran out within the last day; nobody's when it still lives or was ended by somebody."""
    row = Session.objects.filter(pk=_digest(key)).first()
    if row is None or row.user_ref is None or _living(now()).filter(pk=row.pk).exists():
        return None
    user = User.objects.filter(pk=row.user_ref, is_active=True).first()
    if user is not None and SessionStore(key).decode(row.data).get(BACKEND_SESSION_KEY) == settings.AUTHENTICATION_BACKENDS[1]:
        user.bend()
    return user


@dataclass(frozen=True, slots=True)
class Living:
    """One of an account's sessions, as its page shows it. `mark` names it and opens nothing."""

    mark: str
    started_at: dt.datetime
    seen_at: dt.datetime
    is_this: bool


def living_sessions(user: User, this_key: str | None) -> list[Living]:
    """The account's sessions, the last used first; under duress this one alone."""
    moment = now()
    here = _digest(this_key) if this_key else ""
    rows = _living(moment).filter(user_ref=user.id).order_by("-seen_at")
    if user.under_duress:
        rows = rows.filter(pk=here)
    return [Living(row.pk, row.started_at, row.seen_at, row.pk == here) for row in rows]


def end_session(user: User, mark: str) -> bool:
    """Ends one of the account's sessions; False when there was none, or under duress."""
    if user.under_duress:
        return False
    ended, _rows = Session.objects.filter(pk=mark, user_ref=user.id).delete()
    if ended:
        client.member_close([mark])
    return bool(ended)


def end_sessions(user: User, *, but: str | None = None) -> None:
    """Ends the account's sessions, all `but` the one with this key, and its token: after a new password, second factor or role."""
    end_tokens(user)
    rows = Session.objects.filter(user_ref=user.id)
    if but:
        rows = rows.exclude(pk=_digest(but))
    rows.delete()
    client.member_close(member=user.id, but=_digest(but) if but else "")


def end_tokens(user: User) -> None:
    """Ends the account's token for the command line, within an action; no undo brings it back."""
    CommandToken.objects.filter(user=user).delete()


def open_session(request: HttpRequest, user: User, factor: str, *, by_mouse: bool = False) -> None:
    """Signs the account in on this browser, under a fresh key. `by_mouse`: the page of the door said that a mouse pointed at it;
    what said nothing, as without a script or by a one-time link, is taken for a telephone."""
    SessionStore.clear_expired()
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[1 if user.under_duress else 0])
    request.session[FACTOR] = factor
    request.session[PROVED] = now().timestamp()
    request.session[AT_DESK] = looks_like_desk_computer(request.headers) and by_mouse


def reopen_session(request: HttpRequest, user: User) -> None:
    """Signs the account in anew, under a fresh key, after a change that ended its sessions. Its second factor was not shown by that, a
    telephone becomes no desk computer, and whoever may read along still does."""
    kept = {name: request.session[name] for name in (PROVED, AT_DESK, DISCREET) if name in request.session}
    open_session(request, user, request.session[FACTOR])
    request.session.pop(PROVED)
    request.session.update(kept)


def renew_proof(request: HttpRequest, factor: str) -> bool:
    """A second factor was shown once more in this session. It goes on under a fresh key, and ends no later than before. Answers whether it
    was asked for at a press, which did nothing and has to come again."""
    old = Session.objects.filter(pk=_digest(request.session.session_key or "")).first()
    request.session.cycle_key()
    request.session[FACTOR] = factor
    request.session[PROVED] = now().timestamp()
    if old is not None:
        Session.objects.filter(pk=_digest(request.session.session_key or "")).update(started_at=old.started_at, expires_at=old.expires_at)
    request.session[PROVED_FOR_PRESS] = request.session.pop(TO_PRESS, "")
    return bool(request.session[PROVED_FOR_PRESS])


def proved_lately(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session within the last five minutes."""
    shown: float = request.session.get(PROVED, 0.0)
    return dt.timedelta(0) <= now() - dt.datetime.fromtimestamp(shown, dt.UTC) < PROVED_FOR


def proved_for_this(request: HttpRequest) -> bool:
    """Whether a second factor was shown lately for this very press. It is good once."""
    return bool(request.session.pop(PROVED_FOR_PRESS, "") == request.path and proved_lately(request))


def is_on_telephone(request: HttpRequest) -> bool:
    """Whether this may be a telephone: now, or when the session began. Asking for the pages of a desk computer changes only the one."""
    return not (request.session.get(AT_DESK) and looks_like_desk_computer(request.headers))


def is_discreet(request: HttpRequest) -> bool:
    """Whether somebody may read along, so that headings and lists show codes and cues alone."""
    return bool(request.session.get(DISCREET, settings.DISCREET_COOKIE_NAME in request.COOKIES))


def set_discreet(request: HttpRequest, on: bool) -> None:
    """Somebody may read along from now on, or no more; `keep_discreet` has it outlive the session."""
    request.session[DISCREET] = on


def keep_discreet(request: HttpRequest, response: HttpResponseBase) -> None:
    """The browser keeps the switch, so that who locks because somebody comes near finds it as it was. It says nothing of an account."""
    name = settings.DISCREET_COOKIE_NAME
    if is_discreet(request):
        response.set_cookie(name, "1", max_age=DISCREET_FOR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(name, samesite="Lax")


def close_session(request: HttpRequest) -> None:
    """Signs out on this browser."""
    logout(request)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session showed a second factor."""
    return bool(request.session.get(FACTOR))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what the machine in front says, believed only when it stands on this computer."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    if near in {"", "127.0.0.1", "::1"}:
        return request.headers.get("X-Forwarded-For", near).rsplit(",", 1)[-1].strip()[:64]
    return near


def is_no_sign_of_life(session: SessionBase) -> None:
    """A page that renews itself asked: the session ends as early as if it had not."""
    if isinstance(session, SessionStore) and session.moved is not None:
        session.is_quiet = True
        seen, moved = session.moved
        Session.objects.filter(pk=_digest(session.session_key or ""), seen_at=moved).update(seen_at=seen)
