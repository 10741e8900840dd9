"""One's own password, app for codes and recovery codes, set with a one-time link or on the account's page."""

from datetime import timedelta
from secrets import token_urlsafe

from django.utils.translation import gettext_lazy as _

from panoh.accounts import codes
from panoh.accounts.events import Event
from panoh.accounts.models import CodeDevice, RecoveryCode, SignInLink, User
from panoh.accounts.passwords import check_strength, no_second, second_beside
from panoh.accounts.push_devices import end_telephones
from panoh.accounts.server_keys import digest
from panoh.accounts.sessions import end_sessions
from panoh.audit.trail import action, record, remove, save, save_all
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.vault import members

LINK_HOURS = 24
DIFFER = _("The two passwords must differ. Choose another one.")
WRONG_CODE = _("This code does not match. Check the app again: the code changes every 30 seconds.")


def _link_digest(token: str) -> bytes:
    return digest("sign-in link", token)


def new_link(user: User) -> tuple[SignInLink, str]:
    """A link row, not saved yet, and the token that is in its address. Made within an action of whoever gives it."""
    token = token_urlsafe(32)
    return SignInLink(user=user, digest=_link_digest(token), expires_at=now() + timedelta(hours=LINK_HOURS)), token


def link_of(token: str) -> SignInLink | None:
    """The link while it is good: unused, in time, of an open account."""
    rows = SignInLink.objects.select_related("user__organisation")
    return rows.filter(digest=_link_digest(token), used_at=None, expires_at__gt=now(), user__is_active=True).first()


@action
def set_password(user: User, encoded: str, *, by: Actor, turn: members.Turn | None = None) -> None:
    """Keeps a new password, hashed before by `passwords.hashed`; the account's sessions end, its telephones ring no more, and what
    one was signed in to send is not believed by itself.

    `turn`: by whoever knew the former one, so that the account's own key goes on under the new one. Set by anybody else, or without it,
    that key is gone, and with it the sealed cases the account was a member of: another member adds it again.
    """
    fresh = User.objects.select_for_update().get(pk=user.pk)
    # Under the same salt the second password goes on; otherwise there is none.
    goes_on = encoded.rpartition("$")[0] == fresh.second_password.rpartition("$")[0]
    fresh.password, fresh.second_password = encoded, fresh.second_password if goes_on else no_second(encoded)
    save(fresh)
    user.password, user.second_password, user.version = fresh.password, fresh.second_password, fresh.version
    if turn is None:
        members.drop_pair(user.id)
    else:
        members.turn_pair(user.id, turn)
    end_sessions(user)
    end_telephones(user)
    record(Event.PASSWORD_SET, by=by, purpose=user.username)


def change_password(user: User, encoded: str, turn: members.Turn | None) -> None:
    """One's own password, hashed before by `passwords.own_beside`. Under duress it is the second one that changes. Raises Invalid."""
    if user.under_duress:
        if encoded != user.password:
            _set_second(user, encoded, by=user.actor)
        return
    if encoded == user.second_password:
        raise Invalid(DIFFER, {"password": DIFFER})
    set_password(user, encoded, by=user.actor, turn=turn)


def keep_second_password(user: User, password: str, *, by: Actor) -> None:
    """The password for when somebody makes one sign in; blank takes it away. Under duress nothing changes, and it looks as if.

    Raises Invalid where it is easy to guess or one's own.
    """
    if password:
        check_strength(password, user)
    encoded = second_beside(user, password) if password else no_second(user.password)
    if user.under_duress:
        return
    if encoded is None:
        raise Invalid(DIFFER, {"password": DIFFER})
    _set_second(user, encoded, by=by)


@action
def _set_second(user: User, encoded: str, *, by: Actor) -> None:
    """The event does not say whether there is a second password now or none."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.second_password = encoded
    save(fresh)
    user.second_password, user.version = fresh.second_password, fresh.version
    record(Event.PASSWORD_SET, by=by, purpose=user.username)


@action
def set_code_device(user: User, seed: bytes, code: str, *, by: Actor, keep: str | None = None) -> None:
    """Sets up an app for codes once it has shown a right one; the old app, if any, is good no more. `keep` is the session that stays.

    Raises Invalid when the code does not fit.
    """
    step = codes.step_of(seed, "".join(code.split()), after=0)
    if step is None:
        raise Invalid(WRONG_CODE, {"code": WRONG_CODE})
    for old in CodeDevice.objects.filter(user=user):
        remove(old)
    device = CodeDevice(user=user, last_step=step, confirmed_at=now())
    device.seed = codes.seal_seed(seed, device.id)
    save(device)
    end_sessions(user, but=keep)
    record(Event.CODE_SET, by=by, purpose=user.username)


def make_recovery_codes(user: User, *, by: Actor) -> list[str]:
    """Ten new codes, answered once and kept as hashes; earlier ones are good no more."""
    fresh = codes.new_recovery_codes(user.id)
    _keep_recovery_codes(user, list(fresh.values()), by=by)
    return list(fresh)


@action
def _keep_recovery_codes(user: User, digests: list[bytes], *, by: Actor, link: SignInLink | None = None) -> None:
    if link is not None:
        link.used_at = now()
        save(link)
    for old in RecoveryCode.objects.filter(user=user):
        remove(old)
    save_all([RecoveryCode(user=user, digest=digest) for digest in digests])
    record(Event.RECOVERY_CODES_MADE, by=by, purpose=user.username)


def finish_welcome(link: SignInLink, *, by: Actor) -> list[str]:
    """The account is ready: the link is spent, and the recovery codes are answered once. Raises Conflict when it was spent meanwhile."""
    fresh = codes.new_recovery_codes(link.user_id)
    _keep_recovery_codes(link.user, list(fresh.values()), by=by, link=link)
    return list(fresh)
