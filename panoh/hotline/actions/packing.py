"""What goes into a duty pack, made anew while unlocked: who is on duty, and for whoever goes out today where they are sent and whom they
visit, by codes; for a shift on a line whom to call back, and telephones of the directory."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.cases.queries.my_day import day_ends
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.hotline import pack
from panoh.hotline.events import Event
from panoh.hotline.models import Shift
from panoh.hotline.pins import is_long_enough, is_pin
from panoh.hotline.policy import check_sends, takes_calls
from panoh.hotline.queries.callbacks import due_call_backs
from panoh.hotline.queries.road import goes_out_today, sent_today, visits_today
from panoh.hotline.queries.rota import between, my_shifts, numbers_of
from panoh.network.queries import facilities
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

SPAN = dt.timedelta(hours=24)  # the rota in a pack
MOST_PLACES, MOST_CALLS = 80, 40
FRESH = dt.timedelta(minutes=10)

NO_SHIFT = _("A pack is made for a shift or a day out. You have no shift in the next twelve hours, no dispatch and no session today.")
NO_PIN = _("Enter at least six digits and nothing else.")
GUESSED_FIRST = _(
    "Choose digits without a meaning, such as the last six on a banknote. These are tried first, because many people choose them: a "
    "repeat, digits in order, a year or a date."
)
NO_MEMORY = _("This server has no memory for a pack, so it cannot be made. Print the rota instead.")


def check_pin(pin: str) -> None:
    """Six digits that nobody guesses, else what to choose instead. Raises Invalid."""
    if not is_pin(pin):
        why = GUESSED_FIRST if is_long_enough(pin) else NO_PIN
        raise Invalid(why, {"pin": why})


def make_pack(*, by: User, pin: str) -> dt.datetime:
    """Somebody makes their pack with a PIN for this shift and the next, or for the day they go out. Answers until when it opens."""
    check_sends(by)
    shifts = [row for row in my_shifts(by) if row.starts_at < now() + SPAN / 2]
    if not shifts and not goes_out_today(by):
        raise WrongState(NO_SHIFT)
    check_pin(pin)
    until = _until(shifts) if shifts else day_ends()
    try:
        pack.set_pin(by.username, str(by.pk), pin, until)
    except pack.NoMemory:
        raise WrongState(NO_MEMORY) from None
    _fill(by)
    return until


def _until(shifts: list[Shift]) -> dt.datetime:
    """The end of this shift and of the next, if that follows within half a day; never more than a day ahead."""
    return min(max(row.ends_at for row in shifts), now() + SPAN)


def refresh_packs() -> int:
    """Fills every pack that is still good with what is true now. Answers how many. For the worker."""
    count = 0
    for holder in pack.holders():
        user = User.objects.select_related("organisation").filter(pk=UUID(holder.user), is_active=True).first()
        if user is None:
            continue
        if not my_shifts(user) and not goes_out_today(user):
            pack.drop(user.username)
        elif _is_old(user):
            _fill(user)
            count += 1
    return count


_filled: dict[UUID, dt.datetime] = {}  # of this process: a pack is filled anew every ten minutes, not at every look


def _is_old(user: User) -> bool:
    return abs(now() - _filled.get(user.pk, now() - 2 * FRESH)) > FRESH  # dated ahead: the clock was set back since


def _fill(user: User) -> None:
    record(Event.PACK_FILLED, by=user.actor, purpose=Purpose.ON_DUTY)
    with translation.override(user.language):
        content: dict[str, Any] = {"at": now().isoformat(), "shifts": _shifts(user), "sent": _sent(user), "visits": _visits(user)}
        if takes_calls(user):
            content |= {"calls": _calls(user), "places": _places(user)}
    pack.put(user.username, content)
    _filled[user.pk] = now()


def _shifts(user: User) -> list[dict[str, Any]]:
    rows = list(between(user, now() - dt.timedelta(hours=1), now() + SPAN))
    numbers = numbers_of(rows, by=user) if rows else {}
    return [
        {
            "who": row.user.username,
            "post": str(row.get_post_display()),
            "line": catalogue.name(row.line.region) if row.line else "",
            "from": row.starts_at.isoformat(),
            "until": row.ends_at.isoformat(),
            "number": numbers.get(row.pk, ""),
        }
        for row in rows
    ]


def _sent(user: User) -> list[dict[str, Any]]:
    rows = list(sent_today(user)[:MOST_CALLS])
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.ON_DUTY, fields=("words",)) if rows else []
    return [
        {"code": row.code, "due": row.arrive_by.isoformat(), "where": catalogue.name(row.place or row.region), "words": words.words or ""}
        for row, words in zip(rows, opened, strict=True)
    ]


def _visits(user: User) -> list[dict[str, Any]]:
    return [
        {"code": row.case.code, "due": row.at.isoformat(), "what": str(row.get_kind_display()), "where": str(row.get_venue_display())}
        for row in visits_today(user)[:MOST_CALLS]
    ]


def _calls(user: User) -> list[dict[str, Any]]:
    rows = list(due_call_backs(user).filter(call_back_due_at__lte=now() + SPAN)[:MOST_CALLS])
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.ON_DUTY, fields=("number", "who_may_answer", "what_to_say")) if rows else []
    return [
        {
            "code": row.code,
            "due": row.call_back_due_at.isoformat() if row.call_back_due_at else "",
            "hours": f"{row.call_from:%H:%M}–{row.call_to:%H:%M}" if row.call_from and row.call_to else "",
            "number": words.number or "",
            "who": words.who_may_answer or "",
            "say": words.what_to_say or "",
        }
        for row, words in zip(rows, opened, strict=True)
        if not words.is_unreadable
    ]


def _places(user: User) -> list[dict[str, Any]]:
    rows = list(facilities(user)[:MOST_PLACES])
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.ON_DUTY, fields=("name", "phone")) if rows else []
    return [
        {"name": words.name or "", "number": words.phone or "", "where": catalogue.name(row.region), "kind": str(row.get_kind_display())}
        for row, words in zip(rows, opened, strict=True)
        if not words.is_unreadable and words.phone
    ]
