"""Erasures as their readers see them, and what stands in the way of one."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.enums import Attendance
from panoh.cases.models import Case, Request, Task
from panoh.cases.policy import unblocked
from panoh.cases.queries.danger import danger_ended_since, dangers_of, open_dangers
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound
from panoh.data_protection.enums import WAITS, End, ErasureState, Hold, Why
from panoh.data_protection.models import Erasure, Export
from panoh.data_protection.policy import check_can_erase, visible_erasures, visible_exports
from panoh.exchange.models import ImportRun
from panoh.intake.models import ThreadMessage
from panoh.legal.enums import MilestoneState
from panoh.legal.models import Milestone
from panoh.legal.queries.proceedings import hearings
from panoh.people.models import Person
from panoh.people.queries import records_of
from panoh.referrals.enums import OPEN_STATES as OPEN_REFERRALS
from panoh.referrals.models import Referral
from panoh.reporting.dimensions import band_of
from panoh.team.enums import OPEN_COMPLAINTS

# How views, which know no models, name what they are given.
type ErasureRow = Erasure

AFTER_DANGER = dt.timedelta(days=1)  # so long nothing is erased: an end may be taken back, and what is erased comes back by nothing
OVER = (ErasureState.ERASED, ErasureState.DONE)
NOT_HERE = _("Page not found, or you do not have access to it.")


@bypass_rls()
def get_case(user: User, code: str) -> Case:
    """A case by its code, for whoever may ask that it be erased: nothing of it opens with that. Raises NotFound."""
    check_can_erase(user)
    found = Case.objects.filter(unblocked(user), code=code, is_practice=user.is_practising, erased_on=None).select_related("person").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def erasures(user: User) -> QuerySet[Erasure]:
    """All of them, the newest first."""
    return visible_erasures(user).select_related("asked_by", "agreed_by", "ended_by", "person", "request")


def waiting_erasures(user: User) -> list[Erasure]:
    """Those that can still be called off, the oldest first. One query."""
    return list(visible_erasures(user).filter(state__in=WAITS).select_related("asked_by", "agreed_by").order_by("asked_at"))


def get_erasure(user: User, key: UUID) -> Erasure:
    """One of them. Raises NotFound."""
    found = erasures(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@bypass_rls()
def erasure_of(case: Case) -> Erasure | None:
    """What waits for the person of this case, whichever of their cases it was asked for by."""
    return Erasure.objects.filter(person__in=records_of(case.person), state__in=WAITS).first()


def keeps_from_erasure(danger: Task) -> bool:
    """Whether the file of this danger's case would be erased but for it: while it is open, and a day after its end."""
    assert danger.case is not None
    return (danger.done_at is None or danger.done_at > now() - AFTER_DANGER) and erasure_of(danger.case) is not None


def hold_on(row: Erasure) -> tuple[Hold, dt.date | None] | None:
    """What stands in the way today, and until when where a day is known."""
    found = hold_about(row.about, for_time=row.why == Why.TIME)
    if found is None and row.held_until is not None and row.held_until >= today():
        return Hold(row.held_for), row.held_until
    return found


@bypass_rls()
def hold_about(about: Person | Request, *, for_time: bool = False) -> tuple[Hold, dt.date | None] | None:
    """What stands in the way of erasing what is kept about a person, or a request without one, and until when where a day is known.

    `for_time`: nobody but the clock asks for it. Then proceedings that go on hold it as well; a person's own wish they do not.
    """
    people = records_of(about) if isinstance(about, Person) else []
    requests = Q(thread__request__person__in=people) if people else Q(thread__request=about)
    cases = list(Case.objects.filter(person__in=people))
    if dangers_of(people).exists() if isinstance(about, Person) else open_dangers(about):
        return Hold.DANGER, None
    if over := danger_ended_since(people, [] if isinstance(about, Person) else [about.pk], now() - AFTER_DANGER):
        return Hold.DANGER_OVER, (over + AFTER_DANGER).astimezone(DUSHANBE).date()
    if ahead := [day for case in cases for _key, day in hearings(case) if day >= today()]:
        return Hold.COURT, max(ahead)
    if ThreadMessage.objects.filter(requests, complaint__state__in=OPEN_COMPLAINTS).exists():
        return Hold.COMPLAINT, None
    if people and ImportRun.objects.filter(Q(lines__case__in=cases) | Q(lines__candidate__in=people)).exclude(source=b"").exists():
        return Hold.IMPORT, None
    if for_time and _proceedings_go_on(cases):
        return Hold.LAWYERS, None
    return None


def _proceedings_go_on(cases: list[Case]) -> bool:
    waits = (MilestoneState.PLANNED, MilestoneState.PUT_OFF)
    return (
        Milestone.objects.filter(case__in=cases, state__in=waits).exists()
        or Referral.objects.filter(case__in=cases, state__in=OPEN_REFERRALS).exists()
    )


def erased_people() -> list[UUID]:
    """The records of everybody whose file was erased: an older copy of the data does not know of it."""
    return list(Case.objects.exclude(erased_on=None).order_by().values_list("person_id", flat=True).distinct())


def exports(user: User) -> QuerySet[Export]:
    """Lists that left or are to leave, the newest first."""
    return visible_exports(user).select_related("asked_by", "agreed_by", "ended_by")


def get_export(user: User, key: UUID) -> Export:
    """One of them. Raises NotFound."""
    found = exports(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@bypass_rls()
def anonymised(user: User, code: str) -> tuple[Erasure, Case] | None:
    """A case that lost its name, with the act by which it did, for whoever may decide on such acts; None where there is none."""
    case = Case.objects.filter(code=code, is_practice=user.is_practising).exclude(erased_on=None).select_related("person").first()
    if case is None:
        return None
    row = visible_erasures(user).filter(person__in=records_of(case.person), end=End.ANONYMISED, state__in=OVER).first()
    return (row, case) if row else None


@dataclass(frozen=True, slots=True)
class Stays:
    """The codes of one case that lost its name, and how often what was done for the person."""

    case: Case
    band: str
    sessions: int
    help: int


@bypass_rls()
def stays_of(row: Erasure) -> list[Stays]:
    """What can still be looked at of a file that lost its name; nothing before that, and nothing of one that was erased."""
    if row.end != End.ANONYMISED or row.state not in OVER or row.person is None:
        return []
    cases = Case.objects.filter(person__in=records_of(row.person)).select_related("person").order_by("admitted_on", "code")
    cases = cases.annotate(
        held=Count("sessions", filter=Q(sessions__attendance=Attendance.ATTENDED), distinct=True), given=Count("assistance", distinct=True)
    )
    return [Stays(case, band_of(case.age_at_admission), case.held, case.given) for case in cases]
