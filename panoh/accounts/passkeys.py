"""Passkeys (WebAuthn): found on the device without a name typed, and only where the device asked its owner for a finger, face or PIN."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from panoh.accounts import sign_in
from panoh.accounts.events import Event
from panoh.accounts.models import CodeDevice, Passkey, User
from panoh.audit.trail import action, record, remove, save
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.errors import Invalid

type State = dict[str, Any]
type Plain = dict[str, Any]

REFUSED = _("The passkey was not accepted. Try again, or sign in with a password and a code.")
LAST_ONE = _("This is your only second factor. Set up an app for codes or another passkey first.")
MOST = 10
ENOUGH = _("You already have ten passkeys. Remove one you no longer use.")


def _server(host: str) -> Fido2Server:
    """`host` is the name in the browser's address line, without its port: a passkey works on this name alone."""
    return Fido2Server(PublicKeyCredentialRpEntity(name="Panoh", id=host))


def new_options(user: User, host: str) -> tuple[Plain, State]:
    """What the browser needs to make a passkey, and what to remember until it comes back."""
    known = [AttestedCredentialData(bytes(data)) for data in Passkey.objects.filter(user=user).values_list("credential", flat=True)]
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(name=user.username, id=user.id.bytes, display_name=user.username),
        credentials=known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


@action
def keep_passkey(user: User, host: str, state: State, answer: Plain, *, label: str, by: Actor) -> Passkey:
    """Keeps the public half of a passkey just made. Raises Invalid when it does not answer what was asked."""
    if Passkey.objects.filter(user=user).count() >= MOST:
        raise Invalid(ENOUGH)
    made = _checked(lambda: _server(host).register_complete(state, answer))
    assert made.credential_data is not None  # `register_complete` refuses what has none
    if Passkey.objects.filter(credential_id=made.credential_data.credential_id).exists():
        raise Invalid(REFUSED)
    row = Passkey(
        user=user,
        credential_id=made.credential_data.credential_id,
        credential=bytes(made.credential_data),
        label=label.strip()[:40] or f"{now():%d.%m.%Y}",
        sign_count=made.counter,
        made_at=now(),
    )
    save(row)
    record(Event.PASSKEY_ADDED, by=by, purpose=user.username)
    return row


def _checked(check: Any) -> Any:
    """Whatever a foreign message stumbles over, it was not accepted."""
    try:
        return check()
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, IndexError):
        raise Invalid(REFUSED) from None


@action
def remove_passkey(user: User, key: Any, *, by: Actor) -> None:
    """Takes a passkey away. Raises Passkey.DoesNotExist, and Invalid for the last second factor."""
    row = Passkey.objects.get(pk=key, user=user)
    others = Passkey.objects.filter(user=user).exclude(pk=key).exists()
    if not others and not CodeDevice.objects.filter(user=user).exists():
        raise Invalid(LAST_ONE)
    remove(row)
    record(Event.PASSKEY_REMOVED, by=by, purpose=user.username)


def sign_in_options(host: str) -> tuple[Plain, State]:
    """What the browser needs to show its passkeys for this house; no account is named."""
    options, state = _server(host).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), state


def sign_in_with_passkey(host: str, state: State, answer: Plain) -> User | None:
    """The account whose passkey answered; None, and noted in the record, when none did."""
    try:
        user = _answered(host, state, answer)
    except Invalid:
        sign_in.record_failure(None)
        return None
    return user


def prove_again(user: User, host: str, state: State, answer: Plain) -> bool:
    """Whether a passkey of this account, which is signed in, answered; noted in the record when none did."""
    try:
        _answered(host, state, answer, whose=user)
    except Invalid:
        sign_in.record_failure(user)
        return False
    return True


def _answered(host: str, state: State, answer: Plain, *, whose: User | None = None) -> User:
    given = _checked(lambda: AuthenticationResponse.from_dict(answer))
    row = Passkey.objects.select_related("user__organisation").filter(credential_id=bytes(given.raw_id), user__is_active=True).first()
    if row is None or (whose is not None and row.user_id != whose.pk):
        raise Invalid(REFUSED)
    _checked(lambda: _server(host).authenticate_complete(state, [AttestedCredentialData(bytes(row.credential))], answer))
    seen: AuthenticatorData = given.response.authenticator_data
    is_copy = bool(seen.counter or row.sign_count) and seen.counter <= row.sign_count  # a counter that does not move on
    if given.response.user_handle not in (None, row.user_id.bytes) or is_copy:
        raise Invalid(REFUSED)
    _used(row, seen.counter, by=row.user.actor, again=whose is not None)
    return row.user


@action
def _used(row: Passkey, counter: int, *, by: Actor, again: bool) -> None:
    row.sign_count, row.used_at = counter, now()
    save(row)
    if again:
        record(Event.PROVED_AGAIN, by=by, purpose=row.user.username)
    else:
        sign_in.let_in(row.user, by=by)
