"""Signing in: account, password and code, or a passkey. Wrong, unknown and closed look and take the same."""

import contextlib
import datetime as dt
import re
from secrets import token_urlsafe
from uuid import UUID

from panoh.accounts import codes, duress, limits, passwords
from panoh.accounts.duress import ANSWER_FOR_KEYS
from panoh.accounts.events import Event
from panoh.accounts.models import CodeDevice, CommandToken, RecoveryCode, User
from panoh.accounts.policy import powers
from panoh.accounts.server_keys import digest
from panoh.accounts.sessions import end_tokens
from panoh.accounts.turns import Door, turn
from panoh.audit.trail import action, record, save
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.errors import Conflict, Locked
from panoh.vault import client
from panoh.vault.events import Event as KeyEvent

NOBODY = UUID(int=0)
TOKEN_TIME = dt.timedelta(hours=1)
SIX_FIGURES = re.compile(r"\d{6}")


def prove(username: str, password: str, code: str, *, address: str = "") -> User | None:
    """The account when all three fit; None without a hint at which did not. Raises limits.TooMany. With the second password: under duress.

    `code` is the app's six figures or a recovery code; either works once.
    """
    name = username.strip()
    with turn(Door.DESK):
        limits.begin(name, address)
        user = User.objects.select_related("organisation").filter(username=name).first()
        given = passwords.which(user, password)
        typed = _as_kept(user, code)
    if user is not None and given is passwords.Which.SECOND:
        user.bend()
    if user is None or given is None or not _let_in_by_code(user, typed, address):
        record_failure(user)
        return None
    limits.succeeded(name, address)
    return user


def _as_kept(user: User | None, code: str) -> str | bytes:
    """Six figures as they are, anything else as a recovery code is kept: the same work whoever asks, and in no transaction."""
    typed = "".join(code.split())
    return typed if SIX_FIGURES.fullmatch(typed) else codes.recovery_digest(user.id if user else NOBODY, typed)


def _let_in_by_code(user: User, typed: str | bytes, address: str, *, again: bool = False) -> bool:
    if not limits.codes_left(user.username):
        return False
    try:
        take_code(user, typed, by=user.actor, again=again)
    except (WrongCode, Conflict):  # a conflict: another request took the same code a moment ago
        limits.code_failed(user.username, address)
        return False
    return True


def confirm(user: User, password: str, *, address: str) -> bool:
    """Asks for the password once more before what a stranger at an open desk must not do. Raises limits.TooMany."""
    with turn():
        limits.begin_again(user.username)
        fits = passwords.fits(user, password)
    if not fits:
        record_failure(user)
        return False
    limits.succeeded(user.username, address)
    return True


def prove_again(user: User, code: str, *, address: str) -> bool:
    """Takes a code of somebody who is signed in, before what a stranger at an open desk must not do. Raises limits.TooMany.

    The tries are those of the account, from wherever; its codes are those of the door.
    """
    with contextlib.nullcontext() if SIX_FIGURES.fullmatch(code) else turn():
        limits.begin_again(user.username)
        typed = _as_kept(user, code)
    if not _let_in_by_code(user, typed, address, again=True):
        record_failure(user)
        return False
    limits.succeeded(user.username, address)
    return True


class WrongCode(Exception):
    """Not a code of this account, or one that was used before."""


@action
def take_code(user: User, typed: str | bytes, *, by: Actor, again: bool = False) -> None:
    """Takes six figures, or a recovery code as it is kept, which then work no more, and lets the account in.

    `again` is for one that is in already. Raises WrongCode.
    """
    if isinstance(typed, str):
        device = CodeDevice.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
        step = None if device is None else codes.step_of(codes.open_seed(bytes(device.seed), device.id), typed, after=device.last_step)
        if device is None or step is None:
            raise WrongCode
        device.last_step = step
        save(device)
    else:
        kept = RecoveryCode.objects.select_for_update().filter(user=user, digest=typed, used_at=None).first()
        if kept is None:
            raise WrongCode
        kept.used_at = now()
        save(kept)
        record(Event.RECOVERY_CODE_USED, by=by, purpose=user.username)
    if again:
        record(Event.PROVED_AGAIN, by=by, purpose=user.username)
    else:
        let_in(user, by=by)


@action
def let_in(user: User, *, by: Actor) -> None:
    """Notes the day of the sign-in; every one is in the record. It begins in real work: practice that was left on elsewhere ends, but not
    under duress. Of those who answer for the keys it says that all is well."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.last_login = now()
    if not user.under_duress:
        fresh.is_practising = user.is_practising = False
    save(fresh)
    user.last_login, user.version = fresh.last_login, fresh.version
    record(Event.SIGNED_IN, by=by, purpose=user.username)
    if user.under_duress:
        duress.begin(user)
    else:
        duress.end(user)
    if powers(user).roles & ANSWER_FOR_KEYS:
        client.confirm(record(KeyEvent.CONFIRMED, by=by))


def record_failure(user: User | None) -> None:
    """A sign-in that did not succeed, committed on its own. `user` is whose account it was tried on, if there is one."""
    ref, organisation = (user.id, user.organisation_id) if user is not None else (NOBODY, None)
    record(Event.SIGN_IN_FAILED, by=Actor("outsider", ref, organisation))


def record_denial(user: object) -> None:
    """Somebody signed in asked for what is not theirs; committed on its own. Locked, nothing is recorded, and nothing was shown."""
    if isinstance(user, User):
        with contextlib.suppress(Locked):
            record(Event.ACCESS_DENIED, by=user.actor, purpose=user.username)


def sign_out(user: User) -> None:
    """Noted in the record; the session itself is closed by the view."""
    record(Event.SIGNED_OUT, by=user.actor)


def _token_digest(token: str) -> bytes:
    return digest("command token", token)


@action
def make_token(user: User, *, by: Actor) -> str:
    """A token for the command line, answered once and kept as a hash: good for an hour, unless whatever ends sessions ends it before."""
    end_tokens(user)
    token, moment = token_urlsafe(32), now()
    save(CommandToken(user=user, digest=_token_digest(token), made_at=moment, expires_at=moment + TOKEN_TIME))
    record(Event.TOKEN_MADE, by=by, purpose=user.username)
    return token


@action
def revoke_token(user: User, *, by: Actor) -> None:
    """The account's token is good no more."""
    end_tokens(user)
    record(Event.TOKEN_REVOKED, by=by, purpose=user.username)


def user_of_token(token: str) -> User | None:
    """Whose token this is; None when it is forged, has run out, was revoked, or the account was closed."""
    rows = CommandToken.objects.select_related("user__organisation")
    row = rows.filter(digest=_token_digest(token), expires_at__gt=now(), user__is_active=True).first()
    return None if row is None else row.user
