"""Reads of meetings of several people, of what can be recorded at once, and of who reads notes."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.cases.enums import OPEN_STATES, Attendance
from panoh.cases.models import Assignment, Case, NotesReader, Session, SessionGroup
from panoh.cases.policy import can, in_force, visible_cases, with_parts
from panoh.cases.queries.care import NOT_HERE, named_on
from panoh.core.clock import now
from panoh.core.errors import NotFound

SEVERAL_SHOWN = 100
USUAL_LENGTH = dt.timedelta(hours=1)


def notes_readers(case: Case, author: User) -> list[NotesReader]:
    """Whom this author lets read their notes on the case."""
    return list(case.notes_readers.filter(author=author, ended_at=None).select_related("reader", "case").order_by("since", "id"))


def get_notes_reader(case: Case, author: User, key: UUID) -> NotesReader:
    """One of them."""
    found = case.notes_readers.filter(author=author, pk=key).select_related("case").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def psychologists_of(case: Case, author: User) -> list[User]:
    """Who could be named: psychologists whose organisation has the case, but for the author and who reads the notes anyway."""
    named = {who for who, _what in named_on(case) if isinstance(who, UUID)}
    near = [
        case.organisation_id,
        *case.shares.filter(in_force(), ended_at=None).values_list("organisation", flat=True),
        author.organisation_id,
    ]
    found = User.objects.filter(organisation__in=near, is_active=True).exclude(pk=author.pk).exclude(pk__in=named)
    return [user for user in found.order_by("username") if has(user, Permission.PSYCHOLOGICAL) and can(user, Permission.CASE_VIEW, case)]


def planned_before_now(user: User) -> list[Session]:
    """One's own planned sessions whose time has passed: what can be marked as attended in one act."""
    mine = Session.objects.filter(author__in=powers(user).stands_for, attendance=Attendance.PLANNED, at__lte=now())
    seen = mine.filter(case__in=visible_cases(user).values("pk"), case__state__in=OPEN_STATES)
    return list(seen.select_related("case", "author").order_by("at", "id")[:SEVERAL_SHOWN])


def sessions_near(moments: Iterable[dt.datetime], *, by: User) -> list[Session]:
    """Planned sessions of this account that begin less than an hour from one of these moments. One query."""
    near = Q(pk__in=[])
    for at in moments:
        near |= Q(at__gt=at - USUAL_LENGTH, at__lt=at + USUAL_LENGTH)
    found = Session.objects.filter(near, author=by, attendance=Attendance.PLANNED, case__in=visible_cases(by).values("pk"))
    return list(found.select_related("case").order_by("at", "pk"))


def session_at(case: Case, at: dt.datetime, *, by: User) -> Session | None:
    """The session of this account on the case that begins less than an hour from this moment, where it was not called off."""
    near = Session.objects.filter(case=case, author=by, at__gt=at - USUAL_LENGTH, at__lt=at + USUAL_LENGTH)
    return near.exclude(attendance=Attendance.CALLED_OFF).order_by("at", "pk").first()


def group_cases(user: User) -> list[Case]:
    """The open cases from which this reader can make a group: those they are assigned to."""
    mine = Assignment.objects.filter(in_force(), case=OuterRef("pk"), user__in=powers(user).stands_for)
    found = with_parts(user, visible_cases(user).filter(Exists(mine), state__in=OPEN_STATES))
    return list(found.select_related("person").order_by("code"))


def groups(user: User) -> QuerySet[SessionGroup]:
    """The meetings of groups that this account held, newest first, with how many were there of how many."""
    held = SessionGroup.objects.filter(author__in=powers(user).stands_for, is_practice=user.is_practising)
    came = Count("sessions", filter=Q(sessions__attendance=Attendance.ATTENDED))
    return held.annotate(of=Count("sessions"), came=came).order_by("-at", "id")


def members_of(group: SessionGroup, user: User) -> set[UUID]:
    """The cases of which somebody belonged to this group, as far as this reader sees them."""
    return set(group.sessions.filter(case__in=visible_cases(user).values("pk")).values_list("case", flat=True))


def get_group(user: User, key: UUID) -> SessionGroup:
    """One meeting of a group that this account held. Raises NotFound otherwise."""
    found = groups(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
