"""Reads of the rota."""

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from panoh.accounts import queries as accounts
from panoh.accounts.models import RoleGrant, User
from panoh.accounts.policy import has, in_force, powers
from panoh.accounts.roles import Permission
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.hotline.enums import ON_LINE, POST_ROLES, SWAP_WAITS, AlertKind, Post, SwapState
from panoh.hotline.models import Alert, Shift, Swap
from panoh.hotline.queries.calls import NOT_HERE

# How views, which know no models, name what they are given.
type ShiftRow = Shift

AHEAD = dt.timedelta(weeks=4)
STAYS = dt.timedelta(hours=1)  # then whoever did not hand over is asked to
SOON = dt.timedelta(minutes=10)  # so long after its beginning a shift that nobody has started is told of
AROUND = dt.timedelta(hours=24)  # how long before another shift one may have been to hand something over to it


def _with(rows: QuerySet[Shift]) -> QuerySet[Shift]:
    return rows.select_related("line", "user")


def between(user: User, start: dt.datetime, end: dt.datetime) -> QuerySet[Shift]:
    """Every shift that reaches into these hours, by their beginning: who is on duty is known to all of the house."""
    return _with(Shift.objects.filter(starts_at__lt=end, ends_at__gt=start, is_practice=user.is_practising)).order_by("starts_at", "post")


def overlapping(shift: Shift) -> list[Shift]:
    """Other shifts at the same hours, of anybody."""
    rows = Shift.objects.filter(starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at, is_practice=shift.is_practice)
    return list(rows.exclude(pk=shift.pk))


def on_duty(user: User) -> list[Shift]:
    """Who is on duty at this moment and has not handed over, by line and post; who started stays for an hour after the end."""
    stays = Q(acknowledged_at__isnull=False, ends_at__gt=now() - STAYS, starts_at__lte=now())
    planned = Q(starts_at__lte=now(), ends_at__gt=now())
    rows = _with(Shift.objects.filter(stays | planned, ended_at=None, is_practice=user.is_practising))
    return sorted(rows, key=lambda row: (row.line.region if row.line else "~", list(Post.values).index(row.post)))


def my_shifts(user: User) -> list[Shift]:
    """One's own shifts that are not handed over: those begun, and those to come."""
    mine = powers(user).stands_for
    rows = Shift.objects.filter(user__in=mine, ended_at=None, is_practice=user.is_practising)
    return list(_with(rows.filter(Q(ends_at__gt=now()) | Q(acknowledged_at__isnull=False))).order_by("starts_at")[:20])


def shifts_ahead(user: User) -> list[Shift]:
    """The shifts of an account that are neither over nor handed over, under way or to come. One query."""
    return list(_with(Shift.objects.filter(user=user, ended_at=None, ends_at__gt=now())).order_by("starts_at"))


def swaps_over(user: User) -> list[Swap]:
    """The swaps that wait in which this account would give or take a shift. One query."""
    ones = Q(shift__user=user) | Q(in_return__user=user) | Q(taker=user)
    return list(Swap.objects.filter(ones, state__in=SWAP_WAITS))


def shift_now(user: User) -> Shift | None:
    """The shift this account is in: taken up and not handed over."""
    return next((row for row in my_shifts(user) if row.acknowledged_at is not None), None)


def get_own_shift(user: User, key: UUID) -> Shift:
    """One's own shift. Raises NotFound."""
    found = _with(Shift.objects.filter(pk=key, user__in=powers(user).stands_for, is_practice=user.is_practising)).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_shift(user: User, key: UUID) -> Shift:
    """Any shift. Raises NotFound."""
    found = _with(Shift.objects.filter(pk=key, is_practice=user.is_practising)).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def _beside(shift: Shift) -> QuerySet[Shift]:
    return Shift.objects.filter(post=shift.post, line=shift.line, is_practice=shift.is_practice).exclude(pk=shift.pk)


def shift_before(shift: Shift) -> Shift | None:
    """The shift at the same post that came right before, within a day."""
    rows = _beside(shift).filter(starts_at__lt=shift.starts_at, ends_at__gte=shift.starts_at - AROUND)
    return rows.order_by("-starts_at").first()


def left_to(shift: Shift) -> Shift | None:
    """The shift of who was first on the line and left it to this one, which is the second. One query, none of any other post."""
    if shift.post != Post.BACKUP or shift.acknowledged_at is None:
        return None
    told = Alert.objects.filter(kind=AlertKind.LINE_YOURS, owner=shift.user, line=shift.line, at__gte=shift.acknowledged_at)
    return Shift.objects.filter(pk__in=told.values("target"), is_practice=shift.is_practice).order_by("-ended_at").first()


def shift_after(shift: Shift) -> Shift | None:
    """The one that comes right after."""
    rows = _beside(shift).filter(starts_at__gt=shift.starts_at, starts_at__lte=shift.ends_at + AROUND)
    return rows.order_by("starts_at").first()


def stays_on_line(shift: Shift) -> Shift | None:
    """Who has the line once this shift has ended: the first on it, there or due within minutes, who would be missed; else the second."""
    if shift.post not in ON_LINE:
        return None
    soon = now() + SOON
    others = Shift.objects.filter(post__in=ON_LINE, line=shift.line, is_practice=shift.is_practice, ended_at=None).exclude(pk=shift.pk)
    is_there = Q(acknowledged_at__isnull=False, ends_at__gt=now()) | Q(starts_at__lte=soon, ends_at__gt=soon)
    return min(
        _with(others.filter(is_there)), key=lambda row: (row.post != Post.PRIMARY, row.acknowledged_at is None, row.starts_at), default=None
    )


def swaps(user: User) -> list[Swap]:
    """Swaps that wait: for this account's answer, for its decision, or for others on what it asked."""
    mine = powers(user).stands_for
    reach = Q(taker__in=mine, state=SwapState.ASKED) | Q(asked_by__in=mine)
    if has(user, Permission.HOTLINE_LEAD):
        reach |= Q(state=SwapState.ACCEPTED)
    rows = Swap.objects.filter(reach, state__in=SWAP_WAITS, shift__is_practice=user.is_practising)
    return list(rows.select_related("shift__line", "in_return__line", "asked_by", "taker").order_by("asked_at"))


def get_swap(user: User, key: UUID) -> Swap:
    """One of them. Raises NotFound."""
    found = next((row for row in swaps(user) if row.pk == key), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def may_hold(post: Post | str) -> list[User]:
    """Open accounts with a role for the post today, by their names. One query."""
    grants = RoleGrant.objects.filter(in_force(), role__in=POST_ROLES[Post(post)])
    return list(User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("username"))


def numbers_of(rows: list[Shift], *, by: User) -> dict[UUID, str]:
    """Telephones of who is on duty, by the shift's id; opened and recorded. Blank where none is kept or no key is held."""
    known = accounts.numbers_of(list({row.user_id: row.user for row in rows}.values()), by=by)
    return {row.pk: known.get(row.user_id, "") for row in rows}


def to_come(shift: Shift) -> list[Shift]:
    """Shifts at the same kind of post that others have in the coming four weeks: what one may ask for in return."""
    rows = Shift.objects.filter(post=shift.post, is_practice=shift.is_practice, starts_at__gt=now(), starts_at__lt=now() + AHEAD)
    return list(_with(rows.exclude(user=shift.user)).order_by("user__username", "starts_at")[:60])
