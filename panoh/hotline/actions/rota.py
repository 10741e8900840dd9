"""The rota: planned, swapped, taken up, handed over. A shift ends with a note, and the next begins by reading it."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, remove, save, save_all
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.queries.danger import can_see_to
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.hotline.actions.alerts import raise_alert, settle_alerts
from panoh.hotline.enums import LONGEST_SHIFT, ON_LINE, POST_ROLES, SWAP_TRANSITIONS, AlertKind, AlertState, Post, SwapState
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, HandOverItem, PhoneLine, Shift, Swap
from panoh.hotline.policy import check_can_lead
from panoh.hotline.queries import rota as queries
from panoh.hotline.queries.handover import OpenItem, open_on
from panoh.vault.actions import Opened, has_key, new_keys, open_sealed, seal
from panoh.vault.purpose import Purpose

EARLY = dt.timedelta(minutes=30)  # so long before it begins a shift may be taken up

TOO_LONG = _("A shift is twelve hours at most. Divide it.")
NO_HOURS = _("The end is before the beginning.")
NOT_THEIRS = _("This person does not have the role for this shift. Choose someone else.")
WHICH_LINE = _("Choose the line.")
BUSY = _("This person has another shift at this time.")
FILLED = _("Someone already has this post at this time.")
BEGUN = _("This shift has already begun.")
NOT_YOURS = _("This shift belongs to someone else.")
TOO_EARLY = _("You can start a shift from half an hour before it begins.")
TICK_EACH = _("Tick each open thing of the line, then start your shift. Something may have been added: open the list again.")
READ_FIRST = _("First read the note of the previous shift, then start yours.")
TAKEN_UP = _("This shift has already started.")
OVER = _("This shift has already ended.")
NOT_TAKEN_UP = _("Start the shift first.")
NO_NOTE = _("Write what the next shift must know. If there is nothing, write that.")
NOT_ONESELF = _("Choose a colleague.")
NOT_FROM_HERE = _("Someone has changed this swap. Open it again.")
NOT_ASKED = _("Someone else must answer this swap.")


@action(undo=_("Shift planned."))
def plan_shift(
    *, by: User, post: Post | str, user: User, starts_at: dt.datetime, ends_at: dt.datetime, line: PhoneLine | None = None
) -> Shift:
    """Puts somebody on duty: at a line, or on call for all. Twelve hours at most, nobody at two places, one at a post."""
    check_can_lead(by)
    if post not in Post.values:
        raise Invalid(NOT_THEIRS, {"post": NOT_THEIRS})
    row = Shift(
        post=post,
        line=line if post in ON_LINE else None,
        user=user,
        organisation_id=user.organisation_id,
        starts_at=starts_at,
        ends_at=ends_at,
        is_practice=by.is_practising,
    )
    _check(row)
    record(Event.SHIFT_PLANNED, by=by.actor)
    save(row)
    return row


def shifts_to_give(giver: User, taker: User) -> tuple[list[Shift], int]:
    """Of the hours that lie ahead of somebody who cannot come any more: those that a colleague may hold, and how many others there are."""
    rows = queries.shifts_ahead(giver)
    able = [row for row in rows if _may_hold(row, taker)]
    return able, len(rows) - len(able)


def _may_hold(row: Shift, user: User) -> bool:
    try:
        _check_holder(row, user)
    except Invalid:
        return False
    return True


@action
def give_shifts(giver: User, *, by: User, taker: User) -> int:
    """Gives a colleague those hours; how many shifts. One that has begun is to be taken up anew, and swaps over any of them are over."""
    check_can_lead(by)
    rows, _left = shifts_to_give(giver, taker)
    record(Event.SHIFT_GIVEN, by=by.actor)
    for swap in queries.swaps_over(giver):
        swap.state = SwapState.TAKEN_BACK
        save(swap)
    for row in rows:
        row.acknowledged_at, row.read_at, row.raised = None, None, 0
        _give(row, taker)
    return len(rows)


def _check(row: Shift) -> None:
    if row.post in ON_LINE and row.line is None:
        raise Invalid(WHICH_LINE, {"line": WHICH_LINE})
    if row.ends_at <= row.starts_at:
        raise Invalid(NO_HOURS, {"ends": NO_HOURS})
    if row.ends_at - row.starts_at > LONGEST_SHIFT:
        raise Invalid(TOO_LONG, {"ends": TOO_LONG})
    _check_holder(row, row.user)
    others = queries.overlapping(row)
    if any(other.post == row.post and other.line_id == row.line_id for other in others):
        raise Invalid(FILLED, {"starts": FILLED})


def _check_holder(row: Shift, user: User, *, giving: Shift | None = None) -> None:
    if not user.is_active or not POST_ROLES[Post(row.post)] & powers(user).roles:
        raise Invalid(NOT_THEIRS, {"user": NOT_THEIRS})
    if any(other.user_id == user.pk and other != giving for other in queries.overlapping(row)):
        raise Invalid(BUSY, {"user": BUSY})


@action(undo=_("Shifts planned."))
def copy_week(*, by: User, monday: dt.date) -> int:
    """Plans a week as the one before it: the same people at the same hours, where nobody is planned yet. Answers how many shifts."""
    check_can_lead(by)
    record(Event.SHIFT_PLANNED, by=by.actor)
    start = dt.datetime.combine(monday, dt.time(), DUSHANBE)
    week = dt.timedelta(days=7)
    made: list[Shift] = []
    for old in queries.between(by, start - week, start):
        if old.starts_at < start - week:
            continue
        row = Shift(
            post=old.post,
            line=old.line,
            user=old.user,
            organisation_id=old.organisation_id,
            starts_at=old.starts_at + week,
            ends_at=old.ends_at + week,
            is_practice=by.is_practising,
        )
        try:
            _check(row)
        except Invalid:
            continue  # who left, who is elsewhere then, what is planned already: it shows as a gap
        made.append(row)
    save_all(made)
    return len(made)


@action(undo=_("Shift removed from the rota."))
def drop_shift(shift: Shift, *, by: User) -> None:
    """Takes a shift that has not begun off the rota."""
    check_can_lead(by)
    if shift.acknowledged_at is not None:
        raise WrongState(BEGUN)
    record(Event.SHIFT_DROPPED, by=by.actor)
    remove(shift)


@action(undo=_("Note read."))
def read_note(shift: Shift, *, by: User) -> Opened | None:
    """Opens the note of the shift before one's own, or of who left the line to it; None where there is none to read."""
    _check_own(shift, by)
    left = queries.left_to(shift)
    before = left or queries.shift_before(shift)
    record(Event.NOTE_READ, by=by.actor)
    shift.read_at = now()
    save(shift)
    if left is not None:
        settle_alerts(left.pk, AlertKind.LINE_YOURS, by=by)
    if before is None or not before.note:
        return None
    (opened,) = open_sealed([before], by=by.actor, purpose=Purpose.OWN_WORK)
    return opened


def _check_own(shift: Shift, by: User) -> None:
    if shift.user_id not in powers(by).stands_for:
        raise Denied(NOT_YOURS)


@action
def take_up_shift(shift: Shift, *, by: User, seen: Collection[str] = ()) -> Shift:
    """Whoever is planned says that they are there. Refused before the note of the shift before is read, and while something is open on the
    line that is not among `seen`: they take over each by itself. Where the line has nobody it may begin before its hour.
    """
    _check_own(shift, by)
    if shift.ended_at is not None or shift.ends_at <= now():
        raise WrongState(OVER)
    if shift.acknowledged_at is not None:
        return _take_line(shift, by=by, seen=seen)
    if shift.starts_at - now() > EARLY:
        if not _is_called_in(shift):
            raise WrongState(TOO_EARLY)
        shift.starts_at = now()
    open_now = _ticked(shift, by, seen)
    before = queries.shift_before(shift)
    if shift.read_at is None and before is not None and before.note:
        raise WrongState(READ_FIRST)
    record(Event.SHIFT_TAKEN_UP, by=by.actor)
    shift.acknowledged_at = now()
    save(shift)
    _keep_ticked(shift, open_now, by)
    settle_alerts(shift.pk, by=by)
    for left in _left_behind(shift, AlertKind.LINE_EMPTY, AlertKind.LINE_YOURS):
        settle_alerts(left, by=by)
    return shift


def _take_line(shift: Shift, *, by: User, seen: Collection[str]) -> Shift:
    """Who was second and has the line since the first left it takes over each thing that is open on it."""
    if queries.left_to(shift) is None:
        raise WrongState(TAKEN_UP)
    open_now = _ticked(shift, by, seen)
    record(Event.SHIFT_TAKEN_UP, by=by.actor)
    _keep_ticked(shift, open_now, by)
    return shift


def _ticked(shift: Shift, by: User, seen: Collection[str]) -> list[OpenItem]:
    open_now = open_on(shift, by)
    if {item.key for item in open_now} - set(seen):
        raise WrongState(TICK_EACH)
    return open_now


def _keep_ticked(shift: Shift, items: Collection[OpenItem], by: User) -> None:
    """What was ticked, by whom; a danger of a call that nobody has is theirs from now on."""
    known = set(shift.taken_over.values_list("target", flat=True))
    rows = [item for item in items if item.target not in known]
    save_all([HandOverItem(shift=shift, kind=item.kind, target=item.target, seen_at=now(), seen_by=by) for item in rows])
    for item in items:
        if item.becomes_theirs and item.danger is not None and can_see_to(by, item.danger):
            take_on_danger(item.danger, by=by, owner=by)


def _left_behind(shift: Shift, *kinds: AlertKind) -> list[UUID]:
    """The shifts whose end left its line with nobody, or to who is second, and who is told so still."""
    rings = Alert.objects.filter(kind__in=kinds, state=AlertState.OPEN, is_practice=shift.is_practice)
    return [row.target for row in rings.filter(line=shift.line) if row.target] if shift.line else []


def _is_called_in(shift: Shift) -> bool:
    """Whether its line was left with nobody, and it is no longer than a shift may be if it begins now."""
    return shift.ends_at - now() <= LONGEST_SHIFT and bool(_left_behind(shift, AlertKind.LINE_EMPTY))


@action(undo=_("Shift handed over."))
def end_shift(shift: Shift, *, by: User, note: str, expected: int | None = None) -> Shift:
    """Ends a shift with the note for whoever comes next. Without one no shift ends; where it leaves a line with nobody that rings, and who
    is second and alone on it from now on is told."""
    _check_own(shift, by)
    if shift.acknowledged_at is None:
        raise WrongState(NOT_TAKEN_UP)
    if shift.ended_at is not None:
        raise WrongState(OVER)
    if not note.strip():
        raise Invalid(NO_NOTE, {"note": NO_NOTE})
    after = queries.shift_after(shift)
    stays = queries.stays_on_line(shift)
    owners = {shift.organisation_id, *(row.organisation_id for row in (after, stays) if row)}
    if not has_key(shift.sealing_subject(), by.organisation_id):
        new_keys([shift.sealing_subject()], owners=list(owners))
    record(Event.SHIFT_ENDED, by=by.actor)
    seal(shift, by=by.actor, note=note.strip())
    shift.ended_at = now()
    save(shift, expected)
    settle_alerts(shift.pk, by=by)
    if stays is not None and stays.post == Post.BACKUP:
        _ring(AlertKind.LINE_YOURS, shift, stays.user)
    elif stays is None and shift.post in ON_LINE:
        _ring(AlertKind.LINE_EMPTY, shift, None)
        if after is not None:
            _ring(AlertKind.LINE_EMPTY, shift, after.user)
    return shift


def _ring(kind: AlertKind, shift: Shift, owner: User | None) -> None:
    """One who has left the line is told of: to who is second that they have it; where nobody does, to the coordinator and to whoever comes
    next, who may begin before their hour."""
    raise_alert(
        kind,
        organisation=shift.organisation_id,
        owner=owner,
        role="" if owner else Role.COORDINATOR,
        target=shift.pk,
        line=shift.line,
        is_practice=shift.is_practice,
    )


@action(undo=_("Swap requested."))
def ask_swap(shift: Shift, *, by: User, taker: User, in_return: Shift | None = None) -> Swap:
    """Asks a colleague to take one's shift, perhaps for one of theirs."""
    _check_own(shift, by)
    if shift.acknowledged_at is not None or shift.starts_at <= now():
        raise WrongState(BEGUN)
    if taker.pk == shift.user_id:
        raise Invalid(NOT_ONESELF, {"taker": NOT_ONESELF})
    if in_return is not None and (in_return.user_id != taker.pk or in_return.starts_at <= now()):
        raise Invalid(NOT_THEIRS, {"in_return": NOT_THEIRS})
    _check_swap(shift, taker, in_return)
    record(Event.SWAP_ASKED, by=by.actor)
    row = Swap(shift=shift, taker=taker, in_return=in_return, asked_by=by, asked_at=now())
    save(row)
    return row


def _check_swap(shift: Shift, taker: User, in_return: Shift | None) -> None:
    _check_holder(shift, taker, giving=in_return)
    if in_return is not None:
        _check_holder(in_return, shift.user, giving=shift)


def _move(swap: Swap, to: SwapState, event: Event, *, by: User) -> None:
    if to not in SWAP_TRANSITIONS[SwapState(swap.state)]:
        raise WrongState(NOT_FROM_HERE)
    record(event, by=by.actor)
    swap.state = to


@action(undo=_("Swap answered."))
def answer_swap(swap: Swap, *, by: User, accepted: bool) -> Swap:
    """The colleague agrees, or cannot. Agreed, it waits for the coordinator."""
    if swap.taker_id not in powers(by).stands_for:
        raise Denied(NOT_ASKED)
    _move(swap, SwapState.ACCEPTED if accepted else SwapState.DECLINED, Event.SWAP_ANSWERED, by=by)
    swap.answered_at = now()
    save(swap)
    return swap


@action(undo=_("Swap decided."))
def decide_swap(swap: Swap, *, by: User, approved: bool) -> Swap:
    """The coordinator decides on a swap both agree to: the shifts change hands."""
    check_can_lead(by)
    _move(swap, SwapState.APPROVED if approved else SwapState.REFUSED, Event.SWAP_DECIDED, by=by)
    swap.decided_at, swap.decided_by = now(), by
    save(swap)
    if approved:
        shift, other, former = swap.shift, swap.in_return, swap.shift.user
        if shift.acknowledged_at is not None or (other is not None and other.acknowledged_at is not None):
            raise WrongState(BEGUN)
        _check_swap(shift, swap.taker, other)
        _give(shift, swap.taker)
        if other is not None:
            _give(other, former)
    return swap


def _give(shift: Shift, user: User) -> None:
    shift.user, shift.organisation_id = user, user.organisation_id
    save(shift)


@action(undo=_("Swap cancelled."))
def take_swap_back(swap: Swap, *, by: User) -> Swap:
    """Whoever asked does not ask any more."""
    if swap.asked_by_id not in powers(by).stands_for:
        raise Denied(NOT_ASKED)
    _move(swap, SwapState.TAKEN_BACK, Event.SWAP_ANSWERED, by=by)
    save(swap)
    return swap
