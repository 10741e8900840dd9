"""Notices to staff: that there is something for them, in a sentence of their own, by the way and in the hours they chose. Nothing else."""

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import NoticeChannel
from panoh.accounts.events import Event
from panoh.accounts.models import NoticeWish, User
from panoh.accounts.push_devices import devices_of, push_addresses, push_driver, push_way, wake
from panoh.accounts.queries import coalition_names
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Invalid
from panoh.core.forms.phone import NOT_A_NUMBER, stored
from panoh.core.notices import Driver, NotSent, driver
from panoh.core.push import PushDriver
from panoh.core.revealing_words import names_in, telling_words
from panoh.vault.actions import has_key, new_keys, open_sealed, seal
from panoh.vault.purpose import Purpose

logger = logging.getLogger(__name__)

LONGEST = 60
ADDRESSED = (NoticeChannel.MAIL, NoticeChannel.SMS)
# A telephone lies on a table: no word that names the house or its work.
TELLING = tuple("panoh паноҳ панох пытк шиканҷ tortur коалиц эътилоф реабилит офиятбах hotline горяч кумак кӯмак".split())

NO_CHOICE = _("This is not on the list. Choose from the list.")
NO_ADDRESS = _("Enter an e-mail address, or a number for text messages.")
TELLS = _("This sentence would tell others what you do. Write something neutral.")
BOTH_HOURS = _("Enter a start time and an end time, or leave both empty.")
NOT_OFFERED = _("This way is not set up. Choose another one.")


def drivers() -> dict[str, Driver]:
    """The ways that are set up here, by channel."""
    return _set_up(push_driver())


def ways_when_locked() -> dict[str, Driver]:
    """The same, as far as they need no database."""
    return _set_up(push_way())


def _set_up(push: PushDriver | None) -> dict[str, Driver]:
    found: dict[str, Driver | None] = {
        NoticeChannel.MAIL: driver(settings.NOTICE_MAIL),
        NoticeChannel.SMS: driver(settings.NOTICE_SMS),
        NoticeChannel.PUSH: push,
    }
    return {channel: way for channel, way in found.items() if way is not None}


def offered_to(user: User) -> list[str]:
    """The ways that this account may choose: on a telephone alone once it has enrolled one."""
    return [channel for channel in drivers() if channel != NoticeChannel.PUSH or devices_of(user)]


def wish_of(user: User) -> NoticeWish | None:
    """What the account chose, None where it chose nothing."""
    return NoticeWish.objects.filter(user=user).first()


@action
def set_notices(
    *,
    by: User,
    channel: NoticeChannel | str,
    address: str = "",
    sentence: str = "",
    start: dt.time | None = None,
    end: dt.time | None = None,
) -> NoticeWish:
    """Everybody chooses for themselves: by which way, in which hours, with which sentence. A blank sentence is the usual one."""
    if channel not in NoticeChannel.values:
        raise Invalid(NO_CHOICE, {"channel": NO_CHOICE})
    if channel != NoticeChannel.NONE:
        address = _checked(channel, address.strip(), by)
    tells = any(word in sentence.lower() for word in TELLING) or telling_words(sentence) or names_in(sentence, coalition_names())
    if tells or len(sentence) > LONGEST:
        raise Invalid(TELLS, {"sentence": TELLS})
    if (start is None) != (end is None):
        raise Invalid(BOTH_HOURS, {"end": BOTH_HOURS})
    row = wish_of(by) or NoticeWish(user=by, organisation_id=by.organisation_id)
    row.channel, row.start, row.end = channel, start, end
    if not has_key(row.sealing_subject(), by.organisation_id):
        new_keys([row.sealing_subject()], owners=[by.organisation_id])
    record(Event.NOTICES_SET, by=by.actor, purpose=by.username)
    seal(row, by=by.actor, address=address if channel in ADDRESSED else "", sentence=sentence.strip())
    save(row)
    return row


def _checked(channel: str, address: str, user: User) -> str:
    if channel not in offered_to(user):
        raise Invalid(NOT_OFFERED, {"channel": NOT_OFFERED})
    if channel not in ADDRESSED:
        return ""
    if not address:
        raise Invalid(NO_ADDRESS, {"address": NO_ADDRESS})
    if channel == NoticeChannel.SMS:
        number = stored(address)
        if number is None:
            raise Invalid(NOT_A_NUMBER, {"address": NOT_A_NUMBER})
        return number
    if address.count("@") != 1 or any(sign.isspace() for sign in address):
        raise Invalid(NO_ADDRESS, {"address": NO_ADDRESS})
    return address


def is_wanted(wish: NoticeWish, moment: dt.datetime) -> bool:
    """Whether the account wants notices at this hour; hours may reach over midnight."""
    if wish.channel == NoticeChannel.NONE:
        return False
    if wish.start is None or wish.end is None:
        return True
    at = moment.astimezone(DUSHANBE).time()
    return wish.start <= at <= wish.end if wish.start <= wish.end else not wish.end < at < wish.start


def nothing(_user: User) -> str:
    """Most notices have no code, and are answered on the page alone."""
    return ""


def want_notices(users: Sequence[User]) -> bool:
    """Whether a notice may leave to one of these accounts, at some hour: by a way that is set up and that they chose, or to a telephone."""
    ways = drivers()
    reach = Q(channel__in=[channel for channel in ways if channel in ADDRESSED])
    if NoticeChannel.PUSH in ways:
        reach |= ~Q(channel=NoticeChannel.NONE) & Q(user__push_devices__isnull=False)
    return NoticeWish.objects.filter(reach, user__in=users, user__is_active=True).exists()


def notify(
    users: Sequence[User],
    *,
    at_any_hour: bool = False,
    reached: set[UUID] | None = None,
    code_for: Callable[[User], str] = nothing,
    link_for: Callable[[User], str] = nothing,
) -> bool:
    """Tells these accounts that there is something for them, as far as they want it now. False where none left to one of them. For the
    worker.

    `at_any_hour`: somebody may be in danger, so it leaves in the hours that were not chosen as well. Enrolled telephones ring besides.
    `reached`: the accounts that were told when the same was tried before; they are not told again, and who is told now is put to them.
    `code_for`: the first signs of the code of what it is about, which stand before the sentence; blank where an account sees none.
    `link_for`: by which an account answers without signing in; blank where it does not.

    Each address is opened by the system against an event of its own; what is sent says nothing of what there is.
    """
    ways = drivers()
    wishes = NoticeWish.objects.filter(user__in=users, user__is_active=True).exclude(channel=NoticeChannel.NONE).select_related("user")
    known = set() if reached is None else reached
    wanted = [row for row in wishes if row.user_id not in known and (at_any_hour or is_wanted(row, now()))]
    push = ways.get(NoticeChannel.PUSH)
    rang = wake([row.user_id for row in wanted], push) if isinstance(push, PushDriver) else {}
    all_left = True
    for wish in wanted:
        outcome = [rang[wish.user_id]] if wish.user_id in rang else []
        if wish.channel in ADDRESSED and wish.channel in ways:
            outcome.append(_sent(wish, ways[wish.channel], code_for(wish.user), link_for(wish.user)))
        if any(outcome):
            known.add(wish.user_id)
        elif outcome:
            all_left = False
    return all_left


def addresses_at_any_hour(users: Sequence[User]) -> list[tuple[UUID, str, str, str]]:
    """Whose, by which way, to where and in which words a notice about somebody's safety would leave to these accounts. For the worker.

    Each address is opened by the system against an event of its own.
    """
    ways = drivers()
    wishes = NoticeWish.objects.filter(user__in=users, user__is_active=True).exclude(channel=NoticeChannel.NONE).select_related("user")
    found = [(row.user_id, str(row.channel), *_opened(row)) for row in wishes if row.channel in ADDRESSED and row.channel in ways]
    telephones = push_addresses([row.user_id for row in wishes]) if NoticeChannel.PUSH in ways else []
    return [*found, *((user, str(NoticeChannel.PUSH), address, "") for user, address in telephones)]


def _opened(wish: NoticeWish) -> tuple[str, str]:
    """The address, and the sentence of the account's own in its language."""
    system = replace(SYSTEM, organisation=wish.organisation_id)
    (opened,) = open_sealed([wish], by=system, purpose=Purpose.ON_DUTY)
    with translation.override(wish.user.language):
        return opened.address or "", opened.sentence or gettext("There is something for you.")


def _sent(wish: NoticeWish, way: Driver, code: str, link: str) -> bool:
    system = replace(SYSTEM, organisation=wish.organisation_id)
    address, text = _opened(wish)
    try:
        way.send(address, f"{code}: {text}" if code else text, link)
    except NotSent:
        logger.warning("A notice did not leave by %s", wish.channel)
        return False
    record(Event.NOTICE_SENT, by=system, purpose=wish.user.username)
    return True
