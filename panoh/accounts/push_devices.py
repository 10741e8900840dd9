"""Telephones that ring when there is something: enrolled by their owner, woken with nothing in the message, gone with the account."""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import NoticeChannel
from panoh.accounts.events import Event
from panoh.accounts.models import NoticeWish, PushDevice, User
from panoh.accounts.server_keys import digest
from panoh.accounts.signals import telephones_ended
from panoh.audit.trail import action, record, remove, save
from panoh.core.actor import SYSTEM
from panoh.core.agent import data_folder
from panoh.core.clock import now
from panoh.core.errors import Invalid, NotFound
from panoh.core.notices import NotSent
from panoh.core.push import Gone, NoWayOut, PushDriver, has_key, origin_of, own_key
from panoh.core.way_out import note_way_out, push_hosts
from panoh.vault.actions import has_key as has_sealing_key
from panoh.vault.actions import new_keys, open_sealed, seal
from panoh.vault.purpose import Purpose

logger = logging.getLogger(__name__)

TRIED_FOR = dt.timedelta(minutes=10)  # after it was enrolled
LEAST_SECRET, LONGEST_SECRET = 43, 100  # 32 bytes as text

NO_SERVICE = _("This browser cannot be used: its push service is not on our list. Use Chrome, Firefox, Edge or Safari.")
NO_SECRET = _("The phone was not connected. Try again.")
NOT_HERE = _("This phone is no longer connected.")


def _mark(address: str) -> bytes:
    return digest("push address", address)


def _digest(secret: str) -> bytes:
    return digest("push secret", secret)


def devices_of(user: User) -> list[PushDevice]:
    """The account's telephones, the oldest first; none under duress. One query."""
    return [] if user.under_duress else list(PushDevice.objects.filter(user=user))


def device_of(secret: str) -> PushDevice | None:
    """Whose telephone has this secret, while the account is open."""
    return PushDevice.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()


@action
def enrol_device(*, by: User, address: str, secret: str) -> PushDevice:
    """One's own telephone rings from now on, besides the way that was chosen. It rings for nobody else any more. Raises Invalid."""
    if origin_of(address, push_hosts()) is None:
        raise Invalid(NO_SERVICE)
    if not LEAST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise Invalid(NO_SECRET)
    for old in PushDevice.objects.filter(mark=_mark(address)):
        remove(old)
    row = PushDevice(user=by, organisation_id=by.organisation_id, mark=_mark(address), digest=_digest(secret), enrolled_at=now())
    if not has_sealing_key(row.sealing_subject(), by.organisation_id):
        new_keys([row.sealing_subject()], owners=[by.organisation_id])
    record(Event.PUSH_DEVICE_ENROLLED, by=by.actor, purpose=by.username)
    seal(row, by=by.actor, address=address)
    save(row)
    _choose_push(by)
    return row


def _choose_push(user: User) -> None:
    """Who enrols a telephone wants it to ring: no notices at all becomes notices on it alone."""
    wish = NoticeWish.objects.filter(user=user).first() or NoticeWish(user=user, organisation_id=user.organisation_id)
    if wish.channel == NoticeChannel.NONE:
        wish.channel = NoticeChannel.PUSH
        save(wish)


@action
def take_off_device(key: UUID, *, by: User) -> None:
    """One's own telephone rings no more. Raises NotFound."""
    row = next((device for device in devices_of(by) if device.pk == key), None)
    if row is None:
        raise NotFound(NOT_HERE)
    record(Event.PUSH_DEVICE_TAKEN_OFF, by=by.actor, purpose=by.username)
    remove(row)


def drop_devices(user: User) -> None:
    """Inside the action after which the account must not be trusted as before: none of its telephones rings any more."""
    for row in PushDevice.objects.filter(user=user):
        remove(row)


def end_telephones(user: User) -> None:
    """Inside the action that says that a telephone was lost or taken: none of the account's rings any more, and what was signed in on one
    until now is not believed by itself."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.phones_ended_at = now()
    save(fresh)
    user.phones_ended_at, user.version = fresh.phones_ended_at, fresh.version
    drop_devices(user)
    telephones_ended.send(sender=User, user=user)


# -- waking ---------------------------------------------------------------------------------------------------------------


def push_driver() -> PushDriver | None:
    """How telephones are woken, None while none is enrolled."""
    way = push_way()
    return way if way is not None and PushDevice.objects.exists() else None


def push_way() -> PushDriver | None:
    """The same without a database: None while none was ever enrolled."""
    data = data_folder()
    return PushDriver(own_key(data), f"https://{next(iter(settings.HOUSE_HOSTS), 'localhost')}", push_hosts()) if has_key(data) else None


def push_addresses(users: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """The addresses at which telephones of these accounts are woken, with whose they are. For the worker."""
    found = []
    for device in PushDevice.objects.filter(user__in=users, user__is_active=True):
        system = replace(SYSTEM, organisation=device.organisation_id)
        (opened,) = open_sealed([device], by=system, purpose=Purpose.ON_DUTY)
        found.append((device.user_id, opened.address or ""))
    return found


def wake(users: Iterable[UUID], way: PushDriver) -> dict[UUID, bool]:
    """Wakes every telephone of these accounts; by account, whether one was woken. Who has none is not in it. For the worker."""
    return _wake(list(PushDevice.objects.filter(user__in=users, user__is_active=True).select_related("user")), way)


def wake_new_devices() -> int:
    """Wakes each new telephone once, so that it is known before the night whether it rings. Answers how many. For the worker."""
    way = push_driver()
    rows = PushDevice.objects.filter(woken_at=None, enrolled_at__gt=now() - TRIED_FOR).select_related("user") if way else []
    return sum(_wake(list(rows), way).values()) if way else 0


def _wake(devices: list[PushDevice], way: PushDriver) -> dict[UUID, bool]:
    woken: dict[UUID, bool] = {}
    shut: set[str | None] = set()  # services that were not reached are not tried for the next
    for device in devices:
        outcome = _send(device, way, shut)
        if outcome is not None:
            woken[device.user_id] = outcome or woken.get(device.user_id, False)
    return woken


def _send(device: PushDevice, way: PushDriver, shut: set[str | None]) -> bool | None:
    """Whether it was woken; None where its service has forgotten it, and it is here no more."""
    system = replace(SYSTEM, organisation=device.organisation_id)
    (opened,) = open_sealed([device], by=system, purpose=Purpose.ON_DUTY)
    address = opened.address or ""
    service = origin_of(address, way.hosts)
    if service in shut:
        return False
    try:
        way.send(address)
    except Gone:
        _forget(device)
        return None
    except NoWayOut:
        logger.warning("Web push has no way out")
        shut.add(service)
        note_way_out(data_folder(), service or "", is_open=False, at=now())
        return False
    except NotSent:
        logger.warning("Web push was refused by the service")
        return False
    note_way_out(data_folder(), service or "", is_open=True, at=now())
    _woken(device)
    return True


@action
def _woken(device: PushDevice) -> None:
    record(Event.NOTICE_SENT, by=replace(SYSTEM, organisation=device.organisation_id), purpose=device.user.username)
    device.woken_at = now()
    save(device)


@action
def _forget(device: PushDevice) -> None:
    record(Event.PUSH_DEVICE_TAKEN_OFF, by=replace(SYSTEM, organisation=device.organisation_id), purpose=device.user.username)
    remove(device)
